"""Wrong only where something hardly ever happens."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_not_found
from remotes_conformance.media_types import DOCKER_SCHEMA1
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Ingester,
    Provider,
    Pusher,
    Reader,
    Writer,
)

from .right import Children, Right
from .shelf import breaks


@breaks("FETCH-3", "Writer is asked for")
class LowersTheDigest(Right):
    """Asks the ingester for the digest in lower case."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        lower = replace(descriptor, digest=descriptor.digest.lower())
        return super().ask_ingester(ctx, ingester, ref, lower, refusals)


@breaks("FETCH-3", "Writer is asked for")
class KeepsSizesIn32Bits(Right):
    """A size goes through an integer of 32 bits."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        size = descriptor.size
        low = replace(descriptor, size=size % 2**32 if size > 0 else size)
        return super().ask_ingester(ctx, ingester, ref, low, refusals)


@breaks("FETCH-2", "is fetched: the ingester is asked")
class RefusesWhatIsNearlySchema1(Right):
    """Refuses every type that contains schema 1's name, in any letter case."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        if DOCKER_SCHEMA1 in descriptor.media_type.lower():
            return self.refuse(descriptor)
        return super().fetch(ctx, ingester, fetcher, descriptor)


@breaks("FETCH-6", "the fetcher's error itself")
class LosesAWrappedError(Right):
    """Lets out an error of its own in place of a wrapped one."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        try:
            return super().ask(ctx, fetcher, descriptor)
        except Exception as error:
            if error.__cause__ is not None:
                raise RuntimeError("cannot fetch") from None
            raise


@breaks("PUSH-3", "the pusher's error itself")
class TakesAWrappedErrorForNothing(Right):
    """A remote that has no such repository, and says so wrapped, is passed over."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().push(ctx, provider, pusher, descriptor)
        except Exception as error:
            if error.__cause__ is not None and is_not_found(error):
                return None
            raise
