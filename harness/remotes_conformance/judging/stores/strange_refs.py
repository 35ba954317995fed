"""Breaches by a call about a strange ref: they count against STORE-16, if plain refs show none."""

from __future__ import annotations

from dataclasses import replace

from ...rules import Judgement
from ...rules.store import judge_store
from ...scenarios.scenario import Scenario
from ...scenarios.stores.names import is_strange, strange_names
from ...world.journal import Journal


def concerns_a_strange_ref(scenario: Scenario, journal: Journal, judgement: Judgement) -> bool:
    """True if the call that broke a requirement opened a strange ref, or was one of its writer.

    If that requirement is STORE-16 already, the answer does not matter.
    """
    is_broken = any(id != "STORE-16" for id, _ in judgement.broken)
    if not is_broken or journal.stuck is not None or not strange_names(scenario)[0]:
        return False
    refs: dict[str, str] = {}
    for place, entry in enumerate(journal.entries, 1):
        if entry.op == "Writer":
            ref = refs[entry.result.get("writer", "")] = str(entry.args["ref"])
        else:
            ref = refs.get(entry.handle, "") if entry.handle else ""
        if judge_store(scenario, replace(journal, entries=journal.entries[:place])).broken:
            return (bool(entry.handle) or entry.op == "Writer") and is_strange(ref)
    return False


def because_of_refs(judgement: Judgement) -> Judgement:
    """The same breaches, counted against STORE-16."""
    because = Judgement()
    because.applied.update(judgement.applied)
    for _, broken in judgement.broken:
        because.blame("STORE-16", broken)
    return because
