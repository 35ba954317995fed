"""The real containerd 1.6.20 behind the command door, judged in edition 2017-06.

It is a later edition, and differs from the first one as the contract's table says. The verdict has
to list those divergences, all of them and no other. `REMOTES_CONTAINERD` names the built adapter.
In its own edition .ci/run judges it with profile ci; here all stories are enough.
"""

from __future__ import annotations

import os

import pytest
from little import LITTLE
from remotes_conformance.contract import Level
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.opening import open_command
from remotes_conformance.judging.plan import whole_plan
from remotes_conformance.scenarios.written import from_token
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About
from remotes_conformance.verdict.verdict import Verdict

ADAPTER = os.environ.get("REMOTES_CONTAINERD", "")

# It is judged once, in one process.
pytestmark = pytest.mark.xdist_group("containerd")

DIVERGENCES = {
    "LOCK-2": "waits are random below 16, 32 … 2048 ms",
    "FETCH-5a": "Status is asked before Fetch, and again after it",
    "COPY-22": "a complete ingest is committed, and the fetcher is not asked",
    "COPY-6": "a plain source is read and discarded up to the offset, never truncated for",
    "COPY-17": "size 0 is an invalid argument; a push of it writes nothing",
    "COPY-12": "a writer that asks for a reset is written again",
    "COPY-15": "a commit that asks for a reset is tried again",
    "COPY-3": "a push reads at the offset of any source",
    "COPY-8": "a push reads at, also where the source could seek",
    "KEY-5": "foreign, zstd, encrypted layers are layers; checkpoints are configs",
    "KEY-6": "the annotation with a ref name stands in the key, before the digest",
    "KEY-7": "so it has a part in the key",
    "KEY-8": "so layers of unlike types can share a key",
    "WALK-5a": "a failure cancels handlers of other levels only when its own siblings have ended",
    "WALK-7a": "a document that is a manifest and an index at once is refused",
    "WALK-8a": "an unknown type is logged at level debug",
    "COPY-9": "a known fault: a source that is cut off, of unknown size, is committed as success",
}
NOT_EXERCISED = {
    "COPY-7": "it never calls Truncate",
    "FETCH-10a": "no asyncio task can be cancelled behind the command door",
    "PUSH-7b": "the same",
}


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    if not ADAPTER:
        pytest.skip(
            "REMOTES_CONTAINERD does not name a built adapter: adapters/containerd-go/build"
        )
    loaded = open_command(ADAPTER)
    bench = loaded.bench
    played = [part for part in whole_plan() if part.can_be_played(bench.edition, bench.kinds)]
    results = [part.run(bench, PROFILES[LITTLE], 0) for part in played]
    name, version, door = loaded.name, loaded.version, loaded.bench.door.name
    about = About(name, version, door, "2017-06", LITTLE, 0, offers=loaded.offers)
    return Verdict.of(Findings(about, results))


def test_it_is_the_real_containerd(verdict: Verdict) -> None:
    """Debian 12 ships 1.6.20."""
    assert (verdict.about.implementation, verdict.about.version) == ("containerd", "1.6.20")


def test_its_divergences_are_those_of_the_table_no_more_and_no_less(verdict: Verdict) -> None:
    """Each requirement that differs by edition 1.6, and one known fault."""
    assert set(verdict.violations) == set(DIVERGENCES)


def test_each_divergence_is_reported_with_a_story_that_can_be_replayed(verdict: Verdict) -> None:
    """Seen again in every play, with a token that holds the scenario."""
    for id, violation in verdict.violations.items():
        assert violation.is_certain, id
        assert len(violation.story) >= 2, id
        assert from_token(violation.token).calls, id


def test_all_other_musts_are_exercised_and_kept(verdict: Verdict) -> None:
    """They pass."""
    outcomes = {
        one.id: one.outcome
        for one in verdict.requirements
        if one.level == Level.MUST and one.id not in DIVERGENCES
    }
    assert {id for id, outcome in outcomes.items() if outcome != "pass"} == set(NOT_EXERCISED)


def test_it_runs_in_exact_virtual_time(verdict: Verdict) -> None:
    """Not one call is made between two whole milliseconds: its random waits are of whole ones."""
    story = verdict.violations["LOCK-2"].story
    times = [line.split(" ms")[0].strip() for line in story if " ms  t" in line]
    assert times
    assert all(float(time) == int(float(time)) for time in times)
