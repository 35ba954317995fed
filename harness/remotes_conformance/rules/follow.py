"""One call of a handler, followed step by step: the permitted next calls, and their requirements.

Theory. The rules about single calls are a table of states. A state describes in a sentence what is
expected in it. Its steps name the calls that may follow, and where each answer leads; whatever has
no step is forbidden, and `breaks` names the requirement. Its ends define how the handler may come
back. Leniency is always a step or an end of its own, with the reason in `why`.

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
from .bytes import OBSERVED, READS
from .call import Call
from .run import CLOSES
from .situations import call_text, end_text, situation
from .table import (
    BROKEN_OFF,
    ELSEWHERE,
    LIE,
    OK,
    SHORT,
    START,
    STATES,
    Deviation,
    End,
    Fork,
    Laid,
    Row,
)


def answer_of(entry: Entry) -> str:
    """The answer to a call, in the table's words."""
    if entry.refusal is not None:
        return entry.refusal.kind
    if entry.op == "Write":
        taken, given = entry.result["n"], len(entry.args["data"])
        return OK if taken == given else SHORT if 0 <= taken < given else LIE
    if entry.op == "Seek" and entry.args["whence"] == "start":
        return OK if entry.result["offset"] == entry.args["offset"] else ELSEWHERE
    return OK


class FollowedCall(Call):
    """A call, followed from state to state."""

    def enter(self, name: str) -> None:
        """The call is now in the state of that name, or where the surroundings lead from there."""
        row = self.table[name]
        while row.forks:
            row = self.table[self.fork(row).to]
        self.row = row
        if row.way is not None:
            self.way = self.rule(row.way)

    def fork(self, row: Row) -> Fork:
        """The first way that is open here. The last one always is."""
        return next(filter(self.is_open, row.forks))

    def end(self) -> End | None:
        """The end that its outcome is, in this state; None: it is none."""
        ends = (end for end in self.row.ends if end.ok == self.run.ok)
        return next(filter(self.is_open, ends), None)

    def is_open(self, row: Fork | End) -> bool:
        """True if its condition holds."""
        return row.when is None or row.when.holds(self)

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
            step = found.step or place
            self.note(found.blame, found.expected, found.observed, step, found.follows)

    def take(self, entry: Entry) -> None:
        """The next call of a collaborator."""
        op, answer = entry.op, answer_of(entry)
        if op in OBSERVED:
            self.bytes.observe(entry)
        for laid in self.row.moves[op, answer]:
            if laid.when is None or laid.when(self):
                self.walk(laid, entry)
                return
        if answer in BROKEN_OFF:
            self._is_broken_off(entry, answer)
        elif op in CLOSES:
            self.closed.add(entry.handle)
        else:
            state = self.row.state
            expected = f"{situation(self)}: {state.expects}"
            raise Deviation(state.blame(op), expected, call_text(self, entry))

    def _is_broken_off(self, entry: Entry, answer: str) -> None:
        state = STATES[BROKEN_OFF[answer]]
        debt = self.owe(state.rule, entry, "by its class")
        if answer == "interrupt" and entry.op in READS and self.bytes.is_enough:
            # A read that was not needed may have no caller that waits.
            self.payable.append(debt)
        else:
            self.debts = [debt]
            self.enter(state.name)

    def walk(self, laid: Laid, entry: Entry) -> None:
        """Take a step of the table."""
        _, step, does, to, ids, others = laid
        for act in does:
            act(self, entry)
        if step.owes is not None:
            self.debts.append(self.owe(step.owes, entry, step.pays))
        for id in ids:
            self.applied[id] += 1
        for blame in others:
            self.keep(blame)
        if to:
            self.enter(to)

    def come_back(self) -> None:
        """The handler has come back. Of one that has crashed, nothing more is asked."""
        if self.run.ended.crash:
            return
        end, state = self.end(), self.row.state
        if end is None:
            self.is_its_own()
            expected = f"{situation(self)}: {state.expects}"
            raise Deviation(state.unfinished or state.rule, expected, end_text(self))
        for act in end.does:
            act(self)
        for blame in end.keeps:
            self.keep(blame)
