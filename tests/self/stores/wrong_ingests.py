"""Stores that are wrong about the bytes of ingests, and about their reports of them."""

from __future__ import annotations

from remotes_conformance.errors import FailedPrecondition
from remotes_conformance.protocols import Buffer

from .right import Ingest, Right, Status, Writer, digest_like
from .shelf import breaks
from .wrong_commits import Checking


@breaks("STORE-4")
class ForgetsOnClose(Right):
    def begin(self, name: str, ref: str) -> Ingest:
        self.ingests[name] = Ingest(ref)
        return self.ingests[name]


@breaks("STORE-4")
class WritesInFront(Right):
    """The original's fault: it resumes at position 0."""

    class Writing(Writer):
        position = 0

        def write(self, content: Buffer) -> int:
            self.check_open()
            end = self.position + len(content)
            self.ingest.content[self.position : end] = content
            self.position = end
            return len(content)

        def truncate(self, size: int) -> None:
            super().truncate(size)
            self.position = 0

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Writing(self, ingest)


@breaks("STORE-4")
class ForgetsTheDigest(Right):
    """The running digest leaves out bytes that were written before."""

    class Hashing(Writer):
        def __init__(self, store: Right, ingest: Ingest) -> None:
            super().__init__(store, ingest)
            self.start = len(ingest.content)

        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size, "")
            if expected and digest_like(content[self.start :], expected) != expected:
                raise FailedPrecondition("another digest")

        def truncate(self, size: int) -> None:
            super().truncate(size)
            self.start = 0

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Hashing(self, ingest)


@breaks("STORE-5")
class LeavesAHole(Right):
    """The original's fault."""

    class Writing(Writer):
        def truncate(self, size: int) -> None:
            before = len(self.ingest.content)
            super().truncate(size)
            self.ingest.content += bytes(before)

        def status(self) -> Status:
            status = super().status()
            if not any(self.ingest.content):
                status.offset = 0
            return status

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Writing(self, ingest)


@breaks("STORE-5")
class KeepsTheRunningDigest(Right):
    class Hashing(Writer):
        lost = b""

        def truncate(self, size: int) -> None:
            self.lost += bytes(self.ingest.content)
            super().truncate(size)

        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size, "")
            if expected and digest_like(self.lost + content, expected) != expected:
                raise FailedPrecondition("another digest")

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Hashing(self, ingest)


@breaks("STORE-5")
class TruncatesToAnything(Right):
    class Cutting(Writer):
        def truncate(self, size: int) -> None:
            self.check_open()
            del self.ingest.content[size:]

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Cutting(self, ingest)


@breaks("STORE-12")
class CountsWhatIsOffered(Checking):
    """The original's fault: the offset grows by the bytes that were offered."""

    class Committing(Writer):
        offered = 0

        def write(self, content: Buffer) -> int:
            self.offered += len(content)
            return super().write(memoryview(content)[:4])

        def status(self) -> Status:
            status = super().status()
            status.offset = self.offered
            return status


@breaks("STORE-12")
class ReturnsMoreThanItTook(Checking):
    class Committing(Writer):
        def write(self, content: Buffer) -> int:
            return super().write(content) + 1


@breaks("STORE-12")
class ForgetsTheRef(Checking):
    class Committing(Writer):
        def status(self) -> Status:
            status = super().status()
            status.ref = "ref"
            return status


@breaks("STORE-12")
class ForgetsTheTotal(Checking):
    class Committing(Writer):
        def status(self) -> Status:
            status = super().status()
            status.total = status.offset
            return status


@breaks("STORE-12")
class TurnsBackTime(Checking):
    class Committing(Writer):
        def status(self) -> Status:
            status = super().status()
            status.updated_at = 2 * status.started_at - status.updated_at
            return status


@breaks("STORE-6")
class KeepsTheBuffer(Checking):
    """The caller uses its buffer again."""

    class Committing(Writer):
        def __init__(self, store: Right, ingest: Ingest) -> None:
            super().__init__(store, ingest)
            self.buffers: list[Buffer] = []

        def write(self, content: Buffer) -> int:
            self.check_open()
            self.buffers.append(content)
            self.ingest.content += bytes(len(content))
            return len(content)

        def truncate(self, size: int) -> None:
            super().truncate(size)
            self.buffers.clear()

        def commit(self, size: int = 0, expected: str = "") -> None:
            end = len(self.ingest.content) - sum(map(len, self.buffers))
            self.ingest.content[end:] = b"".join(self.buffers)
            super().commit(size, expected)

        def close(self) -> None:
            end = len(self.ingest.content) - sum(map(len, self.buffers))
            self.ingest.content[end:] = b"".join(self.buffers)
            self.buffers.clear()
            super().close()
