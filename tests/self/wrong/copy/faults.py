"""Wrong answers to collaborators that fail in a copy: COPY-9, COPY-12, and COPY-14 to COPY-16."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Fetcher,
    Handler,
    Ingester,
    Reader,
    Writer,
)

from ..right import PIECE, Children, CommitFailed, Read, Right
from ..shelf import breaks

# -- reading -------------------------------------------------------------------------------------


@breaks("COPY-9", "Commit was called")
class TakesAReadErrorForTheEnd(Right):
    """Commits the bytes so far when reading fails."""

    def pump(self, read: Read, writer: Writer) -> None:
        def until_an_error(size: int) -> bytes:
            try:
                return read(size)
            except Exception:
                return b""

        super().pump(until_an_error, writer)


@breaks("COPY-9", "size 0")
class TakesAnErrorForTheEndOfUnknownSizes(Right):
    """Commits the bytes so far if reading fails and the size is unknown, as containerd 1.6 does."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        kind = Right if descriptor.size > 0 else TakesAReadErrorForTheEnd
        kind().copy(writer, reader, descriptor)


@breaks("COPY-9", "were not")
class WritesOnlyWhatIsComplete(Right):
    """Drops everything it has read when reading fails."""

    def pump(self, read: Read, writer: Writer) -> None:
        ahead = 0
        pieces: list[bytes] = []
        while piece := read(PIECE):
            pieces.append(piece)
            ahead += len(piece)
            if ahead >= 4 * PIECE:
                self.write(writer, b"".join(pieces))
                pieces, ahead = [], 0
        self.write(writer, b"".join(pieces))


class _Reads(Right):
    """Meddles with errors of reading."""

    def pump(self, read: Read, writer: Writer) -> None:
        def meddling(size: int) -> bytes:
            try:
                return read(size)
            except Exception as error:
                return self.meddle(error, read, size)

        super().pump(meddling, writer)

    def meddle(self, error: Exception, read: Read, size: int) -> bytes:
        raise NotImplementedError


@breaks("COPY-9", "reading failed")
class RaisesItsOwnReadError(_Reads):
    """Puts an error of its own in the place of the source's."""

    def meddle(self, error: Exception, read: Read, size: int) -> bytes:
        raise RuntimeError(f"cannot read: {error}") from None


@breaks("COPY-9", "reading failed")
class ReadsOnAfterAnError(_Reads):
    """Reads once more when reading fails."""

    def meddle(self, error: Exception, read: Read, size: int) -> bytes:
        return read(size)


# -- writing -------------------------------------------------------------------------------------


class _Writes(Right):
    """Meddles with errors of writing."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        try:
            super().write(writer, piece)
        except Exception as error:
            self.meddle(error, writer, piece)

    def meddle(self, error: Exception, writer: Writer, piece: Buffer) -> None:
        raise NotImplementedError


@breaks("COPY-12", "Write failed")
class IgnoresAWriteError(_Writes):
    """Goes on with the next piece when a write fails."""

    def meddle(self, error: Exception, writer: Writer, piece: Buffer) -> None:
        pass


@breaks("COPY-12", "Write failed")
class RetriesTheWrite(_Writes):
    """Writes the piece once more when a write fails."""

    def meddle(self, error: Exception, writer: Writer, piece: Buffer) -> None:
        super().write(writer, piece)


@breaks("COPY-12", "Write failed")
class RaisesItsOwnWriteError(_Writes):
    """Puts an error of its own in the place of the writer's."""

    def meddle(self, error: Exception, writer: Writer, piece: Buffer) -> None:
        raise RuntimeError(f"cannot write: {error}") from None


# -- committing ----------------------------------------------------------------------------------


@breaks("COPY-14", "Commit reported exists")
class TakesExistsAtTheCommitForAnError(Right):
    """Fails when another writer has committed the content meanwhile."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            writer.commit(descriptor.size, descriptor.digest)
        except Exception as error:
            raise RuntimeError(f"commit of {ref} failed") from error


class _Commits(Right):
    """Meddles with errors of committing, other than *exists*."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            writer.commit(descriptor.size, descriptor.digest)
        except Exception as error:
            if not self.is_exists(error):
                self.meddle(error, writer, ref, descriptor)

    def meddle(self, error: Exception, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        raise NotImplementedError


@breaks("COPY-15", "an error of that class")
class HidesTheCommitError(_Commits):
    """Names the ref, and loses the class of the error."""

    def meddle(self, error: Exception, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        raise RuntimeError(f"commit of {ref} failed") from None


@breaks("COPY-15", "names the ref")
class LetsTheBareCommitErrorOut(_Commits):
    """Does not name the ref that could not be committed."""

    def meddle(self, error: Exception, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        raise error


@breaks("COPY-15", "Commit was called again")
class RetriesTheCommit(_Commits):
    """Commits once more when a commit fails."""

    def meddle(self, error: Exception, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        super().commit(writer, ref, descriptor)


@breaks("COPY-15", "success")
class TakesAnUnavailableCommitForSuccess(_Commits):
    """Ends with success when the commit may or may not have come through."""

    def meddle(self, error: Exception, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        if getattr(error, "kind", "") != "unavailable":
            raise RuntimeError(f"commit of {ref} failed") from error


@breaks("COPY-15", "Commit failed (locked)")
class WaitsForALockedCommit(Right):
    """Starts again from the beginning when the commit fails with *locked*."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        except CommitFailed as error:
            if not self.is_locked(error) or ctx.wait(0.016):
                raise
            return super().fetch(ctx, ingester, fetcher, descriptor)


@breaks("COPY-16", "Truncate was called")
class TruncatesAfterAFailedCommit(_Commits):
    """Empties the ingest when it could not be committed."""

    def meddle(self, error: Exception, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        writer.truncate(0)
        raise RuntimeError(f"commit of {ref} failed") from error


@breaks("COPY-16", "Abort was called")
class AbortsAfterAFailedCommit(Right):
    """Throws the ingest away when it could not be committed."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        handle = super().fetch_handler(ingester, fetcher)

        def aborting(ctx: Context, descriptor: Descriptor) -> Children:
            try:
                return handle(ctx, descriptor)
            except Exception as error:
                abort = getattr(ingester, "abort", None)
                if abort is not None and "commit of" in str(error):
                    abort(ctx, self.make_ref_key(ctx, descriptor))
                raise

        return aborting
