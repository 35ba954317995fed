"""One call of a handler, followed step by step: what may come next, and whose rule it is.

Theory. The rules about single calls are a table of states. A state says in a sentence what is
expected in it. Its steps say which calls may follow, and where each answer leads; whatever has no
step is forbidden, and `breaks` names the requirement. Its ends say how the handler may come back.
Leniency is always a step or an end of its own, with the reason in `why`.

* The first step that is not permitted ends the judging of the call: what follows from it is no
  news. Closing, contexts, logging and conduct are judged on their own, to the end.
* A deviation that is known and harmless is noted, and the call is followed further (`Call.note`).
* An error of a collaborator becomes a debt: one of the debts has to be paid when the call ends.
  A reason is an event that permits the handler to fail with an error of its own.
* The bytes are a machine beside the table: it knows what the ingest holds and what the source has
  given. Each Write has to be what the content has at that place; the state knows whose rule it is.

Reads are harmless in nearly every state: an implementation that reads ahead, in a thread of its
own, may have asked before it learned of the answer. The table never asks for the edition: `only`
names a field of its record, and `handler` a kind, by which rows are chosen once.
"""

from __future__ import annotations

from ..world.journal import Entry
from .blame import COMMIT, GIVEN_UP_BEFORE, OF_ANOTHER, may_be_given_up
from .bytes import HEARD, READS, Bytes
from .case import Case
from .finding import Broken, Judgement
from .run import CLOSES, Run
from .situations import how_it_ended, situation, what_was_called
from .table import (
    ANY,
    BROKEN_OFF,
    ELSEWHERE,
    ITSELF,
    LIE,
    OK,
    SHORT,
    START,
    STATES,
    Blame,
    Debt,
    Deviation,
    End,
    Fork,
    Laid,
    Row,
    Rule,
    laid_out,
    names_in,
)


def answer_of(entry: Entry) -> str:
    """How a call was answered, in the table's words."""
    if entry.refusal is not None:
        return entry.refusal.kind
    if entry.op == "Write":
        taken, given = entry.result["n"], len(entry.args["data"])
        return OK if taken == given else SHORT if 0 <= taken < given else LIE
    if entry.op == "Seek" and entry.args["whence"] == "start":
        return OK if entry.result["offset"] == entry.args["offset"] else ELSEWHERE
    return OK


