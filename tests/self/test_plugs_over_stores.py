"""Real stores behind the handlers, and implementations that offer only a part."""

from __future__ import annotations

from typing import Any

import pytest
from little import LITTLE
from plugged_benches import MEMORY, RIGHT, Fetching, broken_in_stories, play
from remotes_conformance import check
from remotes_conformance.errors import NotFound
from remotes_conformance.plugs.prepared import prepared
from remotes_conformance.plugs.scene import Plugs, Scene
from remotes_conformance.protocols import Context, Reader
from remotes_conformance.scenarios.stories.building import blob, fetch, from_source, push
from remotes_conformance.scenarios.surroundings import Blob
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore
from wrong.right import Right


@pytest.fixture(params=RIGHT)
def right(request: pytest.FixtureRequest) -> object:
    """An implementation that keeps the contract."""
    return RIGHT[request.param]()


def test_stories_are_kept_over_a_store_in_memory(right: object) -> None:
    """The reference's own store behind the handlers: nothing is found."""
    found, applied = broken_in_stories(right, Plugs(ingester=MEMORY), "fetch")
    assert found == []
    assert {"LOCK-2", "LOCK-5", "FETCH-4", "FETCH-14", "COPY-3", "COPY-6", "COPY-18"} <= applied


def test_stories_are_kept_over_a_store_on_disk(tmp_path: Any) -> None:
    """The same over files and locks of the operating system."""
    worlds = iter(range(1_000_000))
    plug = prepared(lambda scene: DiskStore(tmp_path / str(next(worlds))))
    found, _ = broken_in_stories(RIGHT["reference"](), Plugs(ingester=plug), "fetch")
    assert found == []


class StoreAsProvider:
    """The content of a scene in a store: a provider of it."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def reader(self, ctx: Context, digest: str) -> Reader:
        source = self._scene.content(digest).source
        if source is None:
            raise NotFound(f"content {digest} not found")
        store = MemoryStore()
        with store.writer(ctx, "origin") as writer:
            writer.write(source.blob.content)
            writer.commit()
        return store.reader(ctx, digest)


def test_a_push_reads_from_a_plugged_provider(right: object) -> None:
    """A store's reader seeks and reads at offsets; an ingest that was left is resumed."""
    played = play(right, Plugs(provider=StoreAsProvider), push(), push(1, source=None))
    assert [entry.result.get("can") for entry in played.calls("Reader")] == [
        ["seek", "read_at"],
        None,
    ]
    assert [entry.refusal and entry.refusal.kind for entry in played.calls("Reader")] == [
        None,
        "not_found",
    ]
    assert played.broken == {}


def test_the_abilities_of_the_plugged_reader_decide(right: object) -> None:
    """The source of the scenario seeks, the plugged reader does not: the copy starts over."""
    task = from_source(fetch(partial=Blob(blob().content, 10)), can=("seek",))
    played = play(right, Plugs(fetcher=Fetching), task)
    assert len(played.calls("Truncate")) == 1
    assert played.broken == {}


class OnlyKeys:
    make_ref_key = Right().make_ref_key


def test_the_ref_key_can_be_judged_alone() -> None:
    """The key section passes; the other sections are unsupported, and so it is not conformant."""
    verdict = check(OnlyKeys(), profile=LITTLE, seed=1)
    assert set(verdict.counts("key")) == {"pass"}
    for section in ("lock", "fetch", "copy", "push"):
        assert set(verdict.counts(section)) == {"unsupported"}
    assert "not offered: fetch_handler, push_handler" in verdict.why
    assert not verdict.conformant
    assert not verdict.violations
