"""Plugged collaborators: they do their work, in their turn; what they raise keeps its identity."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from plugged_benches import RIGHT, broken_in_stories, play
from remotes_conformance import check
from remotes_conformance.content import Descriptor
from remotes_conformance.doors.plugged import PlugBroken
from remotes_conformance.errors import ContentError, NotFound
from remotes_conformance.fakes.prepared import prepared
from remotes_conformance.loading import open_bench
from remotes_conformance.plugs import Plugs, Scene
from remotes_conformance.protocols import AsyncContext, Context, Fetcher, Reader, Writer
from remotes_conformance.scenario import SECOND, Answer, Blob, Holder, Scenario
from remotes_conformance.stories.building import answered, blob, fetch, from_source, push
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore
from wrong.right import Read, Right

MEMORY = prepared(lambda scene: MemoryStore())


@pytest.fixture(params=RIGHT)
def right(request: pytest.FixtureRequest) -> object:
    """An implementation that keeps the contract."""
    return RIGHT[request.param]()


# -- real stores ---------------------------------------------------------------------------------


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
        source = self._scene.source("push", digest)
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


def test_what_a_reader_can_do_is_what_the_rules_go_by(right: object) -> None:
    """The source of the scenario seeks, the plugged reader does not: the copy starts over."""
    task = from_source(fetch(ingest=Blob(blob().content, 10)), can=("seek",))
    played = play(right, Plugs(fetcher=Fetching), task)
    assert len(played.calls("Truncate")) == 1
    assert played.broken == {}


# -- small collaborators -------------------------------------------------------------------------


class PlainReader:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int = -1, /) -> bytes:
        size = len(self._content) if size < 0 else size
        piece, self._content = self._content[:size], self._content[size:]
        return piece

    def readinto(self, buffer: bytearray | memoryview, /) -> int:
        raise NotImplementedError

    def seekable(self) -> bool:
        return False

    def close(self) -> None: ...

    def __enter__(self) -> PlainReader:
        return self

    def __exit__(self, *exc: object) -> None: ...


class Fetching:
    """A fetcher of what the scene holds."""

    def __init__(self, scene: Scene, reader: Callable[[bytes], Any] = PlainReader) -> None:
        self._scene = scene
        self._reader = reader

    def fetch(self, ctx: object, descriptor: Descriptor) -> Any:
        source = self._scene.source("fetch", descriptor.digest)
        assert source is not None
        return self._reader(source.blob.content)


class Failing:
    """A fetcher that raises one and the same error."""

    error: Exception = NotFound("there is no such content")

    def fetch(self, ctx: Context, descriptor: Descriptor) -> Any:
        raise self.error


# -- errors --------------------------------------------------------------------------------------


def test_a_real_error_comes_out_itself(right: object) -> None:
    """One exception object, raised to two tasks before either is back: each is known again."""
    slow = answered(fetch(0), Answer("w.Close", delay=SECOND))
    played = play(right, Plugs(fetcher=lambda scene: Failing()), slow, fetch(1))
    assert len(played.calls("Fetch")) == 2
    assert played.broken == {}
    assert "FETCH-6" in played.judgement.applied


class RaisesItsOwn(Right):
    """Puts an error of the same class in the place of the fetcher's."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        try:
            return super().ask(ctx, fetcher, descriptor)
        except NotFound:
            raise NotFound("somewhere, something was not there") from None


def test_another_error_of_the_same_class_is_not_it() -> None:
    """FETCH-6 asks for that very error."""
    played = play(RaisesItsOwn(), Plugs(fetcher=lambda scene: Failing()), fetch())
    assert "FETCH-6" in played.broken


class Missing(LookupError):
    """An adopter's own class of error."""


class WithItsOwnClasses(Right):
    error_classes: Mapping[type[ContentError], type[Exception]] = {NotFound: Missing}


