"""State of an earlier call affects a later one: errors, outcomes, a handler that is used up.

Each keeps it for its handler only: worlds do not meet, and two handlers neither.
"""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_locked
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Handler,
    Ingester,
    Provider,
    Pusher,
    Reader,
)

from ..right import Children, Right
from ..shelf import breaks


class Keeping(Right):
    """A handler that keeps the errors of its calls, and raises them again without asking."""

    def __init__(self) -> None:
        self.errors: dict[str, Exception] = {}

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return super(Keeping, type(self)()).fetch_handler(ingester, fetcher)

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        return super(Keeping, type(self)()).push_handler(provider, pusher)

    def under(self, ctx: Context, descriptor: Descriptor) -> str:
        return self.make_ref_key(ctx, descriptor)

    def is_kept(self, ctx: Context, error: Exception) -> bool:
        return True

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        self.raise_again(ctx, descriptor)
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        except Exception as error:
            self.keep(ctx, descriptor, error)
            raise

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        self.raise_again(ctx, descriptor)
        try:
            return super().push(ctx, provider, pusher, descriptor)
        except Exception as error:
            self.keep(ctx, descriptor, error)
            raise

    def raise_again(self, ctx: Context, descriptor: Descriptor) -> None:
        if error := self.errors.get(self.under(ctx, descriptor)):
            raise error

    def keep(self, ctx: Context, descriptor: Descriptor, error: Exception) -> None:
        if self.is_kept(ctx, error):
            self.errors[self.under(ctx, descriptor)] = error


@breaks("FETCH-11", "t0")
class KeepsErrorsByRef(Keeping):
    """Raises the first error under a ref again in each later call."""


@breaks("FETCH-11", "t0")
class KeepsErrorsOfCallersThatGaveUp(Keeping):
    """Keeps only the lock errors with which a caller gave up, and raises them in the next call."""

    def is_kept(self, ctx: Context, error: Exception) -> bool:
        return ctx.cancelled and is_locked(error)


@breaks("FETCH-11", "t0")
class KeepsOneErrorForAll(Keeping):
    """The handler raises its first error again in all calls, also for other content."""

    def under(self, ctx: Context, descriptor: Descriptor) -> str:
        return ""


class WithOneMemory(Right):
    """A handler with something that it remembers."""

    def __init__(self) -> None:
        self.memory: dict[str, Exception | None] = {}

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return super(WithOneMemory, type(self)()).fetch_handler(ingester, fetcher)

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        return super(WithOneMemory, type(self)()).push_handler(provider, pusher)


@breaks("FETCH-11", "t0")
class KeepsTheFetchersErrors(WithOneMemory):
    """The writer is open by then; the fetcher is not asked a second time for a digest."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        if error := self.memory.get(descriptor.digest):
            raise error
        try:
            return super().ask(ctx, fetcher, descriptor)
        except Exception as error:
            self.memory[descriptor.digest] = error
            raise


@breaks("FETCH-11", "t0")
class KeepsOutcomes(WithOneMemory):
    """The outcome of the first call for a ref is that of all: success as well as failure."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        key = self.make_ref_key(ctx, descriptor)
        if key not in self.memory:
            try:
                super().fetch(ctx, ingester, fetcher, descriptor)
                self.memory[key] = None
            except Exception as error:
                self.memory[key] = error
        if kept := self.memory[key]:
            raise kept
        return None


@breaks("FETCH-2a", "first calls", "2017-06")
class RemembersWhatItFetched(WithOneMemory):
    """Asks no ingester again for fetched content, which may be gone by then."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        if descriptor.digest not in self.memory:
            super().fetch(ctx, ingester, fetcher, descriptor)
            self.memory[descriptor.digest] = None
        return None
