"""Wrong closing after a fetch: FETCH-10."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Reader, Writer

from ..right import OpenReader, Right
from ..shelf import breaks


class _Transfers(Right):
    """Closes in a way of its own."""

    def close(self, ctx: Context, opened: Reader | Writer) -> None:
        with self.closing(ctx, opened):
            pass


@breaks("FETCH-10", "never")
class LeaksTheWriterWhenTheSourceFails(_Transfers):
    """Does not close the writer when the source cannot be opened."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        reader = open_reader()
        super().transfer(ctx, writer, lambda: reader, descriptor)


@breaks("FETCH-10", "never")
class LeaksTheReaderWhenTheCopyFails(_Transfers):
    """Closes the reader only after a success."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        with self.closing(ctx, writer):
            reader = open_reader()
            self.copy(writer, reader, descriptor)
            self.close(ctx, reader)


@breaks("FETCH-10", "never")
class LeaksTheReader(_Transfers):
    """Never closes the reader."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        with self.closing(ctx, writer):
            self.copy(writer, open_reader(), descriptor)


@breaks("FETCH-10", "never")
class LeaksTheWriterAfterTheCommit(_Transfers):
    """Thinks that a commit closes the writer."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        try:
            with self.closing(ctx, reader := open_reader()):
                self.copy(writer, reader, descriptor)
        except BaseException:
            self.close(ctx, writer)
            raise


@breaks("FETCH-10", "never")
class LeaksTheWriterWhenTheReaderDoesNotClose(_Transfers):
    """Does not come to closing the writer when closing the reader fails."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        try:
            reader = open_reader()
        except BaseException:
            self.close(ctx, writer)
            raise
        try:
            self.copy(writer, reader, descriptor)
        finally:
            with suppress(Exception):
                reader.close()
                writer.close()


@breaks("FETCH-10", "2 times")
class ClosesTheWriterTwice(_Transfers):
    """Closes the writer after a success, although it has closed it."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        super().transfer(ctx, writer, open_reader, descriptor)
        self.close(ctx, writer)


@breaks("FETCH-10", "2 times")
class ClosesTheReaderTwice(_Transfers):
    """Closes the reader where it failed, and once more in the end."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        with self.closing(ctx, writer), self.closing(ctx, reader := open_reader()):
            try:
                self.copy(writer, reader, descriptor)
            except Exception:
                self.close(ctx, reader)
                raise


@breaks("FETCH-10", "the writer first")
class ClosesTheWriterFirst(_Transfers):
    """Closes the writer before the reader."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        try:
            reader = open_reader()
        except BaseException:
            self.close(ctx, writer)
            raise
        with self.closing(ctx, reader), self.closing(ctx, writer):
            self.copy(writer, reader, descriptor)


@breaks("FETCH-10", "an error of closing")
class LetsTheCloseErrorOut(Right):
    """Fails when closing fails, although everything was committed."""

    @contextmanager
    def closing(self, ctx: Context, opened: Reader | Writer) -> Iterator[None]:
        try:
            yield
        except BaseException:
            with suppress(Exception):
                opened.close()
            raise
        opened.close()


@breaks("FETCH-10", "an error of closing")
class PrefersTheCloseError(Right):
    """Lets an error of closing take the place of the error that came first."""

    @contextmanager
    def closing(self, ctx: Context, opened: Reader | Writer) -> Iterator[None]:
        try:
            yield
        except Exception:
            opened.close()
            raise
        else:
            with suppress(Exception):
                opened.close()


@breaks("FETCH-10", "then succeeds")
class RaisesAnErrorOfItsOwnIfAClosingFails(Right):
    """Fails when closing fails, with an error that has nothing of the one of closing."""

    @contextmanager
    def closing(self, ctx: Context, opened: Reader | Writer) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.closes(opened)
            raise
        if not self.closes(opened):
            raise RuntimeError("something was left open")

    def closes(self, opened: Reader | Writer) -> bool:
        with suppress(Exception):
            opened.close()
            return True
        return False
