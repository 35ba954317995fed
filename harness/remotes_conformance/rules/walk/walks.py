"""WALK-4, WALK-6 and WALK-12, of `walk`: one descriptor at a time, depth first.

What is left of each list on the way down is a stack; its top has the descriptor that comes next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from ...contract.names import RequirementId
from ...world.journal import Refusal
from ..case import Case
from ..finding import Broken, Judgement
from ..run import Run
from .contexts import foreign, gives_up, went_on
from .visits import Event, Key, events, in_words, key_of

_STATE = "a walk"


def of_a_walk(run: Run, case: Case, judgement: Judgement) -> None:
    """Judge one call of `walk`."""
    walk = _Walk(run, judgement, case.scenario.edition)
    if all(map(walk.permits, events(run))) and run.returned is not None:
        walk.end()


class _Walk:
    """The progress of a walk."""

    def __init__(self, run: Run, judgement: Judgement, edition: str) -> None:
        self._run, self._judgement = run, judgement
        self._after_skip: RequirementId = "WALK-4a" if edition == "2017-06" else "WALK-4b"
        self._left: list[deque[Key]] = []
        self._push(run.task.tree.roots if run.task.tree else ())
        self._runs = False
        self._seen: dict[Key, int] = {}
        self._skipped: deque[Key] | None = None
        """The rest of the list whose descriptor was skipped just now; None: none was."""
        self._has_skipped = False
        self._failure: Refusal | None = None

    def _push(self, descriptors: Sequence[Any]) -> None:
        if descriptors:
            self._left.append(deque(map(key_of, descriptors)))

    def _next(self) -> Key | None:
        while self._left and not self._left[-1]:
            self._left.pop()
        return self._left[-1][0] if self._left else None

    def _blame(self, id: RequirementId, expected: str, observed: str, step: str) -> bool:
        self._judgement.blame(id, Broken(expected, observed, self._run.number, _STATE, step))
        return False

    def permits(self, event: Event) -> bool:
        """True if it may happen now; if not, that is noted."""
        if event.is_end:
            for broken in went_on(self._run, event, _STATE):
                self._judgement.take("WALK-12", broken)
            self._ended(event)
            return True
        return self._begins(event)

    def _begins(self, event: Event) -> bool:
        key = event.visit.key
        seen = f"the handler was called for {in_words(key)}"
        if self._runs:
            return self._blame(
                "WALK-4", "walk calls one handler at a time", seen + " meanwhile", "side by side"
            )
        if self._failure is not None:
            return self._blame("WALK-4c", "walk ends at the first error", seen, "called after it")
        self._judgement.take("WALK-12", foreign(self._run, event.entry, _STATE, may_end=False))
        expected = self._next()
        if key == expected:
            self._keep_after_skip()
        elif not self._is_after_a_dropped_list(key):
            return self._is_another(expected, seen)
        self._skipped = None
        self._left[-1].popleft()
        self._seen[key] = self._seen.get(key, 0) + 1
        if self._seen[key] == 2:
            self._judgement.keep("WALK-6")
        self._runs = True
        return True

    def _keep_after_skip(self) -> None:
        if self._skipped:
            self._judgement.keep(self._after_skip)

    def _is_after_a_dropped_list(self, key: Key) -> bool:
        """True if it comes next if the rest of the list with the skipped descriptor is left out."""
        if not self._skipped:
            return False
        dropped, left = self._skipped, list(self._skipped)
        dropped.clear()
        if self._next() == key:
            self._drops(left)
            return True
        return False

    def _drops(self, left: Sequence[Key]) -> None:
        expected = f"after *skip*, walk visits the next one: {in_words(left[0])}"
        seen, step = "the rest of its list was left out", "siblings are left out"
        self._blame(self._after_skip, expected, seen, step)

    def _is_another(self, expected: Key | None, seen: str) -> bool:
        if expected is None:
            return self._blame(
                "WALK-4", "walk returns: nothing is left to visit", seen, "one more visit"
            )
        wanted = f"{in_words(expected)} comes next"
        if expected in self._seen:
            return self._blame("WALK-6", f"{wanted}, once more", seen, "not handled again")
        return self._blame("WALK-4", wanted, seen, "another order")

    def _ended(self, event: Event) -> None:
        self._runs, refusal = False, event.visit.refusal
        if refusal is None:
            self._push(event.visit.children)
        elif refusal.kind == "skip":
            self._has_skipped = True
            self._skipped = self._left[-1] if self._left else None
        else:
            self._failure = refusal

    def end(self) -> None:
        """It has come back."""
        run = self._run
        if run.failed and gives_up(run):
            return
        if self._failure is not None:
            step = "success" if run.ok else "another error"
            about = ("walk fails with that error", run.outcome_text, run.number, _STATE, step)
            self._judgement.check("WALK-4c", run.came_out(self._failure), *about)
            return
        if run.failed:
            expected = (
                "walk succeeds: *skip* is not an error"
                if self._has_skipped
                else "walk succeeds: no handler failed"
            )
            self._blame("WALK-4", expected, run.outcome_text, "an error")
            return
        expected_next, left = self._next(), list(self._skipped or ())
        if expected_next is not None and left:
            (self._skipped or deque()).clear()
            if self._next() is None:
                self._drops(left)
                return
        if expected_next is not None:
            self._is_another(expected_next, "walk returned")
            return
        self._judgement.keep("WALK-4")