class Call:
    """A call that is followed.

    `reasons`: what permits it to fail with an error of its own. `payable`: errors that may come out
    in place of what is owed. `locks`: the refusals of its ref as locked; `at_bound`: how many waits
    after them were their bound. `way`: the rule of how its copy began; `windowed`: it is of the
    first `size` bytes of the source; `was_complete`: all bytes were there before. `has_source`: a
    source was opened; `closed`: its handles that are closed.
    """

    def __init__(self, run: Run, case: Case, judgement: Judgement) -> None:
        self.run, self.case, self.judgement = run, case, judgement
        self.edition, self.is_push = run.edition, run.is_push
        self.windowed = self.is_push and self.edition.push_window
        self.ingests = not self.is_push or (self.edition.push_waits and run.task.pusher_ingests)
        self.table = laid_out(self.edition.name, run.task.kind, self.ingests)
        self.names = names_in(self.edition.name, self.is_push)
        self.bytes = Bytes(run)
        self.debts: list[Debt] = []
        self.payable: list[Debt] = []
        self.reasons: list[str] = []
        self.locks: list[Entry] = []
        self.closed: set[str] = set()
        self.way = COMMIT
        self.was_complete = self.has_source = False
        self.at_bound = self.resets = 0
        self.row = self.table[START]

    def rule(self, blame: Blame) -> Rule:
        """The requirement; where that depends on the call, as it stands now."""
        while not isinstance(blame, Rule):
            blame = blame(self)
        return blame

    def id(self, blame: Blame) -> str:
        """The requirement, in this edition and for this handler."""
        return self.names[self.rule(blame)]

    def keep(self, blame: Blame, saw: str = "") -> None:
        """The requirement applied, and was kept."""
        id = self.names[blame] if isinstance(blame, Rule) else self.id(blame)
        if saw:
            self.judgement.keep(id, saw)
        else:
            self.judgement.applied[id] += 1

    def note(self, blame: Blame, expected: str, observed: str, step: str) -> None:
        """A deviation that hides nothing: the call is followed further."""
        rule, state = self.rule(blame), self.row.state.name
        follows = self.names[GIVEN_UP_BEFORE] if may_be_given_up(self, rule) else ""
        broken = Broken(expected, observed, self.run.number, state, step, follows)
        self.judgement.blame(self.names[rule], broken)

    def enter(self, name: str) -> None:
        """The call is now in the state of that name, or where the surroundings lead from there."""
        row = self.table[name]
        while row.forks:
            row = self.table[self.fork(row).to]
        self.row = row
        if row.state.way:
            self.way = self.rule(row.state.rule)

    def fork(self, row: Row) -> Fork:
        """The first way that is open here."""
        for fork in row.forks:
            if fork.when is None or fork.when(self):
                return fork
        raise AssertionError(row.state.name)

    def follow(self) -> None:
        """Judge the call to its end, or to its first deviation."""
        run, place = self.run, ""
        try:
            self.enter(START)
            for entry in run.calls:
                place = entry.op
                self.take(entry)
            if run.returned is not None:
                place = "it succeeded" if run.ok else "it failed"
                self.come_back()
        except Deviation as found:
            self.note(found.blame, found.expected, found.observed, found.step or place)

    def take(self, entry: Entry) -> None:
        """The next call of a collaborator."""
        op, answer = entry.op, answer_of(entry)
        if answer in BROKEN_OFF:
            self._is_broken_off(entry, answer)
        elif op in CLOSES:
            self.closed.add(entry.handle)
        else:
            if op in HEARD:
                self.bytes.hear(entry)
            self.walk(self._step(entry, answer), entry)

    def _is_broken_off(self, entry: Entry, answer: str) -> None:
        state = STATES[BROKEN_OFF[answer]]
        debt = Debt(self.id(state.rule), entry)
        if answer == "interrupt" and entry.op in READS and self.bytes.is_enough:
            # Nobody may be waiting for a read that was not needed.
            self.payable.append(debt)
        else:
            self.debts = [debt]
            self.enter(state.name)

    def _step(self, entry: Entry, answer: str) -> Laid:
        for laid in self.row.moves[entry.op, answer]:
            if laid.when is None or laid.when(self):
                return laid
        state = self.row.state
        blame = state.breaks.get(entry.op) or state.breaks.get("*", state.rule)
        raise Deviation(blame, f"{situation(self)}: {state.expects}", what_was_called(self, entry))

    def walk(self, laid: Laid, entry: Entry) -> None:
        """Take a step of the table."""
        for act in laid.does:
            act(self, entry)
        if laid.owes is not None:
            self.debts.append(Debt(self.id(laid.owes), entry, laid.step.pays))
        for id in laid.ids:
            self.judgement.applied[id] += 1
        for blame in laid.others:
            self.judgement.applied[self.id(blame)] += 1
        if laid.to:
            self.enter(laid.to)

    def come_back(self) -> None:
        """The handler has come back. Of one that has crashed, nothing more is asked."""
        if self.run.ended.crash:
            return
        end, state = self.end(), self.row.state
        if end is None:
            self.is_its_own()
            expected = f"{situation(self)}: {state.expects}"
            raise Deviation(state.unfinished or state.rule, expected, how_it_ended(self))
        for act in end.does:
            act(self)
        for blame in end.keeps:
            self.keep(blame)

    def end(self) -> End | None:
        """The end that its outcome is, in this state; None: it is none."""
        for end in self.row.ends:
            if end.ok == self.run.ok and (end.when is None or end.when(self)):
                return end
        return None

    def is_paid(self, debt: Debt) -> bool:
        """Whether what is owed has come out."""
        if debt.pays == ANY:
            return self.run.failed
        return self.run.came_out(debt.entry.refusal, by_class=debt.pays != ITSELF)

    def is_its_own(self) -> None:
        """What came out is not the error of another call: each goes as if it were alone."""
        run, ids = self.run, set(self.run.ended.ids)
        for other in () if ids & run.met.keys() else self.case.beside(run):
            for id in ids & other.met.keys():
                expected = f"t{run.number} goes as if it were alone"
                op, step = other.met[id].op, "the error of another call came out"
                seen = f"the error of t{other.number}'s {op} came out: {run.told}"
                raise Deviation(OF_ANOTHER, expected, seen, step)
