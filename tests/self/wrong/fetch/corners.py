"""Wrong only in a corner: where something hardly ever happens, or where much has gone right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from remotes_conformance import errors
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.media_types import DOCKER_SCHEMA1
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Fetcher,
    Ingester,
    Reader,
    Writer,
)

from ..right import Children, OpenReader, Right
from ..right_1_6 import Right2X, Right16
from ..shelf import breaks


@breaks("FETCH-5", "the descriptor that was given, with annotations")
class ForgetsFieldsAfterAWait(Right):
    """Keeps only the fields that the ref needs while it waits."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        return _Forgetful().fetch(ctx, ingester, fetcher, descriptor)


class _Forgetful(Right):
    waited = False

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        self.waited = True
        return super().gives_up(ctx, refusals)

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        if self.waited:
            descriptor = Descriptor(descriptor.media_type, descriptor.digest, descriptor.size)
        return super().ask(ctx, fetcher, descriptor)


@breaks("FETCH-3", "Writer is called with")
class LowersTheDigest(Right):
    """Asks the ingester for the digest in lower case."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        lower = replace(descriptor, digest=descriptor.digest.lower())
        return super().ask_ingester(ctx, ingester, ref, lower, refusals)


@breaks("FETCH-3", "Writer is called with")
class KeepsSizesIn32Bits(Right):
    """A size goes through an integer of 32 bits."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        size = descriptor.size
        low = replace(descriptor, size=size % 2**32 if size > 0 else size)
        return super().ask_ingester(ctx, ingester, ref, low, refusals)


@breaks("FETCH-2", "not supported")
class RefusesWhatIsNearlySchema1(Right):
    """Refuses every type that contains schema 1's name, in any letter case."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        if DOCKER_SCHEMA1 in descriptor.media_type.lower():
            return self.refuse(descriptor)
        return super().fetch(ctx, ingester, fetcher, descriptor)


@breaks("FETCH-6", "that error itself")
class LosesAWrappedError(Right):
    """Lets out an error of its own in place of a wrapped one."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        try:
            return super().ask(ctx, fetcher, descriptor)
        except Exception as error:
            if error.__cause__ is not None:
                raise RuntimeError("cannot fetch") from None
            raise


@breaks("FETCH-3", "Writer is called with ref")
class CutsTheRefOfALongType(Right):
    """Has no more than 100 characters of an unknown media type looked at: the rest makes a ref."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        rest = descriptor.media_type[100:]
        renamed = replace(descriptor, digest=rest + descriptor.digest)
        return super().open_writer(ctx, ingester, renamed if rest else descriptor)


@breaks("FETCH-3", "Writer is called with ref")
class KeepsPlatformsApart(Right):
    """Content for one platform gets a ref of its own."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        os = (descriptor.platform or {}).get("os", "linux")
        ref = ref if os == "linux" else f"{os}-{ref}"
        return super().ask_ingester(ctx, ingester, ref, descriptor, refusals)


@breaks("FETCH-3", "Writer is called with ref")
class RemembersTheRefOfADigest(Right):
    """The first media type that a digest is fetched as decides its ref."""

    def __init__(self) -> None:
        self.refs: dict[str, str] = {}

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        ref = self.refs.setdefault(descriptor.digest, ref)
        return super().ask_ingester(ctx, ingester, ref, descriptor, refusals)


@breaks("FETCH-5", "the source has to be opened")
class UsesWhatIsEmbedded(Right):
    """Takes the content from the descriptor, as editions since 1.6 do."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        data = descriptor.data
        if data is None or digest_of(data) != descriptor.digest:
            super().transfer(ctx, writer, open_reader, descriptor)
            return
        with self.closing(ctx, writer):
            status = writer.status()
            self.write(writer, data[status.offset :])
            self.commit(writer, status.ref, descriptor)


@breaks("FETCH-16", "the embedded content", edition="2.x")
class KnowsOneAlgorithm(Right2X):
    """Embedded content is verified by sha256, and fetched if it has another digest."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        return super().embedded(descriptor) if descriptor.digest.startswith("sha256:") else None


@breaks("FETCH-10", "closing", edition="1.6")
class LetsTheCloseErrorOfACompleteIngestOut(Right16):
    """Ignores an error of closing if a source was open, and raises it if none was."""

    @contextmanager
    def closing(self, ctx: Context, opened: Reader | Writer) -> Iterator[None]:
        if hasattr(opened, "read"):
            self.has_read = True
            with super().closing(ctx, opened):
                yield
            return
        self.has_read = False
        try:
            yield
        finally:
            try:
                opened.close()
            except Exception:
                if not self.has_read:
                    raise


@breaks("FETCH-16", "the embedded content", edition="2.x")
class LooksAtTheCallerBeforeEmbeddedContent(Right2X):
    """Does not use embedded content for a caller that had given up."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        self.given_up = ctx.cancelled
        return super().fetch(ctx, ingester, fetcher, descriptor)

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        data = super().embedded(descriptor)
        if data is not None and self.given_up:
            raise errors.Unavailable("the caller has given up")
        return data


@breaks("FETCH-2a", "then succeeds")
class FailsAfterAShortWrite(Right):
    """Writes what a Write did not take, commits, and fails all the same."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        self.were_short = False
        super().copy(writer, reader, descriptor)
        if self.were_short:
            raise OSError("the writer took few bytes")

    def write(self, writer: Writer, piece: Buffer) -> None:
        rest = memoryview(piece)
        while rest:
            taken = writer.write(rest)
            if not 0 < taken <= len(rest):
                raise OSError(f"the writer took {taken} of {len(rest)} bytes")
            rest = rest[taken:]
            self.were_short |= bool(rest)
