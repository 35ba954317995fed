"""A call that is followed: what is known of it, and what the rows of the table may do with it."""

from __future__ import annotations

from ..contract.names import RequirementId
from ..world.journal import Entry
from .bytes import Bytes
from .case import Case
from .finding import Broken, Judgement
from .run import Run
from .table import ANY, ITSELF, START, Blame, Debt, Deviation, Rule, laid_out, names_in

_COMMIT, _OF_ANOTHER = Rule("COPY-13"), Rule("FETCH-11", "PUSH-7")
_GIVEN_UP_BEFORE = Rule("FETCH-12")
_REFUSABLE = (Rule("FETCH-2"), Rule("FETCH-13"), Rule("COPY-17"))
"""By these a fetch may fail for its media type or size, before it has to look at the context."""


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
        self.way = _COMMIT
        self.was_complete = self.has_source = False
        self.at_bound = self.resets = 0
        self.row = self.table[START]

    def rule(self, blame: Blame) -> Rule:
        """The requirement; where that depends on the call, as it stands now."""
        while not isinstance(blame, Rule):
            blame = blame(self)
        return blame

    def id(self, blame: Blame) -> RequirementId:
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
        broken = Broken(expected, observed, self.run.number, state, step, self._follows(rule))
        self.judgement.blame(self.names[rule], broken)

    def _follows(self, rule: Rule) -> str:
        """FETCH-12, where it is the cause if it is broken elsewhere too; else the empty string.

        Alone *rule* is reported: a handler sees the descriptor before it has to see anything else.
        """
        early = rule in _REFUSABLE and self.run.cancelled_beforehand and not self.is_push
        return self.names[_GIVEN_UP_BEFORE] if early else ""

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
                seen = f"the error of t{other.number}'s {op} came out: {run.outcome_text}"
                raise Deviation(_OF_ANOTHER, expected, seen, step)
