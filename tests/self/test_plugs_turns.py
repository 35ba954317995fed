"""Plugged collaborators work in their turn, and in virtual time."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

from plugged_benches import MEMORY, RIGHT, Fetching, play
from remotes_conformance.content import Descriptor
from remotes_conformance.plugs.scene import Plugs, Scene
from remotes_conformance.protocols import AsyncContext, Context, Writer
from remotes_conformance.scenarios.scenario import SECOND
from remotes_conformance.scenarios.stories.building import blob, fetch
from remotes_conformance.scenarios.surroundings import Holder
from wrong.right import Read, Right


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


def test_written_bytes_are_kept_as_they_were() -> None:
    """A handler may use its buffer again as soon as the write is back."""
    played = play(OneBuffer(), Plugs(ingester=MEMORY), fetch())
    assert b"".join(entry.args["data"] for entry in played.calls("Write")) == blob().content
    assert played.broken == {}


class Impatient(Right):
    """Asks for a locked ref again and again, without a pause."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return False


def test_busy_waiting_for_a_plugged_ingester_is_a_livelock() -> None:
    """Each refusal is an answer to a call, and yet no call gets any further."""
    held = {fetch().descriptor.digest: Holder(SECOND)}
    played = play(Impatient(), Plugs(ingester=MEMORY), fetch(), held=held)
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
