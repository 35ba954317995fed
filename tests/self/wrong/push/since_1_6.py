"""Wrong pushes of editions 1.6 and 2.x: to pushers that are ingesters, and of embedded content."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Ingester,
    Provider,
    Pusher,
    Reader,
    ReaderAt,
    Writer,
)

from ..right import Children, Read, Right
from ..right_1_6 import Right2X, Right16
from ..shelf import breaks


class _Pushing(Right16):
    """A push that opens its writer in a way of its own, where its pusher is an ingester."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        mine = type(self)()
        mine.pushing = hasattr(pusher, "writer")
        return super(_Pushing, mine).open_push(ctx, pusher, descriptor)

    pushing = False


@breaks("LOCK-8", "exists", edition="1.6")
class PushesWhatExistsWrapped(_Pushing):
    """Takes a wrapped *exists* for an error of a push."""

    def is_exists(self, error: Exception) -> bool:
        bare = isinstance(error, errors.AlreadyExists)
        return bare if self.pushing else super().is_exists(error)


@breaks("PUSH-1a", "the pusher is an ingester")
class NeverTakesAPusherForAnIngester(Right16):
    """Pushes, whatever else the pusher can do."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        return Right.open_push(self, ctx, pusher, descriptor)


@breaks("PUSH-1a", "ref")
class PushesToANamelessRef(_Pushing):
    """The ref of a push leaves out the ref name."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        nameless = replace(descriptor, annotations={}) if self.pushing else descriptor
        return super().make_ref_key(ctx, nameless)


@breaks("PUSH-3a", "Push failed (locked)")
class TakesALockedPushForDone(Right16):
    """Takes *locked* for success, as if the holder of the lock would push."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().push(ctx, provider, pusher, descriptor)
        except Exception as error:
            if not self.is_locked(error):
                raise
            return None


@breaks("PUSH-4", "the source has to be opened", edition="2.x")
class PushesWhatIsEmbedded(Right2X):
    """Needs no provider for content that the descriptor embeds."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        if (data := self.embedded(descriptor)) is None:
            return super().push(ctx, provider, pusher, descriptor)
        writer = self.open_push(ctx, pusher, descriptor)
        if writer is not None:
            with self.closing(ctx, writer):
                self.go_round(writer, lambda offset: self.reading(data, offset), descriptor)
        return None


@breaks("PUSH-5a", "no byte after")
class PushesAllThereIs(Right16):
    """Looks through no window, except for an empty blob."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        if size == 0:
            return super().window(reader, offset, size)
        assert isinstance(reader, ReaderAt)
        return self.reading_at(reader, offset)


@breaks("PUSH-5a", "size 0")
class PushesNothingOfSize0(Right16):
    """Size 0 is an invalid argument of a push, too."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        writer = super().open_push(ctx, pusher, descriptor)
        if writer is not None and descriptor.size == 0:
            with self.closing(ctx, writer):
                self.check_size(descriptor)
        return writer


@breaks("PUSH-5a", "no byte after the first 0")
class PushesAllOfSize0(Right16):
    """Size 0 means unknown to it, as in the first edition."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        return super().window(reader, offset, size or -1)


@breaks("PUSH-8", "attempt")
class WaitsForNoPush(Right16):
    """Asks an ingesting pusher once."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        if hasattr(ingester, "push"):
            try:
                ref = self.make_ref_key(ctx, descriptor)
                return ingester.writer(ctx, ref, descriptor.size, descriptor.digest)
            except Exception as error:
                if self.is_exists(error):
                    return None
                raise
        return super().open_writer(ctx, ingester, descriptor)


@breaks("PUSH-8", "waits, then tries again")
class PushesForMinutesOnly(_Pushing):
    """Gives up a push after some sixty waits."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return (self.pushing and refusals > 60) or super().gives_up(ctx, refusals)
