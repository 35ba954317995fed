"""Wrong results, contexts, logs and memories: FETCH-7 to FETCH-9, and FETCH-11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Handler,
    Ingester,
    Logger,
    Reader,
    Writer,
)

from ..right import Children, Right
from ..shelf import breaks


@breaks("FETCH-7", "1 children")
class ReturnsTheDescriptor(Right):
    """Returns the fetched descriptor as its own child."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        super().fetch(ctx, ingester, fetcher, descriptor)
        return [descriptor]


class DetachedContext:
    """A context of one's own: no values, never cancelled; only the logger is the caller's."""

    cancelled = False

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    @property
    def logger(self) -> Logger:
        return self._ctx.logger

    def wait(self, seconds: float) -> bool:
        return self._ctx.wait(seconds)

    def value(self, key: str) -> object:
        return None

    def derive(
        self, *, values: Mapping[str, object] = {}, fields: Mapping[str, object] = {}
    ) -> Self:
        return type(self)(self._ctx.derive(values=values, fields=fields))


class DeafContext(DetachedContext):
    """A context with the caller's values that does not hear of cancellation."""

    def value(self, key: str) -> object:
        return self._ctx.value(key)


@breaks("FETCH-8", "its values are visible")
class FetchesWithAContextOfItsOwn(Right):
    """Hands the fetcher a context that has nothing of the caller's."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        return fetcher.fetch(DetachedContext(ctx), descriptor)


@breaks("FETCH-8", "cancelled with it")
class ShieldsTheFetcher(Right):
    """Hands the fetcher a context that cancellation does not reach."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        return fetcher.fetch(DeafContext(ctx), descriptor)


@breaks("FETCH-8", "its values are visible")
class OpensWithAContextOfItsOwn(Right):
    """Hands the ingester a context that has nothing of the caller's."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        return ingester.writer(DetachedContext(ctx), ref, descriptor.size, descriptor.digest)


@breaks("FETCH-9", "debug message")
class LogsNothing(Right):
    """Does not log that it fetches."""

    def announce(self, ctx: Context, what: str) -> None:
        pass


@breaks("FETCH-9", "debug message")
class LogsAboveDebug(Right):
    """Logs above the level of debugging."""

    def announce(self, ctx: Context, what: str) -> None:
        ctx.logger.info(what)


@breaks("FETCH-9", "lacks")
class LogsWithoutFields(Right):
    """Does not put digest, media type and size on the logger."""

    def derive(self, ctx: Context, descriptor: Descriptor) -> Context:
        return ctx.derive(fields={})


@breaks("FETCH-9", "of the descriptor: digest")
class LogsFieldsOfNothing(Right):
    """Has the fields, with nothing of the descriptor in them."""

    def derive(self, ctx: Context, descriptor: Descriptor) -> Context:
        return ctx.derive(fields={"digest": "", "mediatype": "", "size": -5})


@breaks("FETCH-11", "behave alike")
class TripsAfterAFailure(Right):
    """Fails at once in every call after the first failed one."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        failed: list[Exception] = []
        handle = super().fetch_handler(ingester, fetcher)

        def breaker(ctx: Context, descriptor: Descriptor) -> Children:
            if failed:
                raise RuntimeError("out of order")
            try:
                return handle(ctx, descriptor)
            except Exception as error:
                failed.append(error)
                raise

        return breaker


@breaks("FETCH-11", "behave alike")
class ServesOnce(Right):
    """Has nothing to do in its second call."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        calls = [super().fetch_handler(ingester, fetcher)]

        def once(ctx: Context, descriptor: Descriptor) -> Children:
            return calls.pop()(ctx, descriptor) if calls else None

        return once


@breaks("FETCH-8", "with the context of call")
class FetchesWithTheFirstContext(Right):
    """A handler remembers the first context that it is given, and hands that one to the fetcher."""

    first: list[Context]

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        mine = type(self)()
        mine.first = []
        return super(FetchesWithTheFirstContext, mine).fetch_handler(ingester, fetcher)

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        self.first.append(ctx)
        return super().ask(self.first[0], fetcher, descriptor)


@breaks("FETCH-8", "with the context of call")
class AsksAgainWithTheLatestContext(Right):
    """A handler remembers the context of its latest call, and every attempt for a ref gets it."""

    latest: Context

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        mine = type(self)()
        handle = super(AsksAgainWithTheLatestContext, mine).fetch_handler(ingester, fetcher)

        def remembering(ctx: Context, descriptor: Descriptor) -> Children:
            mine.latest = ctx
            return handle(ctx, descriptor)

        return remembering

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        latest = self.derive(self.latest, descriptor)
        return super().ask_ingester(latest, ingester, ref, descriptor, refusals)
