"""The waits of a handler whose ref is locked: how long each should be, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from ..journal import Entry
from ..scenario import MILLISECOND
from .run import Run

_LADDER = tuple((16 << rung) * MILLISECOND for rung in range(8))
ROUNDING = 1_000
"""Nanoseconds by which an exact time may be missed: what is left of a wait is a rounded number."""


def wait_after(refusals: int) -> int:
    """Nanoseconds after that many refusals: 16, 32 … 2048, 2048 … ms. From 1.6 on, the bound."""
    return _LADDER[min(refusals, len(_LADDER)) - 1]


def ms(nanoseconds: int) -> str:
    """A time for a person."""
    return f"{nanoseconds / MILLISECOND:g} ms"


class Wait:
    """One refusal of a locked ref, and what the handler did next.

    `due`: when the wait is over; from 1.6 on, when it is over at the latest. `cancelled_at`: when
    the caller gave up, if that was before the wait was over. `ended_by`: the handler's next call,
    or its return.
    """

    def __init__(self, run: Run, number: int, refused: Entry, following: Entry | None) -> None:
        assert refused.refusal is not None
        self.run = run
        self.number = number
        self.refused = refused
        self.refusal = refused.refusal
        self.following = following
        self.due = refused.done + wait_after(number)
        self.ended_by = following or run.returned
        cancelled = run.cancelled
        self.cancelled_at = cancelled.at if cancelled and cancelled.at <= self.due else None
        if run.is_later and cancelled and following and following.at < cancelled.at:
            self.cancelled_at = None  # chance had ended the wait sooner

    @property
    def waited(self) -> int | None:
        """Nanoseconds up to the next attempt; None: it was cut short, or was the last."""
        following = self.following
        if following is None or following.op != "Writer" or self.cancelled_at is not None:
            return None
        return following.at - self.refused.done


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
