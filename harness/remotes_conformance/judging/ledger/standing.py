"""What has become of an entry: its scenario is played before all others, and not made small."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence

from ...contract import CLIENT_EDITION, EVERY_EDITION, STORE_EDITION, by_id
from ...rules import looks_at
from ...verdict.results import Result, Standing
from ..bench import Bench, Tally
from ..plan import Part, result
from .entries import Entry

PLAYS = 3
"""Plays in which an entry may show. A race does not show in each."""


def excuse_known(bench: Bench, entries: Sequence[Entry]) -> dict[tuple[str, str], Entry]:
    """Let *bench* excuse what *entries* know; return them by what each excuses.

    The scenario of an entry of format 1 is played first: the entry stands for the cause that shows.
    Two may stand for the same one.
    """
    bench.known = frozenset()
    old = [entry for entry in entries if entry.is_old]
    shown: dict[tuple[str, str], str] = {}
    taken = {entry.key for entry in entries if not entry.is_old}
    if old:
        with bench.at_work():
            for entry in old:
                if cause := _shown(bench, entry, taken):
                    shown[entry.key] = cause
                    taken.add((entry.requirement, cause))
    bench.shown = shown
    known: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        now = _now(bench, entry)
        if not now.is_old:
            known.setdefault(now.key, now)
    bench.known = frozenset(known)
    return known


def _shown(bench: Bench, entry: Entry, taken: Collection[tuple[str, str]]) -> str:
    """The cause for which its scenario breaks the rule, if possible none that is taken.

    Empty: the rule was not broken.
    """
    scenario, requirement = entry.scenario, entry.requirement
    for _attempt in range(PLAYS):
        tally = Tally()
        if bench.can_play(scenario):
            bench.examine(scenario, tally)
        seen = [s.cause for s in tally.breaches.values() if s.id == requirement]
        if seen:
            return next((cause for cause in seen if (requirement, cause) not in taken), seen[0])
    return ""


def _now(bench: Bench, entry: Entry) -> Entry:
    """The entry with the cause that it stands for. One of format 1 may not have shown any."""
    cause = bench.shown.get(entry.key) if entry.is_old else None
    return entry if cause is None else entry.standing_for(cause)


def ledger_parts(entries: Collection[Entry], today: datetime.date) -> tuple[Part, ...]:
    """A part of the plan for each entry about handlers or stores; its `Result` says how it stands
    *today*."""
    about = [entry for entry in entries if entry.edition not in CLIENT_EDITION]
    return tuple(_part(number, entry, today) for number, entry in enumerate(about, 1))


def _part(number: int, entry: Entry, today: datetime.date) -> Part:
    name = f"0.{number:03} the ledger: {entry.requirement} ({number})"
    scenario = entry.scenario

    def play(bench: Bench, *_: object) -> Result:
        tally, now = Tally(), _now(bench, entry)
        for _attempt in range(PLAYS):
            if now.key not in tally.known and bench.can_play(scenario):
                bench.examine(scenario, tally)
        matches = bench.can_play(scenario) and looks_at(entry.requirement, scenario)
        standing = _standing(entry, now, tally, today, matches=matches)
        return result(bench, name, tally, standings=(standing,))

    # What it needs is no reason to leave it out: an entry that cannot be played matches nothing.
    section = by_id(entry.requirement).section
    return Part(name, section, frozenset(), frozenset({*EVERY_EDITION, *STORE_EDITION}), play)


def _standing(
    entry: Entry, now: Entry, tally: Tally, today: datetime.date, *, matches: bool
) -> Standing:
    others = [s for s in tally.breaches.values() if s.id == entry.requirement]
    observed = ""
    if now.key in tally.known:
        outcome = "expired" if entry.has_expired(today) else "known"
    elif others:
        outcome = "changed"
        observed = others[0].cause
    else:
        outcome = "fixed" if matches else "nothing"
    return now.standing(outcome, observed, written=entry.cause if entry.is_old else "")
