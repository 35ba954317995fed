"""Stores that are wrong about content that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from remotes_conformance.errors import InvalidArgument
from remotes_conformance.stores import Info

from .right import Blob, Ingest, Reader, Right, Writer


class InfoHasNoTime(Right):
    """STORE-9."""

    def info(self, ctx: Any, digest: str) -> Info:
        return replace(super().info(ctx, digest), created_at=None)  # type: ignore[arg-type]


class InfoHasAnotherSize(Right):
    """STORE-9."""

    def info(self, ctx: Any, digest: str) -> Info:
        return replace(super().info(ctx, digest), size=0)


class LosesTheLastByte(Right):
    """STORE-9."""

    def put(self, digest: str, content: bytes) -> None:
        super().put(digest, content[:-1])


class FindsNothingOtherwise(Right):
    """STORE-14: a KeyError says nothing to a handler."""

    def find(self, digest: str) -> Blob:
        self.check_digest(digest)
        return self.blobs[digest]


class DeletesTheUnknown(Right):
    """STORE-14."""

    def delete(self, ctx: Any, digest: str) -> None:
        self.check_digest(digest)
        self.blobs.pop(digest, None)


class DeletesNothing(Right):
    """STORE-14."""

    def delete(self, ctx: Any, digest: str) -> None:
        self.find(digest)


class Reading(Right):
    """Replaces the reader."""

    class Own(Reader):
        pass

    def reader(self, ctx: Any, digest: str) -> Reader:
        return self.Own(self, self.find(digest))


class ReadsFromTheEnd(Reading):
    """STORE-14: a negative offset counts from the end, as Python's slices do."""

    class Own(Reader):
        def read_at(self, offset: int, size: int) -> bytes:
            return self.content[offset:][:size]


class PadsWithZeros(Reading):
    """STORE-14."""

    class Own(Reader):
        def read_at(self, offset: int, size: int) -> bytes:
            return super().read_at(offset, size).ljust(size, b"\0")


class TakesAnyDigest(Right):
    """STORE-15."""

    def check_digest(self, digest: str) -> None:
        """Whatever it is."""

    def make_writer(self, ingest: Ingest) -> Writer:
        writer = super().make_writer(ingest)
        writer.verify = lambda content, size, expected: None  # type: ignore[method-assign]
        return writer


class TakesUpperCase(Right):
    """STORE-15."""

    def check_digest(self, digest: str) -> None:
        super().check_digest(digest.lower())


class TakesALineBreak(Right):
    """STORE-15: `$` matches before a line break."""

    def check_digest(self, digest: str) -> None:
        if not re.match(r"^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$", digest):
            raise InvalidArgument(digest)


class CrashesAtDigests(Right):
    """STORE-15: the original's fault."""

    def check_digest(self, digest: str) -> None:
        _algorithm, encoded = digest.split(":")
        int(encoded, 16)
        {"sha256": 64, "sha512": 128}[_algorithm]
        assert re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{128}", encoded)


class DisturbsReaders(Right):
    """STORE-19."""

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


class HasOnePosition(Right):
    """STORE-19: all readers of some content share where they are."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: dict[str, Reader] = {}

    def reader(self, ctx: Any, digest: str) -> Reader:
        reader = self.readers.setdefault(digest, super().reader(ctx, digest))
        if reader.position == len(reader.content):
            reader.position = 0
        return reader


class FailsWhenEmpty(Right):
    """STORE-20: the original's fault."""

    def walk(self, ctx: Any) -> Iterator[Info]:
        if not self.blobs:
            raise FileNotFoundError("blobs")
        return super().walk(ctx)


class ListsIngests(Right):
    """STORE-20."""

    def walk(self, ctx: Any) -> Iterator[Info]:
        yield from super().walk(ctx)
        for ingest in self.ingests.values():
            if ingest.expected:
                yield Info(ingest.expected, len(ingest.content), 0.0)


class ListsTwice(Right):
    """STORE-20."""

    def walk(self, ctx: Any) -> Iterator[Info]:
        yield from super().walk(ctx)
        yield from super().walk(ctx)


class KeepsOnlyTheLatest(Right):
    """STORE-9, STORE-21: content vanishes when other content comes."""

    def put(self, digest: str, content: bytes) -> None:
        super().put(digest, content)
        for other in list(self.blobs)[:-1]:
            del self.blobs[other]


class SharesItsBytes(Right):
    """STORE-21: what was committed changes with the next ingest of its ref."""

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
