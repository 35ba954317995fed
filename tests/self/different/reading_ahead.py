"""Reads ahead in a helper thread, through a queue of one piece."""

from __future__ import annotations

import queue
import threading

from remotes_conformance.protocols import Writer
from wrong.right import PIECE, Read, Right


class ReadingAhead(Right):
    """The next piece is read while one is written; an error waits for its turn in the queue."""

    def pump(self, read: Read, writer: Writer) -> None:
        pieces: queue.Queue[bytes | BaseException] = queue.Queue(1)
        stopped = threading.Event()

        def produce() -> None:
            piece: bytes | BaseException = b"first"
            while piece and not isinstance(piece, BaseException):
                try:
                    piece = b"" if stopped.is_set() else read(PIECE)
                except BaseException as error:
                    piece = error
                pieces.put(piece)

        reading = threading.Thread(target=produce, daemon=True)
        reading.start()
        piece: bytes | BaseException = b""
        try:
            while piece := pieces.get():
                if isinstance(piece, BaseException):
                    raise piece
                self.write(writer, piece)
        finally:
            # The thread may be waiting to hand over a piece that is not wanted any more.
            stopped.set()
            while piece and not isinstance(piece, BaseException):
                piece = pieces.get()
            reading.join()
