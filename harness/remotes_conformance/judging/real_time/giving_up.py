"""The caller gives up: in the middle of a long wait, or before the first attempt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...contract.names import RequirementId
from ...rules import Broken, Case
from ...rules.run import Run
from ...rules.waits import wait_after
from ...scenarios.durations import as_text as ms
from ...scenarios.scenario import MILLISECOND, Scenario
from ...world.journal import Entry, Refusal
from .timed import Timed, of_the_last

SOON = 500 * MILLISECOND
"""A handler that has noticed the cancellation returns within this time, even on a busy machine."""
AT_ONCE_LIMIT = 12 * MILLISECOND
"""Less than the shortest wait: a handler that has not waited is back by then, in one play of
several."""
_REFUSED_BEFORE = 7
_SUMS = [sum(wait_after(n) for n in range(1, number + 1)) for number in range(_REFUSED_BEFORE + 1)]
_ORDER = frozenset({"LOCK-9", "RUN-1", "RUN-2"})


# -- in the middle of a long wait ----------------------------------------------------------------


def _is_long_wait(scenario: Scenario) -> bool:
    if len(scenario.calls) != 1 or scenario.surroundings.held:
        return False
    (task,) = scenario.handler_calls
    at = task.cancel.at if task.cancel is not None and not task.cancel.op else None
    in_the_wait = at is not None and _SUMS[-2] < at < _SUMS[-1] - SOON
    return in_the_wait and task.first_refusals > _REFUSED_BEFORE


class _Wait(NamedTuple):
    """One refusal of the ref, and the handler's next call or return."""

    run: Run
    number: int
    refused: Entry
    refusal: Refusal
    ended_by: Entry | None


def _waits(run: Run) -> Iterator[_Wait]:
    number = 0
    for place, entry in enumerate(run.calls):
        if entry.op == "Writer" and entry.refusal is not None and entry.refusal.kind == "locked":
            number += 1
            ended = run.calls[place + 1] if place + 1 < len(run.calls) else run.returned
            yield _Wait(run, number, entry, entry.refusal, ended)


def _wait(case: Case) -> _Wait | None:
    """The wait in which the caller gave up."""
    (run,) = case.runs
    at = run.cancelled.at if run.cancelled is not None else -1
    before = [wait for wait in _waits(run) if wait.refused.done < at]
    return before[-1] if before else None


def _after(case: Case, wait: _Wait) -> tuple[str, int]:
    """The next call, or the return, after the caller had given up, and how much later it came."""
    (run,) = case.runs
    ended = wait.ended_by
    assert run.cancelled is not None
    if ended is None:
        return "", 0
    return ("" if ended is run.returned else ended.op), ended.at - run.cancelled.at


def _is_late(case: Case) -> bool:
    """The handler came back late, or the next attempt may have been under way already.

    Or, from 1.6 on, chance has made all waits so short that it was back before.
    """
    wait = _wait(case)
    if wait is None:
        return case.runs[0].edition.random_waits
    op, late = _after(case, wait)
    return late > SOON or bool(op)


def _given_up(case: Case) -> Iterator[tuple[RequirementId, Broken | None]]:
    wait = _wait(case)
    if wait is None or wait.ended_by is None:
        return
    expected = (
        "the caller gives up: the handler stops waiting then, and fails with the lock error of "
        f"attempt {wait.number}, without a further call"
    )
    op, late = _after(case, wait)
    if op:
        yield "LOCK-6", _broken(expected, f"{op} was called {ms(late)} later, in real time")
    elif late > SOON:
        yield "LOCK-6", _broken(expected, f"it returned {ms(late)} later, in real time")
    else:
        run = wait.run
        yield "LOCK-6", None if run.came_out(wait.refusal) else _broken(expected, run.outcome_text)


# -- before the first attempt --------------------------------------------------------------------


def _is_at_once(scenario: Scenario) -> bool:
    if len(scenario.calls) != 1 or scenario.surroundings.held:
        return False
    (task,) = scenario.handler_calls
    beforehand = task.cancel is not None and task.cancel.at == 0
    return beforehand and task.first_refusals > 0


def _waited(case: Case) -> int:
    """Nanoseconds from the first refusal to the return."""
    (run,) = case.runs
    first = next(iter(run.of("Writer")), None)
    return 0 if first is None or run.returned is None else run.returned.at - first.done


def _has_waited(case: Case) -> bool:
    return _waited(case) >= AT_ONCE_LIMIT and len(case.runs[0].of("Writer")) == 1


def _came_back_at_once(case: Case) -> Iterator[tuple[RequirementId, Broken | None]]:
    (run,) = case.runs
    attempts = run.of("Writer")
    refusal = attempts[0].refusal if attempts else None
    if refusal is None or run.returned is None:
        return
    expected = (
        "the context was cancelled before, and the ref is locked: the handler fails at once with "
        "that lock error, without a wait or a further call"
    )
    if len(run.calls) > 1:
        yield "LOCK-7", _broken(expected, f"{run.calls[1].op} was called")
    elif _has_waited(case):
        waited = ms(_waited(case))
        yield "LOCK-7", _broken(expected, f"it returned {waited} later, in real time")
    else:
        yield "LOCK-7", None if run.came_out(refusal) else _broken(expected, run.outcome_text)


def _broken(expected: str, observed: str) -> Broken:
    return Broken(expected, observed, 0, "the ref is locked", "given up in real time")


LONG_WAIT = Timed(_is_long_wait, _ORDER, 5, of_the_last(_is_late), of_the_last(_given_up))
AT_ONCE = Timed(_is_at_once, _ORDER, 20, of_the_last(_has_waited), of_the_last(_came_back_at_once))
