"""LOCK-10: calls for different refs do not hold each other up.

A call stands still if time passes in which it has nothing to wait for. Whether another call is the
reason is not seen: it is enough that one for another ref was busy meanwhile, and that the call went
on when that one did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..contract.names import RequirementId
from ..scenarios.durations import as_text as ms
from ..world.journal import Entry
from .case import Case
from .finding import Broken
from .run import CLOSES, Run, refused_as
from .table import names_in
from .waits import LASTS, ROUNDING, wait_after

_EXPECTED = "a call goes on while calls for other refs wait, or have slow collaborators"


class _Idle(NamedTuple):
    """Time that passed though a call had nothing to wait for.

    `refusals`: it came after a wait for the ref, which that many refusals had asked for; 0: it did
    not.
    """

    start: int
    end: int
    refusals: int = 0


def delays(case: Case) -> Iterator[tuple[RequirementId, Broken | None]]:
    """A call stands still while one for another ref waits, or has a slow collaborator."""
    if len({run.descriptor.digest for run in case.handler_runs}) < 2:
        return
    for run in case.handler_runs:
        if run.started is None:
            continue
        beside = case.other_runs(run)
        idle = [one for one in _idle_times(run) if _is_held_up(one, run, beside)]
        # A time that follows from nothing else is the better evidence.
        late = min(idle, key=lambda one: _is_a_wrong_wait(one, run, beside), default=None)
        yield "LOCK-10", None if late is None else _broken(late, run, beside)


def _broken(late: _Idle, run: Run, beside: Sequence[Run]) -> Broken:
    seen = f"it stood still from {ms(late.start)} to {ms(late.end)}"
    waits = names_in(run.edition.name, run.is_push)[LASTS]
    follows = waits if _is_a_wrong_wait(late, run, beside) else ""
    return Broken(_EXPECTED, seen, run.number, "several calls", "it stood still", follows)


def _is_held_up(idle: _Idle, run: Run, beside: Sequence[Run]) -> bool:
    """The call stood still while a call for another ref was busy, and none for its own was under
    way.

    Calls for the same ref may wait for each other, in the process too. A call that goes on at a
    time of its own may have slowed itself down: only after a wait that was too long is that
    excluded.
    """
    before, after, refusals = idle
    mine = [one for one in beside if one.descriptor.digest == run.descriptor.digest]
    if _cover([(one.started_at, one.returned_at) for one in mine], before, after):
        return False
    busy = [span for other in _others(run, beside) for span in _busy_times(other)]
    held = [end for start, end in busy if start < after and before < end > start]
    return any(refusals or abs(after - end) <= ROUNDING for end in held)


def _cover(spans: Iterable[tuple[int, int]], before: int, after: int) -> bool:
    """True if at each time between these two, at least one of the spans is under way."""
    for start, end in sorted(spans):
        before = max(before, end) if start <= before else before
    return before >= after


def _others(run: Run, beside: Sequence[Run]) -> list[Run]:
    """The calls for other refs."""
    digest = run.descriptor.digest
    return [one for one in beside if one.descriptor.digest != digest and one.task.kind != "key"]


def _is_a_wrong_wait(idle: _Idle, run: Run, beside: Sequence[Run]) -> bool:
    """The call only waited too long for its ref, which is LOCK-2's, and would have done so alone.

    A call that was held up asks again when another one stops waiting, or the right time after that.
    If every wait of the world after so many refusals was too long, that is chance.
    """
    if not idle.refusals:
        return False
    bound, others = wait_after(idle.refusals), _others(run, beside)
    ends = [end for other in others for start, end in _busy_times(other) if end > start]
    since = [idle.end - end for end in ends if idle.start - bound < end <= idle.end + ROUNDING]
    if run.edition.random_waits:
        fits = any(passed <= bound for passed in since)
    else:
        fits = any(abs(passed - one) <= ROUNDING for passed in since for one in (0, bound))
    return not fits or not any(_waits_right(other, idle.refusals) for other in others)


def _waits_right(run: Run, refusals: int) -> bool:
    """True if the call had such a wait, and it was not too long."""
    ended = run.waits[refusals - 1 : refusals]
    return any(then.at - lock.done <= wait_after(refusals) + ROUNDING for lock, then in ended)


def _busy_times(run: Run) -> Iterator[tuple[int, int]]:
    """The spans in which this call waited for an answer, for its ref, or after a reset or short
    write.

    Some of these spans are empty: they hold up no call.
    """
    yield from ((entry.at, entry.done) for entry in run.calls)
    for entry, following in run.steps:
        if refused_as(entry) == "locked" or _may_pause(entry):
            yield entry.done, following.at


def _may_pause(entry: Entry) -> bool:
    """After a reset or a short write a call may wait as it likes."""
    if entry.refusal is not None:
        return entry.refusal.kind == "reset"
    return entry.op == "Write" and entry.result["n"] < len(entry.args["data"])


def _idle_times(run: Run) -> Iterator[_Idle]:
    """The spans in which this call waited without a reason, or longer than it had to."""
    end = number = 0
    for entry, following in run.steps:
        end, refusals = max(end, entry.done), 0
        if refused_as(entry) == "locked" and entry.op not in CLOSES:
            refusals = number = number + 1
            end += wait_after(number)
        if following.at > end + ROUNDING and not _may_pause(entry):
            yield _Idle(end, following.at, refusals)
