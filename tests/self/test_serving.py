"""A Python implementation behind the command door: the same scenarios give the same journals."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from remotes_conformance.contract.capabilities import ONLY_IN_PROCESS
from remotes_conformance.judging.exploring.drawing import draw
from remotes_conformance.judging.loading import Loaded, load, open_bench
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.strategies import FAMILIES, families
from remotes_conformance.scenarios.strategies.slots import Slots

NOT_SERVED = ONLY_IN_PROCESS
"""The protocol has no words for these."""
SERVE = f"{sys.executable} -m remotes_conformance.serve"
BADLY_BEHAVED = {
    "different:DIFFERENT": ("ReadingAhead", "AsyncReadingAhead", "Foreign"),
    "wrong:SHELF": (
        "TakesItsLockTwice", "CallsSysExit", "EndsTheProcess", "ReturnsACoroutine",
        "ReturnsBytesAsKey", "LeavesAThreadBehind", "ReplacesSleep", "SharesTheTailBuffer",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


@contextmanager
def both(spec: str, edition: str = "2017-06") -> Iterator[tuple[Loaded, Loaded]]:
    """*spec* in this process, and in a child."""
    there = open_command(f"{SERVE} {spec}", edition=edition)
    try:
        yield open_bench(load(spec), edition=edition, spec=spec), there
    finally:
        there.bench.door.close()  # type: ignore[attr-defined]


def assert_equal(here: Loaded, there: Loaded, scenario: Scenario) -> None:
    if here.bench.can_play(scenario) and not scenario.needs & NOT_SERVED:
        journals = [one.bench.play(scenario).to_json() for one in (here, there)]
        assert journals[0] == journals[1]


@pytest.mark.parametrize("spec", ["remotes_reference:remotes", "remotes_reference.aio:remotes"])
def test_a_served_implementation_introduces_itself_as_in_process(spec: str) -> None:
    """Name, version, and capabilities, except those that exist only in process."""
    with both(spec) as (here, there):
        assert (there.name, there.version) == (here.name, here.version)
        assert set(there.offers) == set(here.offers) - NOT_SERVED
        assert there.bench.kinds == here.bench.kinds - NOT_SERVED


@pytest.mark.parametrize("spec", ["remotes_reference:remotes", "remotes_reference.aio:remotes"])
def test_the_reference_gives_equal_journals_through_both_doors(spec: str) -> None:
    """Every directed story, and six scenarios of each family."""
    with both(spec) as (here, there):
        for story in STORIES:
            assert_equal(here, there, story.scenario)
        for family in FAMILIES:
            for data in draw(family, 6, 1):
                assert_equal(here, there, family.draw(Slots(data)))


@pytest.mark.parametrize(
    "spec", ["remotes_reference:remotes_2_x", "remotes_reference.aio:remotes_1_6"]
)
def test_the_words_of_1_6_and_2_x_are_carried_as_well(spec: str) -> None:
    """Embedded data, key prefixes, ingesting pushers, resets: five scenarios of each family."""
    edition = "2.x" if spec.endswith("2_x") else "1.6"
    with both(spec, edition) as (here, there):
        assert here.bench.kinds >= {"key_prefix", "pusher_ingests"}
        for family in families(edition):
            for data in draw(family, 5, 1):
                assert_equal(here, there, family.drawn_in(edition)(Slots(data)))


@pytest.mark.parametrize("name", [name for names in BADLY_BEHAVED.values() for name in names])
def test_helpers_crashes_and_meddling_are_reported_alike(name: str) -> None:
    """Every twentieth story, of implementations with threads and pools, and of bad ones."""
    with both(f"shelves:{name}") as (here, there):
        for story in STORIES[::20]:
            assert_equal(here, there, story.scenario)


def test_an_implementation_that_cannot_be_served_is_refused_in_one_line() -> None:
    """On stderr, with exit status 4."""
    done = subprocess.run(
        [*SERVE.split(), "--stdio", "nowhere:remotes"], capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 4
    assert done.stderr.startswith("nowhere:remotes cannot be served: there is no module 'nowhere'")
