"""WALK-1 to WALK-3: a chain of handlers on one descriptor."""

from __future__ import annotations

from typing import Any

from ...contract.names import RequirementId
from ...world.journal import Refusal
from ..case import Case
from ..finding import Broken, Judgement
from ..run import Run
from .contexts import gives_up
from .visits import Event, events, in_words, key_of, listed

_STATE = "a chain of handlers"


class _Deviation(Exception):
    """The chain did something that is not permitted."""

    def __init__(self, id: RequirementId, expected: str, observed: str, step: str) -> None:
        super().__init__(observed)
        self.id, self.expected, self.observed, self.step = id, expected, observed, step


def of_a_chain(run: Run, case: Case, judgement: Judgement) -> None:
    """Judge one call of a chain."""
    chain = _Chain(run)
    try:
        for event in events(run):
            chain.take(event)
        if run.returned is not None:
            chain.end()
            judgement.keep(chain.rule)
    except _Deviation as found:
        broken = Broken(found.expected, found.observed, run.number, _STATE, found.step)
        judgement.blame(found.id, broken)


class _Chain:
    """The progress of a chain. `rule`: the requirement for its end."""

    rule: RequirementId = "WALK-1"

    def __init__(self, run: Run) -> None:
        self._run = run
        self._next = 0
        self._runs = False
        self._children: list[Any] = []
        self._failure: Refusal | None = None

    def take(self, event: Event) -> None:
        if event.is_end:
            self._ended(event)
        else:
            self._begun(event)

    def _begun(self, event: Event) -> None:
        number = event.entry.args["number"]
        seen = f"handler {number + 1} was called"
        if self.rule == "WALK-2":
            raise _Deviation("WALK-2", "no handler is called after *stop*", seen, "called after")
        if self.rule == "WALK-3":
            raise _Deviation("WALK-3", "no handler is called after an error", seen, "called after")
        if self._runs:
            raise _Deviation("WALK-1", "one handler at a time", seen + " meanwhile", "side by side")
        if number != self._next:
            expected = f"handler {self._next + 1} is called next"
            raise _Deviation("WALK-1", expected, seen, "another order")
        given = key_of(self._run.descriptor)
        if event.visit.key != given:
            expected, seen = (
                f"the handler is given {in_words(k)}" for k in (given, event.visit.key)
            )
            raise _Deviation("WALK-1", expected, seen, "another descriptor")
        self._runs = True

    def _ended(self, event: Event) -> None:
        self._runs, refusal = False, event.visit.refusal
        self._next += 1
        if refusal is None:
            self._children += event.visit.children
        elif refusal.kind == "stop":
            self.rule = "WALK-2"
        else:
            self.rule, self._failure = "WALK-3", refusal

    def end(self) -> None:
        """It has come back. Raises `_Deviation`."""
        run = self._run
        if run.failed and gives_up(run):
            return
        if self._failure is not None:
            if not run.came_out(self._failure):
                expected = f"the chain fails with the error of handler {self._next}"
                raise _Deviation("WALK-3", expected, run.outcome_text, "another end")
            return
        if self.rule == "WALK-1" and self._next < len(run.task.chain):
            expected = f"{len(run.task.chain)} handlers are called"
            raise _Deviation("WALK-1", expected, f"{self._next} were", "handlers left out")
        due = [key_of(child) for child in self._children]
        found = [key_of(child) for child in listed(run) or ()]
        if not run.ok or found != due:
            wanted = f"success with {_named(due)}"
            seen = _named(found) if run.ok else run.outcome_text
            raise _Deviation(self.rule, wanted, seen, "other children" if run.ok else "an error")


def _named(children: list[Any]) -> str:
    names = ", ".join(map(in_words, children))
    return f"{len(children)} child{'ren' * (len(children) != 1)}" + f" ({names})" * bool(children)
