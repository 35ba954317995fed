"""The broken rules in order, each on one line: what to read before any story."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import SECTIONS, Level, by_id
from ..telling.shortening import beside, short
from . import evidence
from .evidence import follows
from .results import Violation
from .verdict import Verdict

_WIDTH = 98
_PLACES = {
    one.id: place for place, one in enumerate(r for rules in SECTIONS.values() for r in rules)
}


def in_order(verdict: Verdict) -> list[Violation]:
    """The violations as they are reported: each MUST, then each SHOULD, both in the order of the
    catalogue, consequences last."""

    def place(violation: Violation) -> tuple[int, bool, int, str]:
        level = list(Level).index(Level(violation.level))
        is_consequence = bool(follows(verdict, violation.id))
        return level, is_consequence, _PLACES[violation.id], violation.cause

    return sorted(verdict.told, key=place)


def overview(verdict: Verdict) -> Iterator[str]:
    """A line for each broken rule: its id and level, how many tests found it, what was wrong."""
    told: dict[str, Violation] = {}
    for violation in in_order(verdict):
        told.setdefault(violation.id, violation)
    if not told:
        return
    yield "broken    in how many tests; expected │ observed"
    for violation in told.values():
        times = f"{verdict.times.get(violation.id, 1)}×"
        start = f"  {violation.id:<9} {violation.level:<6} {times:>5}  "
        if origin := follows(verdict, violation.id):
            start += f"follows from {origin}: "
        room = _WIDTH - len(start) - 3
        expected, observed = short(violation.expected), short(violation.observed)
        if len(expected) + len(observed) > room:
            expected = _without_state(expected)
        expected, observed = beside(expected, observed, room)
        yield f"{start}{expected} │ {observed}"
    yield ""


def _without_state(expected: str) -> str:
    """What is expected, without the state of the call that may stand before a colon."""
    state, _, rest = expected.partition(": ")
    return rest if rest and not set(state) & set("'\"“") else expected


def heading(verdict: Verdict, violation: Violation) -> str:
    """The rule that is broken, and of what that is a consequence."""
    origin = follows(verdict, violation.id)
    because = f" (follows from {origin})" if origin else ""
    return f"{violation.id} {violation.level}{because}: {by_id(violation.id).text}"


def doubts(violation: Violation) -> str:
    """Why the violation may not show when its scenario is played again; empty: it does show."""
    seen = f"seen again in {violation.replayed} of 3 plays"
    if violation.is_certain and violation.alone is False:
        return (
            "it showed only after other scenarios, not alone in a fresh process: something "
            "outlives the calls"
        )
    if violation.is_certain:
        return ""
    if violation.alone is False:
        return f"{seen}, and not in a fresh process: by chance, or because something outlives calls"
    return f"{seen}: it depends on chance"


def other_causes(verdict: Verdict, violation: Violation) -> str:
    """What else the rule was broken for, in a line. With a ledger each cause has its own story."""
    others = evidence.other_causes(verdict, violation)
    if not others:
        return ""
    one, more = others[0], len(others) - 1
    further = f" (and for {more} more cause{'s' * (more > 1)})" * bool(more)
    return (
        f"expected {short(one.expected)}; observed {short(one.observed)}; "
        f"in: {one.found_in}{further}"
    )
