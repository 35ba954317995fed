"""The broken rules in order, each on one line: what to read before any story."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..contract import by_id
from ..telling.shortening import apart, beside, short
from .report import Report, ViolationReport
from .results import Violation

WIDTH = 98
"""Columns of a report in words, if the number is not known."""


def readable(columns: int) -> int:
    """The width of a report in a terminal of so many columns, within reason."""
    return min(120, max(60, columns))


def overview(report: Report, width: int = WIDTH) -> Iterator[str]:
    """A line for each broken rule: its id and level, how many tests found it, what was wrong."""
    first: dict[str, ViolationReport] = {}
    for one in report.broken:
        first.setdefault(one.violation.id, one)
    if not first:
        return
    yield "broken    rule, level, number of tests, expected │ observed"
    for one in first.values():
        violation, times = one.violation, f"{one.times}×"
        start = f"  {violation.id:<9} {violation.level:<6} {times:>5}  "
        if one.follows:
            start += f"follows from {one.follows}: "
        room = width - len(start) - 3
        expected, observed = short(violation.expected), short(violation.observed)
        if len(expected) + len(observed) > room:
            expected, observed = apart(_in_brief(expected), observed)
        expected, observed = beside(expected, observed, room)
        yield f"{start}{expected} │ {observed}"
    yield ""


_SUBJECT = re.compile(r"the (children )?(handler|client|call|store) (?=([a-z]+ )?[a-z]+s,? \w)")
"""The subject of a sentence, which is left out where there is little room."""


def _in_brief(expected: str) -> str:
    """The expectation, without the state of the call before a colon, and without the subject."""
    state, _, rest = expected.partition(": ")
    text = rest if rest and not set(state) & set("'\"“") else expected
    return _SUBJECT.sub("", text, count=1) if _SUBJECT.match(text) else text


def heading(one: ViolationReport) -> str:
    """The broken rule, and the rule of which that is a consequence."""
    id, level = one.violation.id, one.violation.level
    because = f" (follows from {one.follows})" if one.follows else ""
    return f"{id} {level}{because}: {by_id(id).text}"


def doubts(violation: Violation) -> str:
    """The reason why a replay may not show the violation; empty: it always does."""
    seen = f"seen again in {violation.replayed} of 3 plays"
    if violation.is_certain and violation.alone is False:
        return (
            "it showed only after other scenarios, not alone in a fresh process: the "
            "implementation keeps state between calls"
        )
    if violation.is_certain:
        return ""
    if violation.alone is False:
        return f"{seen}, not in a fresh process: by chance, or because state outlives calls"
    return f"{seen}: it depends on chance"


def other_causes(report: ViolationReport) -> str:
    """The other causes for which the rule was broken, in a line; empty: there are none."""
    if not report.others:
        return ""
    one, more = report.others[0], len(report.others) - 1
    further = f" (and for {more} more cause{'s' * (more > 1)})" * bool(more)
    return (
        f"expected {short(one.expected)}; observed {short(one.observed)}; "
        f"in: {one.found_in}{further}"
    )
