"""A strand that is parked in a call."""

from __future__ import annotations

from ..scenarios.scenario import Answer
from .schedule import Point
from .turns import Call

_PLACES = {"block": "a lock or queue", "line": "its code", "yield": "a yield"}

_LATE = 1 << 32


def nanoseconds(seconds: float) -> int:
    """A wait of any length lets time pass, so that who waits for what is left of one comes on."""
    return max(1, round(seconds * 1_000_000_000)) if seconds > 0 else 0


class Parked:
    """A strand that waits to be served. `answer`: the scenario's answer to its call.

    `own`: it calls no collaborator, but starts, waits, or stands at a lock.
    """

    __slots__ = ("answer", "birth", "call", "due", "nth", "own", "posted", "strand")

    def __init__(
        self, strand: str, birth: int, call: Call, nth: int, posted: int, own: bool
    ) -> None:
        self.strand = strand
        # A strand that yields goes on last; if several have, in the order of their yields.
        self.birth = birth if call.op != "yield" else _LATE
        self.call = call
        self.nth = nth
        self.posted = posted
        self.own = own
        self.due: int | None = None
        self.answer: Answer | None = None

    @property
    def point(self) -> Point:
        if self.call.op == "line":
            return Point(self.strand, self.call.handle, self.call.args["nth"])
        return Point(self.strand, self.call.op, self.nth)

    @property
    def waits_for_another(self) -> bool:
        """It can only go on if another strand wakes it: it waits at a lock or queue, for ever."""
        return self.call.op == "block" and self.due is None

    @property
    def where(self) -> str:
        """The call in which it waits, for a person."""
        return _PLACES.get(self.call.op, self.call.op)
