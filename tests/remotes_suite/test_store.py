"""STORE: content stores. Only if --remotes names a factory of stores, or --remotes-command a
program with one."""

from __future__ import annotations

from operator import attrgetter

import pytest
from remotes_conformance.judging.plan import Part
from remotes_conformance.judging.stores import plan
from remotes_conformance.under_pytest.store_session import StoreConformance


def test_a_known_divergence_is_as_the_ledger_says(
    store_conformance: StoreConformance, divergence: Part
) -> None:
    """The rule is still broken, in the scenario of its token, for the entry's cause."""
    store_conformance.run(divergence)


@pytest.mark.parametrize("part", plan.STORIES, ids=attrgetter("title"))
def test_the_contract_is_kept_in_stories(store_conformance: StoreConformance, part: Part) -> None:
    """Each story is a small script: refs, ingests, content, hostile names, failing disks."""
    store_conformance.run(part)


@pytest.mark.parametrize("part", plan.CUTS, ids=attrgetter("title"))
def test_the_contract_is_kept_after_power_cuts(
    store_conformance: StoreConformance, part: Part
) -> None:
    """The process is killed, or the power is cut, at each point; then the store is opened again."""
    store_conformance.run(part)


@pytest.mark.parametrize("part", plan.BRANCHES, ids=attrgetter("title"))
def test_the_contract_is_kept_in_every_schedule(
    store_conformance: StoreConformance, part: Part
) -> None:
    """Several callers, in other orders of their calls; those with few preemptions come first."""
    store_conformance.run(part)


@pytest.mark.parametrize("part", plan.LINES, ids=attrgetter("title"))
def test_the_contract_is_kept_between_lines(
    store_conformance: StoreConformance, part: Part
) -> None:
    """Calls overlap: the turn is handed over between two lines of the store's own code."""
    store_conformance.run(part)


@pytest.mark.parametrize("part", plan.HUNTS, ids=attrgetter("title"))
def test_the_contract_is_kept_whatever_happens(
    store_conformance: StoreConformance, part: Part
) -> None:
    """Hypothesis draws scripts of one or several callers."""
    store_conformance.run(part)


def test_the_replayed_scenario_keeps_the_contract(store_conformance: StoreConformance) -> None:
    """Runs only with --remotes-replay; its story is printed at the end."""
    store_conformance.replay()
