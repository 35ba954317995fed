"""A call that is followed: its facts, and the actions that rows of the table may do with it."""

from __future__ import annotations

from ..world.journal import Entry, Refusal
from .bytes import Bytes
from .case import Case
from .consequences import cause_of
from .finding import Broken, Judgement
from .run import CLOSES, Run, refused_as
from .table import START, Blame, Debt, Deviation, Pays, Rule, laid_out, names_in

_COMMIT, _OF_ANOTHER = Rule("COPY-13"), Rule("FETCH-11", "PUSH-7")


class Call:
    """A call that is followed.

    `reasons`: events that permit it to fail with an error of its own. `payable`: errors that may
    come out in place of what is owed. `locks`: the refusals of its ref as locked; `at_bound`: how
    many waits after them were their bound. `way`: the rule of how its copy began; `windowed`: it is
    of the first `size` bytes of the source; `was_complete`: all bytes were there before.
    `has_source`: a source was opened; `closed`: its handles that are closed. `not_committed`: the
    error of its latest Commit.
    """

    way = _COMMIT
    was_complete = has_source = False
    at_bound = resets = 0
    not_committed: Refusal | None = None

    def __init__(self, run: Run, case: Case, judgement: Judgement) -> None:
        self.run, self.case, self.judgement = run, case, judgement
        self.edition, self.is_push = run.edition, run.is_push
        self.windowed = self.is_push and self.edition.push_window
        self.ingests = not self.is_push or (self.edition.push_waits and run.task.pusher_ingests)
        self.applied = judgement.applied
        self.table = laid_out(self.edition.name, run.task.kind, self.ingests)
        self.names = names_in(self.edition.name, self.is_push)
        self.bytes = Bytes(run)
        self.debts: list[Debt] = []
        self.payable: list[Debt] = []
        self.reasons: list[str] = []
        self.locks: list[Entry] = []
        self.closed: set[str] = set()
        self.row = self.table[START]

    # -- facts -----------------------------------------------------------------------------------

    @property
    def has_wrong_content(self) -> bool:
        """The source holds something else than the descriptor's content."""
        return bool(self.run.reader) and not self.run.content_is_right

    @property
    def has_given_up(self) -> bool:
        """The caller has given up."""
        return self.run.cancelled is not None

    @property
    def may_give_up(self) -> bool:
        """The caller gives up during the call: once the writer is open, any error may end it."""
        run = self.run
        return self.has_given_up and not run.cancelled_beforehand and bool(run.writer)

    @property
    def ends_before_the_offset(self) -> bool:
        """The source has fewer bytes than the ingest."""
        return len(self.run.content) < self.bytes.start != self.run.size

    @property
    def closing_came_out(self) -> bool:
        """An error of closing came out: that very one, or of a class that no other error had.

        Some languages have one value for the unexpected end, whatever reports it; and where no
        other call failed whose error had to come out, an error of such a class may be the handler's
        own, such as of a size.
        """
        run = self.run
        own = {error.id for error in run.close_errors if error.kind != "unexpected_end"}
        others = {refused_as(entry) for entry in run.met.values() if entry.op not in CLOSES}
        kinds = {error.kind for error in run.close_errors} - others - {"other"}
        owed = {refused_as(debt.entry) for debt in self.debts} - {"", "locked", "exists", "reset"}
        return bool(own & set(run.ended.ids) or (owed and kinds & set(run.ended.kinds)))

    # -- what is found ---------------------------------------------------------------------------

    def rule(self, blame: Blame) -> Rule:
        """The requirement; where that depends on the call, as it stands now."""
        while not isinstance(blame, Rule):
            blame = blame(self)
        return blame

    def keep(self, blame: Blame) -> None:
        """The requirement applied, and was kept."""
        rule = blame if isinstance(blame, Rule) else self.rule(blame)
        self.applied[self.names[rule]] += 1

    def see(self, blame: Blame, saw: str) -> None:
        """The requirement applied, and was kept in one of the ways that it leaves open."""
        self.judgement.see(self.names[self.rule(blame)], saw)

    def note(
        self, blame: Blame, expected: str, observed: str, step: str, follows: Rule | None = None
    ) -> None:
        """A deviation that hides nothing: the call is followed further.

        `follows`: the rule of which it is a consequence, where its descriptor does not decide that.
        """
        rule, run = self.rule(blame), self.run
        cause = follows or cause_of(rule, run)
        name = "" if cause is None else self.names[cause]
        broken = Broken(expected, observed, run.number, self.row.state.name, step, name)
        self.judgement.blame(self.names[rule], broken)

    # -- what comes out --------------------------------------------------------------------------

    def owe(self, blame: Blame, entry: Entry, pays: Pays) -> Debt:
        """An error that has to come out, or may."""
        return Debt(self.names[self.rule(blame)], entry, pays)

    def is_paid(self, debt: Debt) -> bool:
        """True if what is owed has come out."""
        if debt.pays == "any":
            return self.run.failed
        return self.run.came_out(debt.entry.refusal, by_class=debt.pays != "itself")

    def is_its_own(self) -> None:
        """The error is not that of another call: calls do not affect each other."""
        run, ids = self.run, set(self.run.ended.ids)
        for other in () if ids & run.met.keys() else self.case.other_runs(run):
            for id in ids & other.met.keys():
                expected = f"t{run.number} behaves as if it were the only call"
                op, step = other.met[id].op, "the error of another call came out"
                seen = f"it failed with the error of t{other.number}'s {op}: {run.outcome_text}"
                raise Deviation(_OF_ANOTHER, expected, seen, step)
