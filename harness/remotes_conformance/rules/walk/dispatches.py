"""WALK-5, WALK-6 and WALK-12, of `dispatch`: which visits are due, and which run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from ...contract.names import RequirementId
from ...scenarios.durations import as_text
from ...world.journal import Entry, Refusal
from ..case import Case
from ..finding import Broken, Judgement
from ..run import Run
from .contexts import LATE, foreign, gives_up, went_on
from .siblings import Group, not_side_by_side
from .visits import Event, Key, Visit, events, in_words, key_of

_STATE = "a dispatch"
_DEADLOCKS = ("deadlock", "livelock")


def of_a_dispatch(run: Run, case: Case, judgement: Judgement) -> None:
    """Judge one call of `dispatch`."""
    dispatch = _Dispatch(run, judgement)
    stuck = case.journal.stuck
    permitted = all(map(dispatch.permits, events(run)))
    if permitted and stuck is not None and stuck.why in _DEADLOCKS and run.task.limit:
        dispatch.never_ends(stuck.details)
    if permitted and run.returned is not None:
        dispatch.end()


class _Dispatch:
    """The progress of a dispatch: the visits that are due, or run, and the first failure."""

    def __init__(self, run: Run, judgement: Judgement) -> None:
        self._run, self._judgement = run, judgement
        self._due: defaultdict[Key, list[Group]] = defaultdict(list)
        self._groups: list[Group] = []
        self._visits: list[Visit] = []
        self._failed_at = -1
        self._failures: list[Refusal] = []
        self._skips = False
        self._plan(run.task.tree.roots if run.task.tree else ())

    def _plan(self, descriptors: Sequence[Any]) -> None:
        group = Group()
        self._groups.append(group)
        for descriptor in descriptors:
            self._due[key_of(descriptor)].append(group)

    def _blame(self, id: RequirementId, expected: str, observed: str, step: str) -> bool:
        self._judgement.blame(id, Broken(expected, observed, self._run.number, _STATE, step))
        return False

    def permits(self, event: Event) -> bool:
        """True if it may happen now; if not, that is noted."""
        if event.entry in self._run.after_return:
            seen = f"the handler for {in_words(event.visit.key)} "
            seen += "ended afterwards" if event.is_end else "was called afterwards"
            expected = "no handler is running when dispatch has returned"
            return self._blame("WALK-5b", expected, seen, "a handler runs afterwards")
        for broken in went_on(self._run, event, _STATE):
            self._judgement.take("WALK-12", broken)
        kept = self._ends(event) if event.is_end else self._begins(event)
        return kept and self._is_cancelled_in_time(event)

    def _begins(self, event: Event) -> bool:
        key, visit, limit = event.visit.key, event.visit, self._run.task.limit
        may_end = bool(self._failures)
        self._judgement.take("WALK-12", foreign(self._run, event.entry, _STATE, may_end=may_end))
        if not self._due[key]:
            expected = "the handler is called for each descriptor as often as it was listed"
            seen = f"it was called for {in_words(key)} once more"
            return self._blame("WALK-5c", expected, seen, "one more visit")
        self._due[key].pop(0).visits.append(visit)
        self._visits.append(visit)
        running = sum(one.is_running for one in self._visits)
        if limit and running > limit:
            seen = f"{running} were running when the one for {in_words(key)} began"
            return self._blame(
                "WALK-5d", f"at most {limit} handlers run at a time", seen, "too many at a time"
            )
        return True

    def _ends(self, event: Event) -> bool:
        refusal = event.visit.refusal if event.entry.op != "abandoned" else None
        if event.entry.op == "abandoned":
            return True
        if refusal is None:
            self._plan(event.visit.children)
        elif refusal.kind == "skip":
            self._skips = True
        elif not self._failures or event.entry.done == self._failed_at:
            self._failed_at = event.entry.done
            self._failures.append(refusal)
        return True

    def _is_cancelled_in_time(self, event: Event) -> bool:
        entry: Entry = event.entry
        late = self._failures and entry.at > self._failed_at + LATE
        if not late or entry.op == "abandoned":
            return True
        expected = "the first error cancels the contexts of the other handlers"
        seen = f"the context of the handler for {in_words(event.visit.key)} was "
        if not entry.args["ctx"]["cancelled"]:
            return self._blame("WALK-5a", expected, seen + "not cancelled", "the others go on")
        if event.is_end and self._was_broken_off_late(event):
            seen += f"cancelled {as_text(entry.at - self._failed_at)} later"
            return self._blame("WALK-5a", expected, seen, "the others are cancelled late")
        return True

    def _was_broken_off_late(self, event: Event) -> bool:
        """True if a handler that observes its context went on until long after the failure."""
        begun, ended = event.visit.begun, event.entry.at
        if not begun.result.get("heeds") or ended >= begun.done + begun.result["waits"]:
            return False
        return ended > max(self._failed_at, begun.done) + LATE

    def never_ends(self, details: str) -> None:
        """Nothing can go on, though a limit bounds nothing but the handlers that run."""
        self._blame(
            "WALK-5d",
            "dispatch finishes a tree that is deeper than the limit",
            details,
            "a deadlock",
        )

    def end(self) -> None:
        """It has come back, and nothing went on afterwards."""
        run, running = self._run, [one for one in self._visits if one.is_running]
        if running:
            seen = f"the handler for {in_words(running[0].key)} still runs"
            expected = "no handler is running when dispatch has returned"
            self._blame("WALK-5b", expected, seen, "a handler runs afterwards")
            return
        self._judgement.keep("WALK-5b")
        if run.task.limit:
            takes_it = bool(run.ok or self._visits or gives_up(run))
            about = (
                "dispatch takes a limit",
                run.outcome_text,
                run.number,
                _STATE,
                "no limit is taken",
            )
            self._judgement.check("WALK-5d", takes_it, *about)
        if run.failed and gives_up(run):
            return
        if self._failures:
            is_first = any(map(run.came_out, self._failures))
            step = "success" if run.ok else "another error"
            about = (
                "dispatch fails with the first error",
                run.outcome_text,
                run.number,
                _STATE,
                step,
            )
            self._judgement.check("WALK-5a", is_first, *about)
        else:
            self._end_of_all()

    def _end_of_all(self) -> None:
        run = self._run
        if run.failed:
            expected = (
                "dispatch succeeds: *skip* is not a failure"
                if self._skips
                else "dispatch succeeds: no handler failed"
            )
            self._blame("WALK-5c", expected, run.outcome_text, "an error")
            return
        handled = Counter(visit.key for visit in self._visits)
        for key in (key for key, groups in self._due.items() if groups):
            expected = f"the handler is called for {in_words(key)}"
            if handled[key]:
                again = f"{expected} {handled[key] + len(self._due[key])} times"
                self._blame("WALK-6", again, f"{handled[key]} times", "not handled again")
            else:
                self._blame("WALK-5c", expected, "it is left out", "descriptors are left out")
            return
        self._judgement.keep("WALK-5c")
        if any(times > 1 for times in handled.values()):
            self._judgement.keep("WALK-6")
        if not run.task.limit:
            for observed in not_side_by_side(self._groups, self._visits):
                about = ("siblings run at the same time", observed, run.number, _STATE, "in turn")
                self._judgement.check("WALK-5", not observed, *about)
