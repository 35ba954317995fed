"""REMOTE-19: attempts at an upload count for its blob, also where uploads are side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clients.different import DIFFERENT
from clients.different_side_by_side import SendsSideBySide
from clients.shelf import SHELF
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.rules.finding import Broken
from remotes_conformance.scenarios.clients import BY_SLUG, CLIENT_STORIES, ClientScenario
from remotes_conformance.scenarios.clients.script import DRAWN
from remotes_conformance.telling.exchanges import around
from remotes_conformance.world.registry.journal import ClientJournal

ONE_BLOB = "push.every-token-is-refused-when-the-only-upload-begins"
ALL_BLOBS = "push.every-token-is-refused-when-uploads-begin"
GOES_ON = "push.every-token-is-refused-when-an-upload-goes-on"


def judged(client: object, slug: str, seed: int = 1) -> tuple[list[Broken], ClientJournal]:
    """The breaches of REMOTE-19, and the journal."""
    bench = ClientBench(PythonClient(client, patience=3), name="x", seed=seed)
    journal = bench.play(BY_SLUG[slug])
    judgement = bench.judged(BY_SLUG[slug], journal)
    return [broken for id, broken in judgement.broken if id == "REMOTE-19"], journal


def refused_posts(journal: ClientJournal) -> int:
    refused = [
        one for one in journal.exchanges if one.status == 401 and one.header("Authorization")
    ]
    return sum(one.method == "POST" for one in refused)


@pytest.mark.parametrize("name", ["SendsSideBySide", "SendsSideBySideWithoutAsking"])
@pytest.mark.parametrize("seed", range(3))
def test_uploads_side_by_side_share_no_bound(name: str, seed: int) -> None:
    """Three blobs are sent at the same time, each with five attempts, and all by the same POST."""
    broken, journal = judged(DIFFERENT[name](), ALL_BLOBS, seed)
    assert broken == []
    assert refused_posts(journal) > 10


def test_as_many_requests_for_one_blob_are_a_loop() -> None:
    """The same number of the same request."""
    broken, journal = judged(SHELF["REMOTE-19 BeginsAnUploadFifteenTimes"](), ONE_BLOB)
    assert refused_posts(journal) == 15
    assert [one.step for one in broken] == ["a loop"]
    assert "refused 15 times, for one blob" in broken[0].observed
    assert judged(SendsSideBySide(), ONE_BLOB)[0] == []


@pytest.mark.parametrize(
    ("name", "is_broken"),
    [("REMOTE-19 BeginsAnUploadFifteenTimes", True), ("SendsSideBySide", False)],
)
def test_only_blobs_that_were_asked_for_share_a_bound(name: str, is_broken: bool) -> None:
    """The first of three blobs gets through at last; the others had not been asked for by then.
    If all had been asked for, the same number of refusals would not be too many."""
    refused = replace(BY_SLUG[ALL_BLOBS].script[0], times=14, then="")
    scenario = replace(BY_SLUG[ALL_BLOBS], name=DRAWN, script=(refused,))
    client = {**SHELF, **DIFFERENT}[name]()
    bench = ClientBench(PythonClient(client, patience=3), name="x", seed=1)
    journal = bench.play(scenario)
    assert refused_posts(journal) > 10
    broken = {id for id, _ in bench.judged(scenario, journal).broken}
    assert ("REMOTE-19" in broken) == is_broken


def test_a_put_shows_the_blob_whatever_its_place() -> None:
    """Each attempt begins an upload of its own."""
    broken, _ = judged(SHELF["REMOTE-19 BeginsOtherUploads"](), GOES_ON)
    assert [one.step for one in broken] == ["a loop"] * len(broken)
    assert any("PUT of an upload of sha256:" in one.observed for one in broken)


@pytest.mark.parametrize("slug", [ONE_BLOB, ALL_BLOBS, GOES_ON])
@pytest.mark.parametrize("name", sorted(DIFFERENT))
def test_a_right_client_makes_no_loop(name: str, slug: str) -> None:
    """If a request of its upload is refused, and if the beginning is."""
    broken, journal = judged(DIFFERENT[name](), slug)
    assert broken == []
    assert journal.ended.how == ("done" if "OnePost" in name and slug == GOES_ON else "failed")


@pytest.mark.parametrize("scenario", CLIENT_STORIES, ids=lambda one: one.slug)
def test_every_scenario_can_be_described(scenario: ClientScenario) -> None:
    """With the unusual parts of its image."""
    described = list(around(scenario))
    assert bool(described) >= bool(scenario.script)
