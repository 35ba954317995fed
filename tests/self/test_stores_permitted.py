"""What the rules of stores permit, or do not speak of, is not held against a store."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from remotes_conformance.errors import FailedPrecondition, InvalidArgument, Locked
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.protocols import Buffer
from remotes_conformance.scenarios.cuts import Cut
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.script import Script
from remotes_conformance.scenarios.stores.building import ScriptBuilder, made
from remotes_conformance.scenarios.stores.cuts import CUT_STORIES
from stores.different import ClosesAfterFailure
from stores.guarded import Guarded
from stores.right import Ingest, Writer, digest_like
from stores.right_folder import FolderWriter, RightFolder

MALFORMED = "sha256:nonsense"


def breaches(store: Any, scenario: Scenario) -> Any:
    bench, tally = open_store(store).bench, Tally()
    try:
        bench.examine(scenario, tally)
    finally:
        bench.door.close()
    assert tally.applied or tally.breaches
    return tally.breaches


class LooksThenTakes(Guarded):
    """A ref that is held is refused at once; one that is free is taken after some work."""

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        with self.guard:
            self.lock(ref)
        time.sleep(0.2)
        return super().writer(ctx, ref, size, digest)


class RefusesAnotherDigest(Guarded):
    """A ref is not resumed for another digest, whatever that is."""

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        with self.guard:
            self.lock(ref)
            old = self.ingests.get(ref)
            if old and digest and old.expected not in ("", digest):
                raise FailedPrecondition("the ref was opened with another digest")
            return super().writer(ctx, ref, size, digest)


class BreaksItsWriter(Guarded):
    """The writer of a failed Commit is closed, and refuses everything."""

    class Breaking(Guarded.Writer):
        is_broken = False

        def check_open(self) -> None:
            if self.is_broken:
                raise OSError("this writer is broken")
            super().check_open()

        def verify(self, content: bytes, size: int, expected: str) -> None:
            try:
                super().verify(content, size, expected)
            except FailedPrecondition:
                super().close()
                self.is_broken = True
                raise

        def close(self) -> None:
            self.check_open()
            super().close()

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Breaking(self, ingest)


class LosesWhatFails(ClosesAfterFailure):
    """A Commit that fails in any way closes its writer, and its ingest is gone."""

    class Losing(Guarded.Writer):
        def commit(self, size: int = 0, expected: str = "") -> None:
            self.check_open()
            try:
                super().commit(size, expected)
            except (FailedPrecondition, InvalidArgument):
                self.store.ingests.pop(self.ingest.ref, None)
                self.close()
                raise

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Losing(self, ingest)


class BeginsAnew(Guarded):
    """An ingest that is empty, or complete and wrong, is not resumed."""

    def begin(self, name: str, ref: str) -> Ingest:
        old = self.ingests.get(name)
        if old and (not old.content or self.is_wrong(old)):
            del self.ingests[name]
        return super().begin(name, ref)

    def is_wrong(self, old: Ingest) -> bool:
        is_whole = 0 < old.total <= len(old.content)
        return is_whole and digest_like(bytes(old.content), old.expected) != old.expected


def _both_at_once(one: ScriptBuilder, two: ScriptBuilder) -> None:
    writer = one.open()
    one.wait(1000)
    one.close(writer)
    two.wait(50)
    two.open()


def _opened_and_closed_meanwhile(one: ScriptBuilder, two: ScriptBuilder) -> None:
    one.close(one.open())
    two.wait(150)
    two.close(two.open())


def _for_content_that_is_there(c: ScriptBuilder) -> None:
    c.put("two", 1)
    c.leave_ingest("one", 0)
    c.open("one", 1)


def _for_a_malformed_digest(c: ScriptBuilder) -> None:
    c.leave_ingest("one", 0)
    c.open("one", digest=MALFORMED)


def _another_commit_after_one_that_failed(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.commit(writer)
    c.commit(writer, size=0, digest=MALFORMED)
    c.close(writer)


def _closed_twice_after_a_commit_that_failed(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.commit(writer)
    c.close(writer, writer)


def _resumed_after_a_malformed_commit(c: ScriptBuilder) -> None:
    writer = c.open_unknown()
    c.write(writer)
    c.status(writer)
    c.commit(writer, size=0, digest=MALFORMED)
    c.close(writer)
    _much_later(c)


def _aborted_after_a_malformed_commit(c: ScriptBuilder) -> None:
    writer = c.open_unknown()
    c.write(writer)
    c.commit(writer, size=0, digest=MALFORMED)
    c.close(writer)
    c.abort()


def _wrong_after_a_commit_that_failed(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.status(writer)
    c.commit(writer)
    c.close(writer)
    _much_later(c)


def _wrong_when_it_is_opened_again(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.status(writer)
    c.close(writer)
    _much_later(c)


def _empty_when_it_is_opened_again(c: ScriptBuilder) -> None:
    writer = c.open()
    c.status(writer)
    c.close(writer)
    _much_later(c)


def _much_later(c: ScriptBuilder) -> None:
    c.wait(1500)
    writer = c.open()
    c.status(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)


@pytest.mark.parametrize(
    ("store", "steps"),
    [
        (LooksThenTakes, _both_at_once),
        (LooksThenTakes, _opened_and_closed_meanwhile),
        (RefusesAnotherDigest, _for_content_that_is_there),
        (RefusesAnotherDigest, _for_a_malformed_digest),
        (BreaksItsWriter, _another_commit_after_one_that_failed),
        (BreaksItsWriter, _closed_twice_after_a_commit_that_failed),
        (LosesWhatFails, _resumed_after_a_malformed_commit),
        (LosesWhatFails, _aborted_after_a_malformed_commit),
        (LosesWhatFails, _wrong_after_a_commit_that_failed),
        (BeginsAnew, _wrong_when_it_is_opened_again),
        (BeginsAnew, _empty_when_it_is_opened_again),
    ],
)
def test_what_is_permitted_breaks_nothing(store: Any, steps: Callable[..., None]) -> None:
    assert breaches(store, made("permitted", steps).scenario) == {}


class WaitsUntilItIsFree(Guarded):
    """Wrong: a caller waits until the writer of its ref is closed."""

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        while True:
            try:
                return super().writer(ctx, ref, size, digest)
            except Locked:
                time.sleep(0.001)


def test_a_caller_that_waits_for_a_writer_of_before_is_caught() -> None:
    """The writer was open when it called, and for longer than 100 ms from then on."""

    def steps(one: ScriptBuilder, two: ScriptBuilder) -> None:
        writer = one.open()
        one.wait(1000)
        one.close(writer)
        two.wait(50)
        two.open()

    assert set(breaches(WaitsUntilItIsFree, made("waits", steps).scenario)) == {"STORE-1"}


class TakesLittleAtATime(RightFolder):
    """Right: a Write takes no more than a packet."""

    class Writer(FolderWriter):
        def write(self, content: Buffer) -> int:
            return super().write(memoryview(content)[:200])

    def open(self, ref: str, size: int, digest: str) -> FolderWriter:
        return self.Writer(self, ref, size, digest)


def test_after_a_cut_writing_goes_on_until_all_is_written() -> None:
    """However many Writes it takes."""
    story = next(one for one in CUT_STORIES if "several pages" in one.name)
    (script,) = story.scenario.calls
    assert isinstance(script, Script)
    scenario = replace(story.scenario, calls=(replace(script, cut=Cut(5, then="resume")),))
    assert breaches(TakesLittleAtATime, scenario) == {}
