"""What is wrong after a reset, and with embedded content: editions from 1.6 on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Fetcher,
    Handler,
    Ingester,
    Provider,
    Pusher,
    Reader,
    Writer,
)

from .later_right import GoTo, Right2X, Right16
from .right import Children, CommitFailed, Read
from .shelf import breaks


class _Rounds(Right16):
    """One round after the other; `number` is that of the one under way."""

    number = 0

    def go_round(self, writer: Writer, go_to: GoTo, descriptor: Descriptor) -> None:
        mine = type(self)()
        for mine.number in count(1):
            status = writer.status()
            try:
                copied = mine.pour(mine.start(go_to, status.offset), writer)
                mine.check_length(status.offset + copied, descriptor.size)
                mine.commit(writer, status.ref, descriptor)
                return
            except Exception as error:
                if mine.is_last(error):
                    raise

    def start(self, go_to: GoTo, offset: int) -> Read:
        return go_to(offset)

    def is_last(self, error: Exception) -> bool:
        return self.number == self.rounds or not errors.is_reset(error)


@breaks("COPY-24", "of the whole content")
class RewindsToTheStart(_Rounds):
    """Writes everything again, wherever the Status says that it should go on."""

    def start(self, go_to: GoTo, offset: int) -> Read:
        return go_to(offset if self.number == 1 else 0)


@breaks("COPY-24", "wrapped as “from”")
class KnowsOnlyABareReset(_Rounds):
    """Does not look for a reset in what an error wraps, unless it has wrapped it itself."""

    def is_last(self, error: Exception) -> bool:
        bare = error.__cause__ if isinstance(error, CommitFailed) else error
        return self.number == self.rounds or not isinstance(bare, errors.Reset)


@breaks("COPY-24", "that is the end")
class TriesAgainWhateverFails(_Rounds):
    """Once it was reset, any error asks for another round."""

    def is_last(self, error: Exception) -> bool:
        return self.number == self.rounds or (self.number == 1 and super().is_last(error))


@breaks("COPY-24", "exists: success")
class KnowsNoExistsLater(_Rounds):
    """The Commit of a later round is bare: that the content exists is an error."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        if self.number == 1:
            super().commit(writer, ref, descriptor)
        else:
            writer.commit(descriptor.size, descriptor.digest)


@breaks("COPY-24", "as the descriptor says")
class CommitsWhatItHasLater(_Rounds):
    """The Commit of a later round names no digest."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        named = descriptor if self.number == 1 else replace(descriptor, digest="")
        super().commit(writer, ref, named)


@breaks("COPY-24", "of the whole content")
class LooksAtNoLaterWrite(_Rounds):
    """How many bytes a write has taken is of interest in the first round only."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        if self.number == 1:
            super().write(writer, piece)
        elif piece:
            writer.write(piece)


@breaks("COPY-24", "success after 1 resets")
class CannotGoBackWithoutASize(Right16):
    """Goes back only where it knows how much is left."""

    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        if number and size < 0:
            raise errors.ContentError("how much is left?")
        return super().go_to(reader, offset, size, number)


@breaks("COPY-24", "of the whole content")
class LosesItsWindow(Right16):
    """A push looks through its window in the first round only."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        pushing = type(self)()
        pushing.rounds_done = count()
        return super(LosesItsWindow, pushing).push(ctx, provider, pusher, descriptor)

    rounds_done: Iterator[int] = count()

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        return super().window(reader, offset, -1 if next(self.rounds_done) else size)


@breaks("COPY-24", "the Status is asked again")
class HasRoundsForAllItsCalls(Right16):
    """All calls of one handler share its five rounds."""

    left = 5

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        mine = type(self)()
        return super(HasRoundsForAllItsCalls, mine).fetch_handler(ingester, fetcher)

    def go_round(self, writer: Writer, go_to: GoTo, descriptor: Descriptor) -> None:
        while True:
            status = writer.status()
            try:
                copied = self.pour(go_to(status.offset), writer)
                self.check_length(status.offset + copied, descriptor.size)
                self.commit(writer, status.ref, descriptor)
                return
            except Exception as error:
                self.left -= errors.is_reset(error)
                if self.left <= 0 or not errors.is_reset(error):
                    raise


@breaks("COPY-25", "after the fifth reset")
class CountsWritesAndCommitsApart(_Rounds):
    """Five resets at writes, and five more at commits."""

    commits = 0

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        self.commits += 1
        super().commit(writer, ref, descriptor)

    def is_last(self, error: Exception) -> bool:
        most = max(self.commits, self.number - self.commits)
        return most == self.rounds or not errors.is_reset(error)


@breaks("COPY-26", "success after")
class HasAHundredRounds(Right2X):
    """A hundred resets are enough, it believes."""

    rounds = 100


@breaks("COPY-18b", "unexpected end")
class CountsWhatItSkips(Right16):
    """What was read for nothing counts twice, so that an early end goes unnoticed."""

    skipped = 0

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        super(CountsWhatItSkips, type(self)()).copy(writer, reader, descriptor)

    def discard(self, reader: Reader, offset: int) -> None:
        super().discard(reader, offset)
        self.skipped = offset

    def pour(self, read: Read, writer: Writer) -> int:
        return super().pour(read, writer) + self.skipped


@breaks("PUSH-5a", "size 0")
class PushesNothingOfSize0(Right16):
    """Size 0 is an invalid argument of a push, too."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        writer = super().open_push(ctx, pusher, descriptor)
        if writer is not None and descriptor.size == 0:
            with self.closing(ctx, writer):
                self.check_size(descriptor)
        return writer


@breaks("PUSH-5a", "of size 0 nothing is written")
class PushesAllOfSize0(Right16):
    """Size 0 means unknown to it, as in the first edition."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        return super().window(reader, offset, size or -1)


# -- embedded content ----------------------------------------------------------------------------


@breaks("FETCH-16", "it is committed")
class EmbedsFromTheStart(Right2X):
    """Writes all of what is embedded behind what is there already."""

    def reading(self, data: bytes, offset: int) -> Read:
        return super().reading(data, 0)

    def check_length(self, length: int, size: int) -> None:
        """More than enough."""


@breaks("FETCH-5b", "bytes are missing")
class TakesTheDigestOnTrust(Right2X):
    """Has no look at the digest of what is embedded."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        data = descriptor.data
        return data if data and len(data) == descriptor.size else None


@breaks("FETCH-16", "the fetcher is not asked")
class EmbedsLayersOnly(Right2X):
    """Looks for embedded content in descriptors of layers."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        return super().embedded(descriptor) if "layer" in descriptor.media_type else None


@breaks("PUSH-4", "the provider is asked once", edition="2.x")
class PushesWhatIsEmbedded(Right2X):
    """Needs no provider for what the descriptor has already."""

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
