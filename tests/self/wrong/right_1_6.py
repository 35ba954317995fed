"""The small, right implementation again, as editions 1.6 and 2.x want it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import TypeAlias, cast

from remotes_conformance import errors, media_types
from remotes_conformance.content import Descriptor, Status, digest_of
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Ingester,
    Provider,
    Pusher,
    Reader,
    ReaderAt,
    SeekableReader,
    Writer,
)

from .right import PIECE, Children, Read, Right

REF_NAME = "org.opencontainers.image.ref.name"
GoTo: TypeAlias = Callable[[int], Read]


class Right16(Right):
    """Keeps every rule of edition 1.6."""

    edition = "1.6"
    rounds: int | None = 5

    # -- keys ------------------------------------------------------------------------------------

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        name = descriptor.annotations.get(REF_NAME)
        body = descriptor.digest if name is None else f"{name}@{descriptor.digest}"
        if prefix := self.prefixes(ctx).get(descriptor.media_type):
            return f"{prefix}-{body}"
        kind = self.kind_of(descriptor.media_type)
        if kind == "unknown":
            ctx.logger.warning("reference for unknown type: %s", descriptor.media_type)
        return f"{kind}-{body}"

    def kind_of(self, media_type: str) -> str:
        return media_types.kind_of(media_type, self.edition)

    def with_key_prefix(self, ctx: Context, media_type: str, prefix: str, /) -> Context:
        return ctx.derive(values={"prefixes": {**self.prefixes(ctx), media_type: prefix}})

    def prefixes(self, ctx: Context) -> Mapping[str, str]:
        return cast(Mapping[str, str], ctx.value("prefixes") or {})

    # -- opening ---------------------------------------------------------------------------------

    def pause(self, refusals: int) -> float:
        return random.random() * super().pause(refusals)

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is None:
            return None
        with self.closing(ctx, writer):
            status = writer.status()
            self.check_size(descriptor)
            if self.is_complete(status.offset, descriptor):
                self.commit(writer, status.ref, descriptor)
            elif (data := self.embedded(descriptor)) is not None:
                self.go_round(writer, lambda offset: self.reading(data, offset), descriptor)
            else:
                reader = self.ask(ctx, fetcher, descriptor)
                with self.closing(ctx, reader):
                    self.copy(writer, reader, descriptor)
        return None

    def check_size(self, descriptor: Descriptor) -> None:
        if descriptor.size == 0:
            raise errors.InvalidArgument(f"{descriptor.digest} has size 0")

    def is_complete(self, offset: int, descriptor: Descriptor) -> bool:
        return offset == descriptor.size

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        return None

    def reading(self, data: bytes, offset: int) -> Read:
        pieces = iter([data[offset:]])
        return lambda size: next(pieces, b"")

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        if hasattr(pusher, "writer"):
            return self.open_writer(ctx, cast(Ingester, pusher), descriptor)
        return super().open_push(ctx, pusher, descriptor)

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_push(ctx, pusher, descriptor)
        if writer is not None:
            with self.closing(ctx, writer):
                reader = self.read(ctx, provider, descriptor)
                with self.closing(ctx, reader):
                    self.go_round(
                        writer, lambda at: self.window(reader, at, descriptor.size), descriptor
                    )
        return None

    # -- the copy --------------------------------------------------------------------------------

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        rounds = count()
        size = descriptor.size
        self.go_round(writer, lambda at: self.go_to(reader, at, size, next(rounds)), descriptor)

    def go_round(self, writer: Writer, go_to: GoTo, descriptor: Descriptor) -> None:
        for number in count(1):
            status = writer.status()
            try:
                self.one_round(writer, status, go_to(status.offset), descriptor)
                return
            except Exception as error:
                if number == self.rounds or not errors.is_reset(error):
                    raise

    def one_round(self, writer: Writer, status: Status, read: Read, descriptor: Descriptor) -> None:
        copied = self.pour(read, writer)
        self.check_length(status.offset + copied, descriptor.size)
        self.commit(writer, status.ref, descriptor)

    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        if offset or number:
            if isinstance(reader, SeekableReader) and reader.seekable():
                self.seek(reader, offset)
            elif isinstance(reader, ReaderAt) and size > offset:
                return self.reading_at(reader, offset)
            elif number:
                raise errors.ContentError("the source cannot go back")
            else:
                self.discard(reader, offset)
        return reader.read

    def discard(self, reader: Reader, offset: int) -> None:
        while offset > 0:
            piece = reader.read(min(offset, PIECE))
            if not piece:
                raise errors.UnexpectedEnd("the source ends before the offset")
            offset -= len(piece)

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        read = self.reading_at(cast(ReaderAt, reader), offset)
        return read if size < 0 else at_most(size - offset, read)

    def pour(self, read: Read, writer: Writer) -> int:
        """Full pieces; bytes before an error are written first."""
        copied = 0
        for piece, error in self.full_pieces(read):
            self.write(writer, piece)
            copied += len(piece)
            if error is not None:
                raise error
        return copied

    def full_pieces(self, read: Read) -> Iterator[tuple[bytes, Exception | None]]:
        while True:
            piece, error = one_piece(read)
            yield piece, error
            if error is not None or len(piece) < PIECE:
                return

    def check_length(self, length: int, size: int) -> None:
        if length < size:
            raise errors.UnexpectedEnd(f"{length} of {size} bytes")


class Right2X(Right16):
    """Keeps every rule of edition 2.x."""

    edition = "2.x"
    rounds = None

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        data = descriptor.data
        algorithm = descriptor.digest.partition(":")[0]
        if not data or len(data) != descriptor.size or algorithm not in ("sha256", "sha512"):
            return None
        return data if digest_of(data, algorithm) == descriptor.digest else None


def at_most(left: int, read: Read) -> Read:
    """*read*, for no more than so many bytes."""

    def read_some(wanted: int) -> bytes:
        nonlocal left
        piece = read(min(wanted, left)) if left > 0 else b""
        left -= len(piece)
        return piece

    return read_some


def one_piece(read: Read, size: int = PIECE) -> tuple[bytes, Exception | None]:
    """A full piece, or the bytes before the end or an error, and that error."""
    piece = bytearray()
    try:
        while len(piece) < size and (part := read(size - len(piece))):
            piece += part
    except Exception as error:
        return bytes(piece), error
    return bytes(piece), None
