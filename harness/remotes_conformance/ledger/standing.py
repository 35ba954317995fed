"""What has become of an entry: its scenario is played before all others, and not made small."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from ..bench import Bench, Tally
from ..catalogue import EVERY_EDITION, by_id
from ..plan import Part, result
from ..results import Result, Standing
from ..rules import looks_at
from .entries import Entry

PLAYS = 3
"""Plays in which an entry may show. A race does not show in each."""


def ledger_parts(entries: Collection[Entry], today: datetime.date) -> tuple[Part, ...]:
    """A part of the plan for each entry, with a `Result` that says how it stands on *today*."""
    return tuple(_part(number, entry, today) for number, entry in enumerate(entries, 1))


def _part(number: int, entry: Entry, today: datetime.date) -> Part:
    name = f"0.{number:03} the ledger: {entry.requirement} ({number})"
    scenario = entry.scenario

    def play(bench: Bench, *_: object) -> Result:
        tally = Tally()
        for _attempt in range(PLAYS):
            if entry.key not in tally.known and bench.can_play(scenario):
                bench.examine(scenario, tally)
        matches = bench.can_play(scenario) and looks_at(entry.requirement, scenario)
        standing = _standing(entry, tally, today, matches=matches)
        return result(bench, name, tally, standings=(standing,))

    # What it needs is no reason to leave it out: an entry that cannot be played matches nothing.
    section, everywhere = by_id(entry.requirement).section, frozenset(EVERY_EDITION)
    return Part(name, section, frozenset(), everywhere, play)


def _standing(entry: Entry, tally: Tally, today: datetime.date, *, matches: bool) -> Standing:
    others = [s for s in tally.sightings.values() if s.id == entry.requirement]
    observed = ""
    if entry.key in tally.known:
        outcome = "expired" if entry.expires is not None and entry.expires < today else "known"
    elif others:
        outcome = "changed"
        observed = others[0].cause
    else:
        outcome = "fixed" if matches else "nothing"
    return Standing(
        id=entry.requirement,
        edition=entry.edition,
        cause=entry.cause,
        reason=entry.reason,
        issue=entry.issue,
        expires="" if entry.expires is None else entry.expires.isoformat(),
        token=entry.token,
        outcome=outcome,
        observed=observed,
    )
