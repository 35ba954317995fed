"""Stores that are wrong about content that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from remotes_conformance.errors import InvalidArgument
from remotes_conformance.stores import Info

from .right import Blob, Ingest, Reader, Right, Writer
from .shelf import breaks


@breaks("STORE-9")
class InfoHasNoTime(Right):
    def info(self, ctx: Any, digest: str) -> Info:
        return replace(super().info(ctx, digest), created_at=None)  # type: ignore[arg-type]


@breaks("STORE-9")
class InfoHasAnotherSize(Right):
    def info(self, ctx: Any, digest: str) -> Info:
        return replace(super().info(ctx, digest), size=0)


@breaks("STORE-9")
class LosesTheLastByte(Right):
    def put(self, digest: str, content: bytes) -> None:
        super().put(digest, content[:-1])


@breaks("STORE-14")
class FindsNothingOtherwise(Right):
    """A KeyError means nothing to a handler."""

    def find(self, digest: str) -> Blob:
        self.check_digest(digest)
        return self.blobs[digest]


@breaks("STORE-14")
class DeletesTheUnknown(Right):
    def delete(self, ctx: Any, digest: str) -> None:
        self.check_digest(digest)
        self.blobs.pop(digest, None)


@breaks("STORE-14")
class DeletesNothing(Right):
    def delete(self, ctx: Any, digest: str) -> None:
        self.find(digest)


class Reading(Right):
    """Replaces the reader."""

    class Own(Reader):
        pass

    def reader(self, ctx: Any, digest: str) -> Reader:
        return self.Own(self, self.find(digest))


@breaks("STORE-14", fault="at the end")
class FailsAtTheEnd(Reading):
    """As the readers of some languages do."""

    class Own(Reader):
        def read(self, size: int = -1) -> bytes:
            if size and self.position == len(self.content):
                raise EOFError("at the end")
            return super().read(size)


@breaks("STORE-14")
class ReadsFromTheEnd(Reading):
    """A negative offset counts from the end, as Python's slices do."""

    class Own(Reader):
        def read_at(self, offset: int, size: int) -> bytes:
            return self.content[offset:][:size]


@breaks("STORE-14")
class PadsWithZeros(Reading):
    class Own(Reader):
        def read_at(self, offset: int, size: int) -> bytes:
            return super().read_at(offset, size).ljust(size, b"\0")


@breaks("STORE-15")
class TakesAnyDigest(Right):
    def check_digest(self, digest: str) -> None:
        """Accepts any string."""

    def make_writer(self, ingest: Ingest) -> Writer:
        writer = super().make_writer(ingest)
        writer.verify = lambda content, size, expected: None  # type: ignore[method-assign]
        return writer


@breaks("STORE-15")
class TakesUpperCase(Right):
    def check_digest(self, digest: str) -> None:
        super().check_digest(digest.lower())


@breaks("STORE-15")
class TakesALineBreak(Right):
    """`$` matches before a line break."""

    def check_digest(self, digest: str) -> None:
        if not re.match(
            r"^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$", digest
        ):
            raise InvalidArgument(digest)


@breaks("STORE-15")
class CrashesAtDigests(Right):
    """The original's fault."""

    def check_digest(self, digest: str) -> None:
        _algorithm, encoded = digest.split(":")
        int(encoded, 16)
        {"sha256": 64, "sha384": 96, "sha512": 128}[_algorithm]
        assert re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{128}", encoded)


@breaks("STORE-19")
class DisturbsReaders(Right):
    def __init__(self) -> None:
        super().__init__()
        self.readers: list[tuple[str, Reader]] = []

    def reader(self, ctx: Any, digest: str) -> Reader:
        reader = super().reader(ctx, digest)
        self.readers.append((digest, reader))
        return reader

    def delete(self, ctx: Any, digest: str) -> None:
        super().delete(ctx, digest)
        for of, reader in self.readers:
            if of == digest:
                reader.content = b""


@breaks("STORE-19")
class HasOnePosition(Right):
    """All readers of some content share where they are."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: dict[str, Reader] = {}

    def reader(self, ctx: Any, digest: str) -> Reader:
        reader = self.readers.setdefault(digest, super().reader(ctx, digest))
        if reader.position == len(reader.content):
            reader.position = 0
        return reader


@breaks("STORE-20")
class FailsWhenEmpty(Right):
    """The original's fault."""

    def walk(self, ctx: Any) -> Iterator[Info]:
        if not self.blobs:
            raise FileNotFoundError("blobs")
        return super().walk(ctx)


@breaks("STORE-20")
class ListsIngests(Right):
    def walk(self, ctx: Any) -> Iterator[Info]:
        yield from super().walk(ctx)
        for ingest in self.ingests.values():
            if ingest.expected:
                yield Info(ingest.expected, len(ingest.content), 0.0)


@breaks("STORE-20")
class ListsTwice(Right):
    def walk(self, ctx: Any) -> Iterator[Info]:
        yield from super().walk(ctx)
        yield from super().walk(ctx)


@breaks("STORE-9", "STORE-21")
class KeepsOnlyTheLatest(Right):
    """Content vanishes when other content comes."""

    def put(self, digest: str, content: bytes) -> None:
        super().put(digest, content)
        for other in list(self.blobs)[:-1]:
            del self.blobs[other]


@breaks("STORE-21")
class SharesItsBytes(Right):
    """Committed bytes change with the next ingest of the ref."""

    class Committing(Writer):
        def end(self) -> None:
            super().end()
            self.store.kept[self.ingest.ref] = self.ingest  # type: ignore[attr-defined]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, Ingest] = {}

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Committing(self, ingest)

    def begin(self, name: str, ref: str) -> Ingest:
        for blob in self.blobs.values() if ref in self.kept else ():
            if blob.content == bytes(self.kept[ref].content):
                blob.content = b"?" * len(blob.content)
        return super().begin(name, ref)
