"""Right stores of other kinds are conformant; calls that overlap are judged, too."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from remotes_conformance import check_store
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.stores import plan
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.protocols import Buffer
from remotes_conformance.rules.store import judge_store
from remotes_conformance.scenarios.stores import STORE_STORIES
from remotes_conformance.scenarios.stores.building import ScriptBuilder, made
from remotes_conformance.scenarios.stores.names import is_hostile
from remotes_conformance.stores import Info
from remotes_conformance.world import World, play_scripts
from stores.asynchronous import (
    CommitsTwice,
    OpensTwice,
    YieldsAndCommitsTwice,
    YieldsAndOpensTwice,
)
from stores.broken import broken_by
from stores.different import RIGHT, ClosesAfterFailure, LocksUntilItIsClosed, OpensSlowly
from stores.guarded import Guarded
from stores.plugged import FolderStore
from stores.right import Right
from stores.right_folder import FolderWriter, RightFolder


def name(value: object) -> str:
    return str(getattr(value, "__name__", value))


@pytest.mark.parametrize("store", RIGHT, ids=name)
def test_a_store_of_another_kind_is_conformant(store: Any) -> None:
    """Stories, schedules, turns between lines, families; parts that it lacks are unsupported."""
    verdict = check_store(store, profile="quick", seed=1)
    assert not verdict.violations
    assert verdict.conclusion.conformity == "yes"


def _opens_after_a_commit(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer)
    c.commit(writer)
    c.open(blob=1)


def _opens_after_a_commit_that_fails(c: ScriptBuilder) -> None:
    c.commit(c.open())
    c.open()


def test_a_ref_may_be_locked_until_its_writer_is_closed_whatever_it_is_opened_with() -> None:
    """After a Commit, and for a malformed digest, too."""

    def steps(c: ScriptBuilder) -> None:
        writer = c.open()
        c.write(writer)
        c.commit(writer)
        c.open(digest="sha256:short")
        c.close(writer)

    bench, tally = open_store(LocksUntilItIsClosed).bench, Tally()
    try:
        bench.examine(made("a malformed digest after a commit", steps).scenario, tally)
    finally:
        bench.door.close()
    assert tally.breaches == {}


class ClosesAfterFailureAndOpensSlowly(OpensSlowly, ClosesAfterFailure):
    """A Commit that fails frees the ref, which then takes its time to open."""


@pytest.mark.parametrize("steps", [_opens_after_a_commit, _opens_after_a_commit_that_fails])
def test_a_slow_opening_does_not_wait_for_a_writer_that_is_done(
    steps: Callable[[ScriptBuilder], None],
) -> None:
    bench, tally = open_store(ClosesAfterFailureAndOpensSlowly).bench, Tally()
    try:
        bench.examine(made("a ref is opened again", steps).scenario, tally)
    finally:
        bench.door.close()
    assert tally.breaches == {}


@pytest.mark.parametrize(
    ("store", "id"),
    [
        (OpensTwice, "STORE-1"),
        (CommitsTwice, "STORE-8"),
        (YieldsAndOpensTwice, "STORE-1"),
        (YieldsAndCommitsTwice, "STORE-8"),
    ],
)
def test_callers_that_overlap_are_judged(store: Any, id: str) -> None:
    """Each answer alone would be right: there is no order of the calls that permits all."""
    bench, found = open_store(store).bench, set()
    for part in plan.BRANCHES:
        found |= {one.id for one in part.run(bench, PROFILES["quick"], 1).violations}
    bench.door.close()
    assert id in found


def test_a_store_that_no_threads_may_use_is_caught_between_its_lines() -> None:
    """It has no lock: a check, and the act that follows it, are torn apart."""
    bench, found = open_store(Right).bench, set()
    for part in plan.LINES:
        found |= {one.id for one in part.run(bench, PROFILES["quick"], 1).violations}
    bench.door.close()
    assert "STORE-1" in found


class ListsWhileOthersCommit(Guarded):
    """Right, except that Walk goes through the blobs themselves, which others may change."""

    def walk(self, ctx: Any) -> Iterator[Info]:
        for digest in self.blobs:
            blob = self.blobs[digest]
            yield Info(digest, len(blob.content), blob.created_at)


def test_a_walk_beside_a_commit_is_judged() -> None:
    """The turn is handed over in the middle of the list."""
    bench, found = open_store(ListsWhileOthersCommit).bench, set()
    for part in plan.LINES:
        found |= {one.id for one in part.run(bench, PROFILES["quick"], 1).violations}
    bench.door.close()
    assert found == {"STORE-20"}


class WritesPiecemeal(RightFolder):
    """A Write that fails leaves in the file what it has written by then, and counts it."""

    class Writer(FolderWriter):
        def write(self, content: Buffer) -> int:
            self.check_open()
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self.file, rest) :]
            return len(content)

    def open(self, ref: str, size: int, digest: str) -> FolderWriter:
        return self.Writer(self, ref, size, digest)


@pytest.mark.parametrize("asks", [False, True])
def test_after_a_failed_write_any_part_of_it_may_be_committed(asks: bool) -> None:
    """Without a size and a digest; Status tells which part, if it is called."""

    def steps(c: ScriptBuilder) -> None:
        writer = c.open_unknown()
        c.fail(c.write(writer), "write", error="ENOSPC")
        if asks:
            c.status(writer)
        c.commit(writer, size=0, digest="")
        c.close(writer)
        c.walk()
        c.walk()

    bench, tally = open_store(WritesPiecemeal).bench, Tally()
    try:
        bench.examine(made("a part is committed", steps).scenario, tally)
    finally:
        bench.door.close()
    assert tally.breaches == {}


def test_the_model_of_the_world_keeps_the_rules() -> None:
    """The store that handlers meet is judged, too. It takes digests of any form: see docs."""
    tally = Tally()
    for story in STORE_STORIES:
        scenario = story.scenario
        scripts: Any = scenario.calls
        if is_hostile(scenario) or any(one.store or one.faults for one in scripts):
            continue
        if (
            "digest" in story.name and "malformed" in story.name
        ) or "cannot be opened" in story.name:
            continue
        judgement = judge_store(scenario, play_scripts(World(scenario)))
        assert judgement.broken == [], story.name
        tally.applied.update(judgement.applied)
    assert len(tally.applied) >= 16


def test_the_ingester_over_a_folder_keeps_the_rules() -> None:
    """With a failing disk, too. As the model, it takes digests of any form."""
    assert set(broken_by(FolderStore)) == {"STORE-15"}
