"""Fails when the writer is open already, by itself: it refuses too late, or cannot wait."""

from __future__ import annotations

import asyncio
import time

from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import DOCKER_INDEX, OCI_INDEX
from remotes_conformance.protocols import (
    AsyncReader,
    AsyncWriter,
    Context,
    Fetcher,
    Reader,
    Writer,
)

from ..right import PIECE, OpenReader, Read, Right
from ..right_async import AsyncRead, RightAsync, breaks_awaited
from ..shelf import breaks

_INDEXES = (DOCKER_INDEX, OCI_INDEX)


@breaks("FETCH-2", "is no blob")
class RefusesIndexesTooLate(Right):
    """Refuses an index, as if it had no bytes of its own, when the writer is already open."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        if descriptor.media_type in _INDEXES:
            raise ValueError(f"{descriptor.media_type} is no blob")
        return super().ask(ctx, fetcher, descriptor)


class Impatient(Right):
    """A copy has so many seconds. It looks at the clock after each piece."""

    seconds = 30.0

    def pump(self, read: Read, writer: Writer) -> None:
        end = time.monotonic() + self.seconds
        while piece := read(PIECE):
            self.write(writer, piece)
            if time.monotonic() > end:
                raise TimeoutError(f"no end after {self.seconds} s")


@breaks("FETCH-2a", "TimeoutError", "2017-06")
class CopiesForHalfAMinute(Impatient):
    """Fails if the copy takes longer than half a minute."""


@breaks("FETCH-2a", "TimeoutError", "2017-06")
class OpensForHours(Right):
    """A fetcher that takes more than ten hours to answer cannot be right."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        begun = time.monotonic()

        def open_in_time() -> Reader:
            reader = open_reader()
            if time.monotonic() - begun > 36_000:
                reader.close()
                raise TimeoutError("the source took too long to open")
            return reader

        super().transfer(ctx, writer, open_in_time, descriptor)


@breaks("FETCH-2a", "TimeoutError", "2017-06")
class CommitsInAMinute(Right):
    """A commit that took longer than a minute is not believed."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        begun = time.monotonic()
        super().commit(writer, ref, descriptor)
        if time.monotonic() - begun > 60:
            raise TimeoutError(f"the commit of {ref} took too long")


@breaks_awaited("FETCH-2a", "TimeoutError")
class CopiesForHalfAMinuteAwaited(RightAsync):
    """`asyncio.timeout` around the copy."""

    async def copy(self, writer: AsyncWriter, reader: AsyncReader, descriptor: Descriptor) -> None:
        async with asyncio.timeout(30):
            await super().copy(writer, reader, descriptor)


@breaks_awaited("FETCH-2a", "TimeoutError")
class ReadsForTenMinutesAwaited(RightAsync):
    """`asyncio.wait_for` around each read."""

    async def pump(self, read: AsyncRead, writer: AsyncWriter) -> None:
        while piece := await asyncio.wait_for(_once(read), 600):
            await self.write(writer, piece)


async def _once(read: AsyncRead) -> bytes:
    return await read(PIECE)
