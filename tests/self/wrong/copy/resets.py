"""Writers that ask for a reset, and copies that do not cope with it: editions 1.6 and 2.x."""

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

from ..right import Children, CommitFailed, Read
from ..right_1_6 import GoTo, Right2X, Right16
from ..shelf import breaks

_CAREFUL = 64 * 1024
"""Bytes."""


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


@breaks("COPY-24", "calls Status again")
class TakesAResetForAnError(Right16):
    """Knows no resets, as the first edition."""

    rounds = 1


@breaks("COPY-24", "after 1 reset")
class KeepsTheStaleOffset(Right16):
    """Holds the length of a second round against the first offset, as 1.6.20 does."""

    def go_round(self, writer: Writer, go_to: GoTo, descriptor: Descriptor) -> None:
        self.stale = writer.status().offset
        super().go_round(writer, go_to, descriptor)

    def pour(self, read: Read, writer: Writer) -> int:
        begin = writer.status().offset
        return super().pour(read, writer) - abs(begin - self.stale)


@breaks("COPY-24", "no byte after")
class RewindsToTheStart(_Rounds):
    """Writes everything again, whatever the offset in the Status."""

    def start(self, go_to: GoTo, offset: int) -> Read:
        return go_to(offset if self.number == 1 else 0)


@breaks("COPY-24", "a reset was asked for")
class KnowsOnlyABareReset(_Rounds):
    """Does not look for a reset inside of an error, unless it has wrapped it itself."""

    def is_last(self, error: Exception) -> bool:
        bare = error.__cause__ if isinstance(error, CommitFailed) else error
        return self.number == self.rounds or not isinstance(bare, errors.Reset)


@breaks("COPY-24", "failed (")
class TriesAgainWhateverFails(_Rounds):
    """Once it was reset, any error asks for another round."""

    def is_last(self, error: Exception) -> bool:
        return self.number == self.rounds or (self.number == 1 and super().is_last(error))


@breaks("COPY-24", "names the ref")
class KnowsNoExistsAfterAReset(_Rounds):
    """The Commit after a reset is bare: that the content exists is an error."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        if self.number == 1:
            super().commit(writer, ref, descriptor)
        else:
            writer.commit(descriptor.size, descriptor.digest)


@breaks("COPY-24", "the descriptor's size and digest")
class CommitsWhatItHasAfterAReset(_Rounds):
    """The Commit after a reset names no digest."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        named = descriptor if self.number == 1 else replace(descriptor, digest="")
        super().commit(writer, ref, named)


@breaks("COPY-24", "bytes before Commit")
class LooksAtNoWriteAfterAReset(_Rounds):
    """Checks the count of a write in the first round only."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        if self.number == 1:
            super().write(writer, piece)
        elif piece:
            writer.write(piece)


@breaks("COPY-24", "after 1 reset")
class CannotGoBackWithoutASize(Right16):
    """Goes back only where it knows how much is left."""

    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        if number and size < 0:
            raise errors.ContentError("how much is left?")
        return super().go_to(reader, offset, size, number)


@breaks("COPY-24", "no byte after")
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


@breaks("COPY-24", "calls Status again")
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


@breaks("COPY-25", "without another Write or Commit")
class GoesRoundForEver(Right16):
    """Puts up with any number of resets, as edition 2.x does."""

    rounds = None


@breaks("COPY-25", "without another Write or Commit")
class CountsWritesAndCommitsApart(_Rounds):
    """Five resets at writes, and five more at commits."""

    commits = 0

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        self.commits += 1
        super().commit(writer, ref, descriptor)

    def is_last(self, error: Exception) -> bool:
        most = max(self.commits, self.number - self.commits)
        return most == self.rounds or not errors.is_reset(error)


@breaks("COPY-26", "after 5 resets")
class GivesUpAfterFiveResets(Right2X):
    """Counts its rounds, as edition 1.6 does."""

    rounds = 5


@breaks("COPY-26", "after 100 resets")
class HasAHundredRounds(Right2X):
    """A hundred resets are enough, it believes."""

    rounds = 100


@breaks("COPY-23", "one of 65536")
class WritesSmallPiecesAfterAReset(_Rounds):
    """After a reset it is careful, and writes little at a time."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        small = _CAREFUL if self.number > 1 else max(len(piece), 1)
        for begin in range(0, len(piece), small):
            super().write(writer, piece[begin : begin + small])
