"""Wrong when an exception comes out of a collaborator that is no ordinary error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Ingester,
    Reader,
    Writer,
)

from ..right import Children, OpenReader, Right
from ..shelf import breaks

FIRST = "2017-06"


class CloseAfterOrdinaryErrors(Right):
    """Cleans up in `except Exception` and in `else`."""

    @contextmanager
    def closing(self, ctx: Context, opened: Reader | Writer) -> Iterator[None]:
        try:
            yield
        except Exception:
            self.close(ctx, opened)
            raise
        else:
            self.close(ctx, opened)

    def close(self, ctx: Context, opened: Reader | Writer) -> None:
        try:
            opened.close()
        except Exception as error:
            ctx.logger.warning("close failed: %s", error)


@breaks("FETCH-10b", "is closed once", FIRST)
class ClosesAfterOrdinaryErrors(CloseAfterOrdinaryErrors):
    """An interruption leaves everything open."""


@breaks("FETCH-10b", "the reader r1 is closed once", FIRST)
class LeavesTheReaderOfAnInterruption(Right):
    """The writer is closed in any case, the reader is not."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        with self.closing(ctx, writer):
            reader = open_reader()
            with CloseAfterOrdinaryErrors().closing(ctx, reader):
                self.copy(writer, reader, descriptor)


@breaks("FETCH-10b", "interrupt", FIRST)
class WrapsInterruptions(Right):
    """Raises an error of its own in place of an interruption."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        except KeyboardInterrupt as error:
            raise RuntimeError("interrupted") from error


@breaks("FETCH-10b", "success", FIRST)
class SwallowsInterruptions(Right):
    """Cleans up, and has done all that it could."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        except KeyboardInterrupt:
            return None


@breaks("FETCH-10b", "Commit", FIRST)
class CommitsWhatItHasWhenInterrupted(Right):
    """Saves what can be saved, then lets the interruption out."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        try:
            super().copy(writer, reader, descriptor)
        except KeyboardInterrupt:
            try:
                writer.commit(descriptor.size, descriptor.digest)
            except Exception as error:
                error.add_note("nothing could be saved")
            raise
