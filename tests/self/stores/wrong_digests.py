"""Stores that are wrong about digests: malformed ones, rare algorithms, several of one content."""

from __future__ import annotations

import hashlib
from typing import Any

from remotes_conformance.errors import InvalidArgument, NotFound

from .right import Ingest, Reader, Right, Writer
from .shelf import breaks
from .wrong_commits import Checking


@breaks("STORE-15")
class LowersTheDigestOfACommit(Checking):
    """Upper-case hex is accepted there."""

    class Committing(Writer):
        def commit(self, size: int = 0, expected: str = "") -> None:
            super().commit(size, expected.lower())


@breaks("STORE-15")
class TakesEveryAlgorithm(Right):
    """Those of its library of hashes."""

    def check_digest(self, digest: str) -> None:
        algorithm, _, encoded = digest.partition(":")
        try:
            length = 2 * hashlib.new(algorithm).digest_size
        except ValueError:
            raise InvalidArgument(digest) from None
        if len(encoded) != length or set(encoded) - set("0123456789abcdef"):
            raise InvalidArgument(digest)


@breaks("STORE-6")
class VerifiesNoSha384(Checking):
    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size, "" if expected.startswith("sha384:") else expected)


@breaks("STORE-21")
class DeletesByBytes(Right):
    """The same bytes under another digest are deleted with it."""

    def delete(self, ctx: Any, digest: str) -> None:
        content = self.find(digest).content
        for other, blob in list(self.blobs.items()):
            if blob.content == content:
                del self.blobs[other]


@breaks("STORE-9")
class ForgetsMissesByTheDigestOfTheWriter(Right):
    """What a reader did not find stays unknown, if its writer was opened without a digest."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: set[str] = set()

    def reader(self, ctx: Any, digest: str) -> Reader:
        if digest in self.missing:
            raise NotFound(digest)
        try:
            return super().reader(ctx, digest)
        except NotFound:
            self.missing.add(digest)
            raise

    def make_writer(self, ingest: Ingest) -> Writer:
        self.missing.discard(ingest.expected)
        return super().make_writer(ingest)


@breaks("STORE-4")
class DeletesIngestsOfTheDigest(Right):
    """Delete removes what was begun for the content, too."""

    def delete(self, ctx: Any, digest: str) -> None:
        super().delete(ctx, digest)
        for name, ingest in list(self.ingests.items()):
            if ingest.expected == digest and name not in self.open:
                del self.ingests[name]
