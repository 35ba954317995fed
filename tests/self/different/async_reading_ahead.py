"""Reads ahead in an asyncio task, through a queue of one piece."""

from __future__ import annotations

import asyncio

from remotes_conformance.protocols import AsyncWriter

from .asynchronous import PIECE, Asynchronous, Read, write


class AsyncReadingAhead(Asynchronous):
    """The next piece is read while one is written; an error waits for its turn in the queue."""

    async def pump(self, read: Read, writer: AsyncWriter) -> None:
        pieces: asyncio.Queue[bytes | BaseException] = asyncio.Queue(1)
        stopped = False

        async def produce() -> None:
            piece: bytes | BaseException = b"first"
            while piece and not isinstance(piece, BaseException):
                try:
                    piece = b"" if stopped else await read(PIECE)
                except BaseException as error:
                    piece = error
                await pieces.put(piece)

        reading = asyncio.create_task(produce())
        piece: bytes | BaseException = b"first"  # not the end: a cancelled get leaves it so
        try:
            while piece := await pieces.get():
                if isinstance(piece, BaseException):
                    raise piece
                await write(writer, piece)
        finally:
            # A read under way is waited for, not cancelled: the reader is closed after this.
            stopped = True
            while piece and not isinstance(piece, BaseException):
                piece = await pieces.get()
            await reading
