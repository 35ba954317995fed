"""The stories of a verdict: which could be told, and which broken rule follows from another."""

from __future__ import annotations

from operator import itemgetter

from .results import Violation
from .verdict import Verdict

FOLLOWS_FROM = {"LOCK-8": ("LOCK-1", "FETCH-4", "PUSH-2", "COPY-14", "LOCK-5")}
"""Who does not know an error by its class does not know it wrapped either: if one of these is
broken too, it is the cause. Of single scenarios `rules` say themselves what follows from what."""


def follows(verdict: Verdict, id: str) -> str:
    """The broken requirement of which this broken one is a consequence; empty: it is a cause.

    What is told is a consequence only where nothing else was found: see `Result.weight`.
    """
    candidates = (verdict.violations[id].follows, *FOLLOWS_FROM.get(id, ()))
    broken = verdict.violations.keys() | verdict.known.keys()
    return next((one for one in candidates if one in broken and one != id), "")


def stories(verdict: Verdict, violation: Violation) -> list[Violation]:
    """All stories of the same requirement, the lightest first; with a ledger, of the same cause."""
    apart = verdict.left_alone is not None
    found = [
        (result.weight(one), number, one)
        for number, result in enumerate(verdict.results)
        for one in result.violations
        if one.id == violation.id and (one.cause == violation.cause or not apart)
    ]
    return [one for _, _, one in sorted(found, key=itemgetter(0, 1))]


def other_causes(verdict: Verdict, violation: Violation) -> list[Violation]:
    """What else the requirement was broken for, without consequences: each cause's lightest story.

    With a ledger none: there each cause is told with a story.
    """
    found: dict[str, Violation] = {}
    for one in stories(verdict, violation):
        if one.cause != violation.cause and not one.follows:
            found.setdefault(one.cause, one)
    return list(found.values())


def retell(verdict: Verdict, old: Violation, new: Violation) -> None:
    """Tell *new* in the place of *old*, which is of the same requirement."""
    if verdict.violations.get(old.id) is old:
        verdict.violations[old.id] = new
    if new.cause == old.cause and verdict.causes.get((old.id, old.cause)) is old:
        verdict.causes[old.id, old.cause] = new
