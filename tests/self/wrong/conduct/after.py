"""Bad guests: RUN-3 (goes on after the return) and RUN-4 (changes the process)."""

from __future__ import annotations

import gc
import io
import os
import queue
import sys
import threading
import time
from contextlib import suppress
from typing import SupportsIndex

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Fetcher, Ingester, Reader, Writer

from ..right import PIECE, Children, OpenReader, Read, Right
from ..right_1_6 import Right16
from ..shelf import breaks

# -- RUN-3: nothing goes on after the return -----------------------------------------------------


@breaks("RUN-3", "w.Close was called afterwards")
class ClosesInTheBackground(Right):
    """Leaves closing the writer to a thread, and does not wait for it."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        try:
            with self.closing(ctx, reader := open_reader()):
                self.copy(writer, reader, descriptor)
        finally:
            threading.Thread(target=self.close, args=(ctx, writer), daemon=True).start()

    def close(self, ctx: Context, writer: Writer) -> None:
        with self.closing(ctx, writer):
            pass


@breaks("RUN-3", "Status was called afterwards")
class LooksBackAtTheStatus(Right):
    """Asks for the status once more, in a thread, when all is over."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        super().copy(writer, reader, descriptor)
        threading.Thread(target=self.look_back, args=(writer,), daemon=True).start()

    def look_back(self, writer: Writer) -> None:
        time.sleep(0.05)
        with suppress(Exception):
            writer.status()


@breaks("RUN-3", "Read was called afterwards", edition="1.6")
class LeavesItsReadingAhead(Right16):
    """When a write fails, it tells the thread that reads ahead, and does not wait for its end."""

    def pour(self, read: Read, writer: Writer) -> int:
        parts: queue.SimpleQueue[bytes | BaseException] = queue.SimpleQueue()
        stopped = threading.Event()

        def read_ahead() -> None:
            try:
                while not stopped.is_set() and (part := read(PIECE // 4)):
                    parts.put(part)
                parts.put(b"")
            except BaseException as error:
                parts.put(error)

        def read_part(size: int) -> bytes:
            part = parts.get()
            if isinstance(part, BaseException):
                raise part
            return part

        reading = threading.Thread(target=read_ahead, daemon=True)
        reading.start()
        try:
            poured = super().pour(read_part, writer)
        except Exception:
            stopped.set()
            raise
        reading.join()
        return poured


@breaks("RUN-3", "when all calls have returned")
class LeavesAThreadBehind(Right):
    """Starts a thread that never ends."""

    def announce(self, ctx: Context, what: str) -> None:
        super().announce(ctx, what)
        threading.Thread(target=self.watch, daemon=True).start()

    def watch(self) -> None:
        while True:
            time.sleep(1)


# -- RUN-4: the process is left as it was --------------------------------------------------------


class _Changes(Right):
    """Changes the process before it fetches."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        self.change()
        return super().fetch(ctx, ingester, fetcher, descriptor)

    def change(self) -> None:
        raise NotImplementedError


def do_not_sleep(seconds: float | SupportsIndex, /) -> None:
    """Instead of `time.sleep`."""


def stand_still() -> float:
    """Instead of `time.monotonic`."""
    return 0.0


@breaks("RUN-4", "time.sleep")
class ReplacesSleep(_Changes):
    """Makes sleeping cost nothing, for the whole process."""

    def change(self) -> None:
        time.sleep = do_not_sleep


@breaks("RUN-4", "time.monotonic")
class StopsTheClock(_Changes):
    """Stops the clock, for the whole process."""

    def change(self) -> None:
        time.monotonic = stand_still


@breaks("RUN-4", "sys.stdout")
class SilencesStdout(_Changes):
    """Puts a buffer in the place of the standard output."""

    def change(self) -> None:
        sys.stdout = io.StringIO()


@breaks("RUN-4", "sys.stderr")
class SilencesStderr(_Changes):
    """Puts a buffer in the place of the standard error stream."""

    def change(self) -> None:
        sys.stderr = io.StringIO()


@breaks("RUN-4", "sys.excepthook")
class HearsOfUncaughtErrors(_Changes):
    """Has uncaught errors go elsewhere."""

    def change(self) -> None:
        sys.excepthook = lambda kind, error, traceback: None


@breaks("RUN-4", "the working directory")
class GoesElsewhere(_Changes):
    """Works in the root folder from now on, with the whole process."""

    def change(self) -> None:
        os.chdir("/")


@breaks("RUN-4", "gc.isenabled()")
class CollectsNoGarbage(_Changes):
    """Switches the collector off while it copies, and forgets to switch it on."""

    def change(self) -> None:
        gc.disable()


@breaks("RUN-3", "a child process")
class LeavesAProcess(_Changes):
    """Has another program do something afterwards, and does not wait for it."""

    started = 0

    def change(self) -> None:
        if self.started:
            os.waitpid(self.started, 0)
        self.started = os.spawnlp(os.P_NOWAIT, "sleep", "sleep", "0.2")
