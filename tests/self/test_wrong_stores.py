"""Stores that break one promise each, and are caught by the property that the model keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import Phase, find, settings
from remotes_conformance.content import digest_of
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.strategies import script_scenarios
from remotes_conformance.world.collaborators import MakeStore
from remotes_conformance.world.content_store import ContentStore, Ingest
from store_observer import broken_promises, play


class CommitsAnySize(ContentStore):
    def commit(self, now: int, ingest: Ingest, size: int, digest: str) -> None:
        super().commit(now, ingest, 0, digest)


class CommitsAnyDigest(ContentStore):
    def commit(self, now: int, ingest: Ingest, size: int, digest: str) -> None:
        super().commit(now, ingest, size, "")


class LetsTwoIn(ContentStore):
    def open(self, now: int, ref: str, size: int, digest: str, partial: bytes) -> Ingest:
        if ref in self._ingests:
            self._ingests[ref].open = False
        return super().open(now, ref, size, digest, partial)


class IngestsAgain(ContentStore):
    def open(self, now: int, ref: str, size: int, digest: str, partial: bytes) -> Ingest:
        there = self.blobs.pop(digest, None)
        try:
            return super().open(now, ref, size, digest, partial)
        finally:
            if there is not None:
                self.blobs[digest] = there


class ReplacesBlobs(ContentStore):
    def commit(self, now: int, ingest: Ingest, size: int, digest: str) -> None:
        self.blobs.pop(digest or digest_of(bytes(ingest.content)), None)
        super().commit(now, ingest, size, digest)


class ForgetsOnClose(ContentStore):
    def close(self, ingest: Ingest) -> None:
        super().close(ingest)
        ingest.content.clear()


class StaysLocked(ContentStore):
    def close(self, ingest: Ingest) -> None:
        """The ref is never freed."""


class WritesInFront(ContentStore):
    def write(self, now: int, ingest: Ingest, content: bytes) -> int:
        ingest.content[:0] = content
        return len(content)


class TruncatesToAnything(ContentStore):
    def truncate(self, now: int, ingest: Ingest, size: int) -> None:
        del ingest.content[size:]


class KeepsWhatWasAborted(ContentStore):
    def abort(self, ref: str) -> None:
        if ref not in self._ingests or self._ingests[ref].open:
            super().abort(ref)


class AbortsWhatIsOpen(ContentStore):
    def abort(self, ref: str) -> None:
        if ref in self._ingests:
            self._ingests[ref].open = False
        super().abort(ref)


class ListsIngests(ContentStore):
    def walk(self, now: int) -> list[tuple[str, int]]:
        begun = [(ingest.expected, len(ingest.content)) for ingest in self._ingests.values()]
        return [*super().walk(now), *begun]


class DeletesNothing(ContentStore):
    def delete(self, now: int, digest: str) -> None:
        self.read(now, digest)


class ReadsZeros(ContentStore):
    def read(self, now: int, digest: str) -> bytes:
        return bytes(len(super().read(now, digest)))


WRONG: tuple[Callable[..., ContentStore], ...] = (
    CommitsAnySize, CommitsAnyDigest, LetsTwoIn, IngestsAgain, ReplacesBlobs, ForgetsOnClose,
    StaysLocked, WritesInFront, TruncatesToAnything, KeepsWhatWasAborted, AbortsWhatIsOpen,
    ListsIngests, DeletesNothing, ReadsZeros,
)  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_store_is_caught(wrong: MakeStore) -> None:
    """By the property that the model keeps."""
    caught = _breaking(wrong, Phase.generate)
    assert broken_promises(caught, play(caught)) == []


def test_a_script_that_catches_a_store_is_made_small() -> None:
    """One caller; a write, a commit, and little else."""
    caught = _breaking(CommitsAnySize, Phase.generate, Phase.shrink)
    assert len(caught.calls) == 1
    assert caught.weight[1] <= 6


def _breaking(wrong: MakeStore, *phases: Phase) -> Scenario:
    """A scenario in which *wrong* breaks a promise. Raises if there is none among so many.

    One of two hundred shows the rarest. What is drawn depends on the modules of the process, too.
    """
    return find(
        script_scenarios(),
        lambda scenario: bool(broken_promises(scenario, play(scenario, wrong))),
        settings=settings(
            max_examples=8_000, deadline=None, derandomize=True, database=None, phases=phases
        ),
    )
