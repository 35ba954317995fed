"""The waits of a handler whose ref is locked: how long each should be, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from ..journal import Entry
from ..scenario import MILLISECOND
from .case import Run

_LADDER = tuple((16 << rung) * MILLISECOND for rung in range(8))
ROUNDING = 1_000
"""Nanoseconds by which an exact time may be missed: what is left of a wait is a rounded number."""


def wait_after(refusals: int) -> int:
    """Edition 2017-06: nanoseconds to wait after that many refusals: 16, 32 … 2048, 2048 … ms."""
    return _LADDER[min(refusals, len(_LADDER)) - 1]


def ms(nanoseconds: int) -> str:
    """A time for a person."""
    return f"{nanoseconds / MILLISECOND:g} ms"


class Wait:
    """One refusal of a locked ref, and what the handler did next.

    `cancelled_at`: when the caller gave up, if that was before the wait was over. `ended_by`: the
    handler's next call, or its return.
    """

    def __init__(self, run: Run, number: int, refused: Entry, following: Entry | None) -> None:
        assert refused.refusal is not None
        self.run = run
        self.number = number
        self.refused = refused
        self.refusal = refused.refusal
        self.following = following
        self.due = refused.done + wait_after(number)
        cancelled = run.cancelled
        self.cancelled_at = cancelled.at if cancelled and cancelled.at <= self.due else None
        self.ended_by = following or run.returned


def waits(run: Run) -> list[Wait]:
    """Every refusal of the ref as locked."""
    if "waits" not in run.notes:
        run.notes["waits"] = list(_waits(run))
    found = run.notes["waits"]
    assert isinstance(found, list)
    return found


def _waits(run: Run) -> Iterator[Wait]:
    number = 0
    for place, entry in enumerate(run.calls):
        if entry.op == "Writer" and entry.refusal is not None and entry.refusal.kind == "locked":
            number += 1
            following = run.calls[place + 1] if place + 1 < len(run.calls) else None
            yield Wait(run, number, entry, following)
