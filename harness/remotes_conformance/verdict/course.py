"""The course of a run: when it began, how long it took, and whether it came to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Course:
    """Facts about a run beside its results: when it was, and how it ended.

    * `started`: in UTC, as ISO 8601 writes it, to the second ("": not known);
    * `duration`: in real seconds, to the millisecond;
    * `interrupted`: it was stopped from outside before its end;
    * `lost`: tests in which a worker process of pytest-xdist died.
    """

    started: str = ""
    duration: float = 0.0
    interrupted: bool = False
    lost: tuple[str, ...] = ()

    @classmethod
    def since(
        cls, start: datetime, *, interrupted: bool = False, lost: tuple[str, ...] = ()
    ) -> Course:
        """The course of a run that began at *start*, a moment in UTC, and ends now."""
        took = max(0.0, (datetime.now(UTC) - start).total_seconds())
        return cls(
            start.isoformat(timespec="seconds").replace("+00:00", "Z"),
            round(took, 3),
            interrupted,
            lost,
        )