@pytest.mark.parametrize(
    ("error", "kind", "wrap"),
    [
        (NotFound("gone"), "not_found", ""),
        (Missing("gone"), "not_found", ""),
        (ExceptionGroup("failed", [Missing("gone")]), "not_found", "group"),
        (OSError("no route"), "other", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_the_class_of_a_real_error_is_told(error: Exception, kind: str, wrap: str) -> None:
    """By the classes of the words, and by those that the adapter declares."""

    class Raising(Failing):
        pass

    Raising.error = error
    played = play(WithItsOwnClasses(), Plugs(fetcher=lambda scene: Raising()), fetch())
    refusal = played.calls("Fetch")[0].refusal
    assert refusal is not None
    assert (refusal.kind, refusal.wrap) == (kind, wrap)
    assert played.broken == {}


def test_scripted_errors_and_delays_come_before_the_plug(right: object) -> None:
    """The scenario's error is raised without asking the plug; its delay passes first."""
    task = answered(fetch(), Answer("Fetch", error="unavailable", delay=SECOND))
    played = play(right, Plugs(fetcher=lambda scene: Failing()), task)
    (asked,) = played.calls("Fetch")
    assert asked.refusal is not None
    assert (asked.refusal.kind, asked.done) == ("unavailable", SECOND)
    assert played.broken == {}


# -- turns and time ------------------------------------------------------------------------------


class Sipping(Fetching):
    """Takes ten seconds for each piece, as sleeping code does."""

    def fetch(self, ctx: object, descriptor: Descriptor) -> Any:
        reader = super().fetch(ctx, descriptor)
        read = reader.read

        def sip(size: int) -> bytes:
            time.sleep(10)
            return bytes(read(min(size, 8)))

        reader.read = sip
        return reader


def test_a_plug_that_sleeps_does_so_in_virtual_time() -> None:
    """Two fetches of four reads each: 40 seconds for both, side by side."""
    began = time.monotonic()
    played = play(RIGHT["reference"](), Plugs(fetcher=Sipping), fetch(0), fetch(1))
    assert time.monotonic() - began < 10
    assert {entry.at for entry in played.calls("return")} == {40 * SECOND}
    assert played.broken == {}


class OneByOne(Fetching):
    """Serves one at a time, under a lock of its own."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene)
        self._lock = threading.Lock()

    def fetch(self, ctx: object, descriptor: Descriptor) -> Any:
        with self._lock:
            time.sleep(10)
            return super().fetch(ctx, descriptor)


def test_locks_of_a_plug_are_waited_for_in_virtual_time() -> None:
    """The second fetch is served when the first has been: after 10 and 20 seconds."""
    played = play(RIGHT["reference"](), Plugs(fetcher=OneByOne), fetch(0), fetch(1))
    assert [entry.done for entry in played.calls("Fetch")] == [10 * SECOND, 20 * SECOND]
    assert played.broken == {}


class OneBuffer(Right):
    """Reads into one buffer, over and over."""

    def pump(self, read: Read, writer: Writer) -> None:
        buffer = bytearray(10)
        while piece := read(len(buffer)):
            buffer[: len(piece)] = piece
            self.write(writer, memoryview(buffer)[: len(piece)])


def test_what_was_written_is_kept_as_it_was() -> None:
    """A handler may use its buffer again as soon as the write is back."""
    played = play(OneBuffer(), Plugs(ingester=MEMORY), fetch())
    assert b"".join(entry.args["data"] for entry in played.calls("Write")) == blob().content
    assert played.broken == {}


class Impatient(Right):
    """Asks for a locked ref again and again, without a pause."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return False


def test_busy_waiting_for_a_plugged_ingester_is_a_livelock() -> None:
    """Each refusal is somebody's answer, and yet nobody gets any further."""
    holders = (Holder(fetch().descriptor.digest, SECOND),)
    played = play(Impatient(), Plugs(ingester=MEMORY), fetch(), holders=holders)
    assert "livelock" in played.broken["RUN-1"]


class AsyncFetching:
    def __init__(self, scene: Scene) -> None:
        self._plain = Fetching(scene)

    async def fetch(self, ctx: AsyncContext, descriptor: Descriptor) -> Any:
        await asyncio.sleep(1)
        return self._plain.fetch(ctx, descriptor)


def test_an_awaited_plug_is_awaited() -> None:
    """An asynchronous implementation takes plugs of both sorts."""
    played = play(RIGHT["asynchronous reference"](), Plugs(fetcher=AsyncFetching), fetch())
    assert played.broken == {}
    assert [entry.done for entry in played.calls("Fetch")] == [SECOND]


# -- plugs that are none -------------------------------------------------------------------------


def make_nothing(scene: Scene) -> Any:
    return object()


class Silent(PlainReader):
    def read(self, size: int = -1, /) -> Any:
        return None


class Exiting(PlainReader):
    def read(self, size: int = -1, /) -> bytes:
        raise SystemExit(3)


@pytest.mark.parametrize(
    ("plugs", "told"),
    [
        (Plugs(ingester=make_nothing), "is no ingester: it has no writer"),
        (Plugs(fetcher=lambda scene: Fetching(scene, lambda content: 7)), "7 is no reader"),
        (Plugs(fetcher=lambda scene: Fetching(scene, Silent)), "reading gave None, not bytes"),
        (Plugs(fetcher=lambda scene: Fetching(scene, Exiting)), "Read raised SystemExit"),
    ],
    ids=["no ingester", "no reader", "no bytes", "exits"],
)
def test_a_broken_plug_is_not_the_implementations_fault(plugs: Any, told: str) -> None:
    """The play ends with an error that says what is wrong with the plug: nothing is judged."""
    with pytest.raises(PlugBroken, match=told):
        play(Right(), plugs, fetch())


def test_a_factory_that_fails_is_named() -> None:
    """Its own error comes out, with a note."""

    def factory(scene: Scene) -> Any:
        raise FileNotFoundError("no such socket")

    with pytest.raises(FileNotFoundError) as caught:
        play(Right(), Plugs(pusher=factory), push())
    assert caught.value.__notes__ == ["while the plugged pusher was made"]


def test_a_factory_is_called_only_where_it_is_needed() -> None:
    """Once for each world with a handler that is given such a collaborator."""
    scenes: list[Scene] = []

    def factory(scene: Scene) -> Any:
        scenes.append(scene)
        return MemoryStore()

    bench = open_bench(Right(), plugs=Plugs(ingester=factory)).bench
    bench.play(Scenario((push(),)))
    assert scenes == []
    bench.play(Scenario((fetch(), fetch(1))))
    bench.play(Scenario((fetch(),)))
    assert [len(scene.tasks("fetch")) for scene in scenes] == [2, 1]
    assert bench.door.name == "in process, synchronous, over a plugged ingester"


# -- only the ref key ----------------------------------------------------------------------------


class OnlyKeys:
    make_ref_key = Right().make_ref_key


def test_the_ref_key_can_be_judged_alone() -> None:
    """The key section passes; what is not offered is unsupported, and so nothing is conformant."""
    verdict = check(OnlyKeys(), profile="quick", seed=1)
    assert set(verdict.counts("key")) == {"pass"}
    for section in ("lock", "fetch", "copy", "push"):
        assert set(verdict.counts(section)) == {"unsupported"}
    assert "not offered: fetch_handler, push_handler" in verdict.why
    assert not verdict.conformant
    assert not verdict.violations
