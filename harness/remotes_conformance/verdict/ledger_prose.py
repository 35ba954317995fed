"""The ledger in words: the known divergences, and the entries that are no longer true."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from .overview import WIDTH
from .report import Report
from .results import Standing, Violation

OLD = (
    "written in format 1: each entry stands for the cause that its scenario has shown; "
    "rewrite it with --remotes-ledger-update"
)


def ledger(report: Report, width: int = WIDTH) -> Iterator[str]:
    """The lines about the ledger, before the table: each entry, and what to do about it."""
    if report.ledger is None:
        return
    for standing in sorted(report.standings, key=lambda one: (one.outcome == "known", one.id)):
        if standing.outcome == "known":
            yield from _wrapped(f"known     {standing.id}: {excuse(standing)}", width)
            continue
        yield from _wrapped(f"ledger    {standing.id} {stale(standing)}", width)
        if standing.outcome == "changed":
            yield from _wrapped(f"  known     {standing.cause}", width)
            yield from _wrapped(f"  now       {standing.observed}", width)
    if any(standing.written for standing in report.standings):
        yield from _wrapped(f"ledger    {OLD}", width)
    if others := report.ledger.of_other_editions:
        few = "entry" if others == 1 else "entries"
        yield f"ledger    {others} {few} of other editions ignored"


def excuse(standing: Standing) -> str:
    """The reason for a known divergence, and its issue."""
    return f"{standing.reason} ({standing.issue})" if standing.issue else standing.reason


def stale(standing: Standing) -> str:
    """The standing of the entry, in a sentence that begins after the requirement's id."""
    return {
        "fixed": "is fixed: the scenario of its entry keeps the rule. Remove the entry, "
        "or run with --remotes-ledger-update",
        "changed": "is broken for another cause than its entry says: correct it",
        "nothing": "matches nothing: the rule is not about the calls in the scenario of its entry, "
        "or that scenario cannot be played. Remove the entry",
        "expired": f"expired on {standing.expires}: check it again, and set another date",
        "known": f"is known: {excuse(standing)}",
    }[standing.outcome]


def beside(report: Report, violation: Violation) -> Iterator[str]:
    """The causes in the ledger for a rule that is broken for another one."""
    for standing in report.standings:
        if standing.id == violation.id and standing.cause != violation.cause:
            yield f"knows another cause: {standing.cause}"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text, width, subsequent_indent=" " * 12, break_on_hyphens=False, break_long_words=False
    )
