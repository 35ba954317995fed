"""Power cuts, killed processes: each missing sync is found and named; right stores are clean."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from remotes_conformance import check_store
from remotes_conformance.contract import STORE_EDITION
from remotes_conformance.errors import InvalidArgument
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.stores import plan
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.scenarios.cuts import Cut, Torn
from remotes_conformance.scenarios.script import Script
from remotes_conformance.scenarios.stores.cuts import CUT_STORIES
from remotes_conformance.scenarios.written import BadToken, from_token, to_token
from remotes_conformance.verdict.explored import explored
from remotes_conformance.verdict.results import Result, Violation
from remotes_conformance.world.disk import ROOT, Disk, Operation
from remotes_conformance.world.disk_states import states
from remotes_reference.disk import DiskStore
from stores.around_os import (
    Awaited,
    CopiesByName,
    ImportsFromOs,
    LinksAFileWithoutAName,
    WritesAroundOs,
)
from stores.different import AFolderForEachRef, Sharded
from stores.one_log import OneLog
from stores.right_folder import RightFolder
from stores.shelf import wrong_stores
from stores.short_writes import TakesFewBytesOnDisk
from stores.wrong_cuts import ListsOnlySha256, SyncsNoFiles

WRONG = wrong_stores("cuts")
WHOLE = "SyncsNoFiles"
"""This wrong store is judged to the end: nothing else than its fault is found in any part."""


# Each store is judged once, in one process.
pytestmark = pytest.mark.xdist_group("cuts")


@cache
def judged(store: Any, scripts: int | None = None) -> tuple[Result, ...]:
    """The results of all cuts of all scripts, or of the first *scripts*; for a wrong store, only
    until all its requirements are broken."""
    until = set() if store.__name__ == WHOLE else set(WRONG[store].ids if store in WRONG else ())
    results: list[Result] = []
    bench = open_store(store).bench
    try:
        played = (one for one in plan.CUTS if one.can_be_played(bench.edition, bench.kinds))
        for part in islice(played, scripts):
            results.append(part.run(bench, PROFILES["quick"], 1))
            if until and until <= {one.id for result in results for one in result.violations}:
                break
    finally:
        bench.door.close()
    return tuple(results)


def violations(store: Any) -> dict[str, Violation]:
    """By requirement, the first one."""
    found: dict[str, Violation] = {}
    for result in judged(store):
        for one in result.violations:
            found.setdefault(one.id, one)
    return found


@pytest.mark.parametrize("store", WRONG, ids=lambda store: store.__name__)
def test_a_wrong_store_is_caught_under_its_id(store: type[Any]) -> None:
    """And the missing sync of a file or a folder is named."""
    found = violations(store)
    assert set(WRONG[store].ids) <= set(found)
    if named := WRONG[store].fault:
        assert named in found["STORE-17a"].observed
        assert set(found) == {"STORE-17a"}


def test_content_that_only_walk_leaves_out_is_not_lost() -> None:
    """A reader finds it, so it is present: Walk alone is wrong."""
    assert set(violations(ListsOnlySha256)) == {"STORE-20"}


@pytest.mark.parametrize(
    "store", [RightFolder, Sharded, AFolderForEachRef, OneLog, TakesFewBytesOnDisk]
)
def test_a_right_store_loses_nothing(store: type[Any]) -> None:
    """In hundreds of states, in each of which something else is lost."""
    results = judged(store)
    assert [one for result in results for one in result.violations] == []
    assert sum(result.scenarios for result in results) > 500
    assert not any(result.notes for result in results)


def test_the_reference_loses_nothing_that_was_acknowledged() -> None:
    """And a resume without a digest commits no bytes that were never written."""
    assert violations(DiskStore) == {}


def test_a_finding_is_replayed_by_its_token() -> None:
    """The token has the cut and the loss; the story has the operations of the disk."""
    store = next(one for one in WRONG if one.__name__ == "SyncsNoNames")
    found = violations(store)["STORE-17a"]
    assert found.replayed == 3
    scenario = from_token(found.token)
    assert to_token(scenario) == found.token
    assert scenario.edition == STORE_EDITION[0]
    bench, tally = open_store(store).bench, Tally()
    bench.examine(scenario, tally)
    bench.door.close()
    assert tally.breaches["STORE-17a"].broken.observed == found.observed
    story = "\n".join(found.story)
    assert "(disk: rename ingests/7692c3ad… → blobs/sha256-d682ed4c… (lost))" in story
    assert "the power is cut; “rename" in story


def test_lost_content_is_reported_first() -> None:
    """A newcomer's store also lets two callers in; the missing sync stands before that."""
    verdict = check_store(NeitherSyncsNorLocks, profile="quick", seed=1)
    first, second, *_ = verdict.broken
    assert (first.violation.id, second.violation.id) == ("STORE-17a", "STORE-1")
    assert "no fsync of that file comes after it" in first.violation.observed


class NeitherSyncsNorLocks(SyncsNoFiles):
    """Two faults of a first draft."""

    def lock(self, ref: str) -> None:
        """There is no lock: every caller may write."""


def test_a_token_is_replayed_on_a_store_that_was_mended() -> None:
    """Synced bytes and names are not lost any more."""
    for store in WRONG:
        found = violations(store)
        bench, tally = open_store(RightFolder).bench, Tally()
        for one in found.values():
            bench.examine(from_token(one.token), tally)
        bench.door.close()
        assert tally.breaches == {}


