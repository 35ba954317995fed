"""The states that a call went through, as boxes in a row."""

from __future__ import annotations

from html import escape

from ..telling.shortening import short
from .coded import coded
from .results import Violation


def walk(violation: Violation) -> str:
    """The states of the call as boxes in a row, the last one where it went wrong.

    The empty string for a rule that is not in the table.
    """
    boxes = []
    for stop in violation.walk:
        inside = f"<small>{escape(', '.join(stop.meanwhile))}</small>" if stop.meanwhile else ""
        box = f"<span>{escape(stop.state)}{inside}</span>"
        is_last = stop is violation.walk[-1]
        then = _broken(violation) if is_last else stop.then
        wrong = ' class="wrong"' * is_last
        boxes.append(f"<li{wrong}>{box}<em>{coded(then)}</em></li>")
    return f'<ol class="walk">{"".join(boxes)}</ol>' if boxes else ""


def _broken(violation: Violation) -> str:
    """The observation and the expectation, without the name of the state, which stands beside
    it."""
    expected = violation.expected.removeprefix(f"{violation.walk[-1].state}: ")
    return f"{short(violation.observed)}; expected: {short(expected)}"
