"""Times in words: exact, so that two that differ never look alike."""

from __future__ import annotations

MINUTE = 60_000_000_000
"""Nanoseconds."""


def as_text(nanoseconds: int) -> str:
    """A virtual time: in milliseconds up to a minute, then in hours, minutes and seconds.

    Nothing is rounded: 495,999,999 ns are “495.999999 ms”, and only 496,000,000 are “496 ms”.
    """
    if nanoseconds < 0:
        return f"-{as_text(-nanoseconds)}"
    if nanoseconds < MINUTE:
        return f"{_decimal(nanoseconds, 6)} ms"
    minutes, rest = divmod(nanoseconds, MINUTE)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h " * bool(hours) + f"{minutes} min {_decimal(rest, 9)} s"


def _decimal(number: int, places: int) -> str:
    """*number* with the point moved, exactly, and no superfluous zeros at the end."""
    whole, rest = divmod(number, 10**places)
    return f"{whole}.{rest:0{places}}".rstrip("0").rstrip(".")
