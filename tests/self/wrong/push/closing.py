"""Wrong closing, results, contexts, logs and memories of a push: PUSH-7 and PUSH-7a."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Handler, Provider, Pusher, Reader, Writer

from ..fetch.context import DetachedContext
from ..right import Children, OpenReader, Right
from ..shelf import breaks


@breaks("PUSH-7", "never")
class LeaksThePushWhenTheSourceIsMissing(Right):
    """Does not close the writer when the source cannot be opened."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        reader = open_reader()
        super().transfer(ctx, writer, lambda: reader, descriptor)


@breaks("PUSH-7", "never")
class LeaksTheSourceOfAPush(Right):
    """Never closes the reader."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        with self.closing(ctx, writer):
            self.copy(writer, open_reader(), descriptor)


@breaks("PUSH-7", "the writer first")
class ClosesThePushFirst(Right):
    """Closes the writer before the reader."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        try:
            super().copy(writer, reader, descriptor)
        finally:
            with suppress(Exception):
                writer.close()

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        try:
            reader = open_reader()
        except BaseException:
            with suppress(Exception):
                writer.close()
            raise
        with self.closing(ctx, reader):
            self.copy(writer, reader, descriptor)


@breaks("PUSH-7", "2 times")
class ClosesThePushTwice(Right):
    """Closes the writer after a success, although it has closed it."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        super().transfer(ctx, writer, open_reader, descriptor)
        with self.closing(ctx, writer):
            pass


@breaks("PUSH-7", "an error of closing")
class FailsAPushThatDoesNotClose(Right):
    """Fails when closing fails, although everything was committed."""

    @contextmanager
    def closing(self, ctx: Context, opened: Reader | Writer) -> Iterator[None]:
        try:
            yield
        except BaseException:
            with suppress(Exception):
                opened.close()
            raise
        opened.close()


@breaks("PUSH-7", "1 children")
class ReturnsWhatItPushed(Right):
    """Returns the descriptor as its own child."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        super().push(ctx, provider, pusher, descriptor)
        return (descriptor,)


@breaks("PUSH-7", "its values are visible")
class PushesWithAContextOfItsOwn(Right):
    """Hands the pusher a context that has nothing of the caller's."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        return super().open_push(DetachedContext(ctx), pusher, descriptor)


@breaks("PUSH-7", "its values are visible")
class ReadsWithAContextOfItsOwn(Right):
    """Hands the provider a context that has nothing of the caller's."""

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        return super().read(DetachedContext(ctx), provider, descriptor)


@breaks("PUSH-7", "behave alike")
class PushesNoMoreAfterAFailure(Right):
    """Fails at once in every call after the first failed one."""

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        failed: list[Exception] = []
        handle = super().push_handler(provider, pusher)

        def breaker(ctx: Context, descriptor: Descriptor) -> Children:
            if failed:
                raise RuntimeError("out of order")
            try:
                return handle(ctx, descriptor)
            except Exception as error:
                failed.append(error)
                raise

        return breaker


@breaks("PUSH-7a", "debug message")
class LogsAPushAsAFetch(Right):
    """Logs `fetch` when it pushes."""

    def announce(self, ctx: Context, what: str) -> None:
        ctx.logger.debug("fetch")


@breaks("PUSH-7a", "lacks")
class PushesWithoutFields(Right):
    """Does not put digest, media type and size on the logger."""

    def derive(self, ctx: Context, descriptor: Descriptor) -> Context:
        return ctx.derive(fields={})


@breaks("PUSH-7", "with the context of call")
class ReadsWithTheFirstContext(Right):
    """A handler remembers the first context that it is given, and hands that to the provider."""

    first: list[Context]

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        mine = type(self)()
        mine.first = []
        return super(ReadsWithTheFirstContext, mine).push_handler(provider, pusher)

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        self.first.append(ctx)
        return super().read(self.first[0], provider, descriptor)