def test_nightly_judges_every_state_that_the_disk_may_have() -> None:
    """And the result counts where others judge only some."""
    bench, found = open_store(RightFolder).bench, {}
    for profile in ("quick", "nightly"):
        found[profile] = plan.CUTS[1].run(bench, PROFILES[profile], 1)
    bench.door.close()
    (points, some), (_, whole) = found["quick"].cuts, found["nightly"].cuts
    assert points == whole > some > 0
    assert found["nightly"].scenarios > found["quick"].scenarios
    assert explored([found["nightly"], Result("", 0)]) == {
        f"power cuts: at {points} points, each with every state that the disk may have"
    }
    (sentence,) = explored([found["quick"]])
    assert f"at {points - some} with some, those in which least is lost" in sentence


def test_every_permitted_state_is_found() -> None:
    """As many as there are by counting: three names, of which the last two are one file's, and
    bytes that are there, torn, zeros or lost."""
    folder, file = 0, 1
    operations = [
        Operation(0, "mkdir", folder, ((ROOT, "folder"),)),
        Operation(0, "create", file, ((folder, "first"),)),
        Operation(0, "write", file, at=0, data=b"1234"),
        Operation(0, "rename", file, ((folder, "first"), (folder, "second"))),
    ]
    found = states(Disk(operations, 4), 100)
    assert found.is_whole
    ways = [b"1234", b"12", bytes(4), b""]
    files = [
        {"folder": None, f"folder/{name}": way} for name in ("first", "second") for way in ways
    ]
    expected = [{}, {"folder": None}, *files]
    shown = [{path: content for path, (_, content) in layout.items()} for _, layout in found.found]
    assert sorted(map(str, shown)) == sorted(map(str, expected))
    assert not states(Disk(operations, 4), 9).is_whole


@pytest.mark.parametrize(
    ("cut", "message"),
    [
        (Cut(3, then="sleep"), "nothing that can follow"),
        (Cut(-3), "no negative numbers"),
        (Cut(3, torn=(Torn(-1, "none"),)), "no negative numbers"),
    ],
)
def test_a_token_of_an_impossible_cut_is_refused(cut: Cut, message: str) -> None:
    """With a sentence."""
    scenario = CUT_STORIES[0].scenario
    script = scenario.calls[0]
    assert isinstance(script, Script)
    token = to_token(replace(scenario, calls=(replace(script, cut=cut),)))
    with pytest.raises(BadToken, match=message):
        from_token(token)
    with pytest.raises(BadToken, match="without other callers"):
        from_token(to_token(replace(scenario, calls=(replace(script, cut=cut), script))))


def test_a_store_that_lacks_an_algorithm_is_not_blamed_for_cuts() -> None:
    """Another requirement covers that."""
    assert set(violations(OnlySha256)) == set()


class OnlySha256(RightFolder):
    """Refuses all other digests."""

    def blob(self, digest: str) -> Path:
        if not digest.startswith("sha256:"):
            raise InvalidArgument(digest)
        return super().blob(digest)


needs_nameless_files = pytest.mark.skipif(
    not hasattr(os, "O_TMPFILE"), reason="there are no files without a name"
)


@pytest.mark.parametrize(
    "store",
    [
        ImportsFromOs,
        CopiesByName,
        pytest.param(LinksAFileWithoutAName, marks=needs_nameless_files),
        Awaited,
    ],
)
def test_other_ways_to_the_disk_are_recorded(store: type[Any]) -> None:
    """Imported names, copies by `shutil`, files without a name, threads of asyncio.

    A missing record shows in any script that commits, and these three do.
    """
    results = judged(store, 3)
    assert [one for result in results for one in result.violations] == []
    assert not any(result.notes for result in results)


def test_a_store_that_writes_around_os_is_named_and_not_judged() -> None:
    """Nothing is held against it, and nothing proven."""
    results = judged(WritesAroundOs)
    assert not any(result.violations or result.applied for result in results)
    assert all("it writes to blobs" in note for result in results for note in result.notes)
    assert all(result.notes for result in results)


def test_a_store_that_hangs_after_a_cut_is_blamed() -> None:
    """After the patience, and only a few times."""
    bench = open_store(HangsOnASecondOpening, patience=0.2).bench
    try:
        result = plan.CUTS[0].run(bench, PROFILES["quick"], 1)
    finally:
        bench.door.close()
    assert [one.id for one in result.violations] == ["STORE-17"]
    assert "no answer for 0.2 s" in result.violations[0].observed


class HangsOnASecondOpening(RightFolder):
    """It waits for the lock of a process that is dead."""

    def __init__(self, folder: str) -> None:
        while os.path.exists(f"{folder}/lock"):
            time.sleep(0.01)
        Path(folder, "lock").touch()
        super().__init__(folder)


class Slow(RightFolder):
    """Its calls take a while, in real time here; none takes the whole patience."""

    def reader(self, ctx: Any, digest: str) -> Any:
        time.sleep(0.25)
        return super().reader(ctx, digest)


def test_the_patience_is_for_one_call_not_for_all() -> None:
    bench = open_store(Slow, patience=0.4).bench
    whole = next(one for one in CUT_STORIES if one.name.endswith("content is committed")).scenario
    try:
        cut = replace(whole, calls=(replace(whole.calls[0], cut=Cut(0)),))
        journal = bench.play(cut)
    finally:
        bench.door.close()
    assert [one.op for one in journal.entries].count("Reader") >= 2
    assert journal.stuck is None
