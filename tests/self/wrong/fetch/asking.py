"""Wrong questions to the ingester and the fetcher: FETCH-3 to FETCH-6, and FETCH-14."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import NotFound, Unavailable
from remotes_conformance.protocols import Context, Fetcher, Ingester, Reader, Writer

from ..right import Children, Right
from ..shelf import breaks


@breaks("FETCH-3", "Writer is called with")
class UsesTheBareDigestAsRef(Right):
    """Asks for a ref without a kind."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        return descriptor.digest


class _AsksOtherwise(Right):
    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        other = self.other(descriptor)
        return ingester.writer(ctx, ref, other.size, other.digest)

    def other(self, descriptor: Descriptor) -> Descriptor:
        raise NotImplementedError


@breaks("FETCH-3", "Writer is called with")
class AsksWithoutTheSize(_AsksOtherwise):
    """Does not pass the size to the ingester."""

    def other(self, descriptor: Descriptor) -> Descriptor:
        return replace(descriptor, size=min(descriptor.size, 0))


@breaks("FETCH-3", "Writer is called with")
class AsksWithoutTheDigest(_AsksOtherwise):
    """Does not pass the digest to the ingester."""

    def other(self, descriptor: Descriptor) -> Descriptor:
        return replace(descriptor, digest="")


@breaks("FETCH-3", "first calls")
class AsksTheFetcherFirst(Right):
    """Finds out whether there is a source before it asks the ingester."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        with self.closing(ctx, self.ask(ctx, fetcher, descriptor)):
            pass
        return super().fetch(ctx, ingester, fetcher, descriptor)


@breaks("FETCH-4", "Fetch was called")
class FetchesWhatExists(Right):
    """Asks the fetcher although the content exists."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is None:
            with self.closing(ctx, self.ask(ctx, fetcher, descriptor)):
                return None
        self.transfer(ctx, writer, lambda: self.ask(ctx, fetcher, descriptor), descriptor)
        return None


@breaks("FETCH-4", "already exists")
class TakesExistsForAnError(Right):
    """Fails when the ingester has the content at the first attempt."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        try:
            return ingester.writer(ctx, ref, descriptor.size, descriptor.digest)
        except Exception as error:
            if self.is_exists(error) and not refusals:
                raise RuntimeError(str(error)) from None
            raise


@breaks("FETCH-5", "Fetch was called again")
class AsksTheFetcherTwice(Right):
    """Opens the source once to see whether it is there, and once to read it."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        with self.closing(ctx, super().ask(ctx, fetcher, descriptor)):
            pass
        return super().ask(ctx, fetcher, descriptor)


@breaks("FETCH-5", "Fetch was called again")
class RetriesTheFetcher(Right):
    """Asks once more when the fetcher is unavailable."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        try:
            return super().ask(ctx, fetcher, descriptor)
        except Unavailable:
            return super().ask(ctx, fetcher, descriptor)


@breaks("FETCH-5", "the descriptor that was given, with annotations")
class FetchesABareDescriptor(Right):
    """Keeps of the descriptor only media type, digest and size."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        bare = Descriptor(descriptor.media_type, descriptor.digest, descriptor.size)
        return super().ask(ctx, fetcher, bare)


@breaks("FETCH-5a", "Status")
class AsksTheStatusBeforeTheFetcher(Right):
    """Asks for the status before it opens the source, as editions since 1.6 do."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is None:
            return None
        with self.closing(ctx, writer):
            writer.status()
            with self.closing(ctx, reader := self.ask(ctx, fetcher, descriptor)):
                self.copy(writer, reader, descriptor)
        return None


@breaks("FETCH-6", "that error itself")
class RaisesItsOwnFetchError(Right):
    """Puts an error of its own in the place of the fetcher's."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        try:
            return super().ask(ctx, fetcher, descriptor)
        except Exception as error:
            raise RuntimeError(f"cannot fetch: {error}") from None


@breaks("FETCH-6", "success")
class TakesExistsOfTheFetcherForSuccess(Right):
    """Takes *exists* from any collaborator for success."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        except Exception as error:
            if self.is_exists(error):
                return None
            raise


class _Missing(Exception):
    """There is no source."""


@breaks("FETCH-6", "success")
class TakesAMissingSourceForSuccess(Right):
    """Returns success if the remote does not have the content."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        except _Missing:
            return None

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        try:
            return super().ask(ctx, fetcher, descriptor)
        except NotFound as error:
            raise _Missing from error


@breaks("FETCH-14", "2 times")
class EvadesItsOwnLock(Right):
    """Gives a second call for the same content a ref of its own: it is fetched again."""

    def __init__(self) -> None:
        self.under_way: list[str] = []

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        self.under_way.append(descriptor.digest)
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        finally:
            self.under_way.remove(descriptor.digest)

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        others = self.under_way.count(descriptor.digest) - 1
        own = f"{ref}-{others}" if others else ref
        return ingester.writer(ctx, own, descriptor.size, descriptor.digest)


@breaks("FETCH-14", "all succeed")
class RefusesToFetchTwiceAtOnce(EvadesItsOwnLock):
    """Fails a call for content that another call is fetching."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        if self.under_way.count(descriptor.digest) > 1:
            raise RuntimeError(f"{descriptor.digest} is being fetched")
        return super().open_writer(ctx, ingester, descriptor)
