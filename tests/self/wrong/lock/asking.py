"""Wrong answers to a locked ref. The waits are in `waits`, cancellation in `giving_up`."""

from __future__ import annotations

import threading
import time

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import AlreadyExists, Locked, NotFound, Unavailable
from remotes_conformance.protocols import Context, Fetcher, Handler, Ingester, Reader, Writer

from ..right import Children, Right
from ..shelf import breaks


@breaks("LOCK-1", "attempt 1")
class TakesLockedForFinal(Right):
    """Does not wait for a locked ref."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return True


@breaks("LOCK-1", "called again")
class AsksAgainWithoutTheDigest(Right):
    """Leaves the digest away when it asks again."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        return ingester.writer(ctx, ref, descriptor.size, "" if refusals else descriptor.digest)


@breaks("LOCK-1", "called again")
class AsksAgainUnderAnotherRef(Right):
    """Evades the lock: asks for another ref the second time."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        other = f"{ref}-{refusals}" if refusals else ref
        return ingester.writer(ctx, other, descriptor.size, descriptor.digest)


@breaks("LOCK-3", "attempt 5")
class GivesUpAfterFiveRefusals(Right):
    """Asks five times, and no more."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return refusals >= 5 or super().gives_up(ctx, refusals)


@breaks("LOCK-3", "attempt 66")
class GivesUpAfter66Refusals(Right):
    """Asks 66 times, and no more: two minutes."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return refusals >= 66 or super().gives_up(ctx, refusals)


@breaks("LOCK-3", "tries again")
class GivesUpAfterTenSeconds(Right):
    """Waits for ten seconds in all."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        waited = sum(self.pause(number) for number in range(1, min(refusals, 20)))
        return waited > 10_000 or super().gives_up(ctx, refusals)


@breaks("LOCK-4", "not_found")
class WaitsForWhatIsMissing(Right):
    """Treats *not found* as *locked*."""

    def is_locked(self, error: Exception) -> bool:
        return isinstance(error, NotFound) or super().is_locked(error)


@breaks("LOCK-4", "at once")
class WaitsOnEveryError(Right):
    """Asks again, whatever the error was."""

    def is_locked(self, error: Exception) -> bool:
        return True


@breaks("LOCK-4", "at once")
class RaisesTheErrorLate(Right):
    """Waits once more before it lets another error out."""

    def is_locked(self, error: Exception) -> bool:
        locked = super().is_locked(error)
        if not locked:
            time.sleep(0.016)
        return locked


class _Reopens(Right):
    """Meddles with the errors of opening a writer."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        try:
            return super().open_writer(ctx, ingester, descriptor)
        except Exception as error:
            return self.meddle(ctx, error)

    def meddle(self, ctx: Context, error: Exception) -> Writer | None:
        raise error


@breaks("LOCK-4", "that error itself")
class RaisesItsOwnOpeningError(_Reopens):
    """Puts an error of its own in the place of the ingester's."""

    def meddle(self, ctx: Context, error: Exception) -> Writer | None:
        if self.is_locked(error):
            raise error
        raise RuntimeError(f"cannot open: {error}") from None


@breaks("LOCK-4", "success")
class ForgetsTheOpeningError(_Reopens):
    """Takes an unavailable ingester for success."""

    def meddle(self, ctx: Context, error: Exception) -> Writer | None:
        if isinstance(error, Unavailable):
            return None
        raise error


@breaks("LOCK-5", "the content exists, after")
class TakesExistsAfterAWaitForAnError(Right):
    """Knows *exists* only as the first answer."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        ref = self.make_ref_key(ctx, descriptor)
        refusals = 0
        while True:
            try:
                return self.ask_ingester(ctx, ingester, ref, descriptor, refusals)
            except Exception as error:
                if self.is_exists(error) and not refusals:
                    return None
                refusals += 1
                if not self.is_locked(error) or self.gives_up(ctx, refusals):
                    raise


class _CountingIngester:
    """Counts how often a writer was asked for."""

    def __init__(self, ingester: Ingester) -> None:
        self.ingester = ingester
        self.asked = 0

    def writer(self, ctx: Context, ref: str, size: int, digest: str, /) -> Writer:
        self.asked += 1
        return self.ingester.writer(ctx, ref, size, digest)


@breaks("LOCK-5", "Fetch was called")
class FetchesWhatExistsAfterAWait(Right):
    """Asks the fetcher although another ingest has brought the content meanwhile."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        counting = _CountingIngester(ingester)
        writer = self.open_writer(ctx, counting, descriptor)
        if writer is not None:
            self.transfer(ctx, writer, lambda: self.ask(ctx, fetcher, descriptor), descriptor)
        elif counting.asked > 1:
            with self.closing(ctx, self.ask(ctx, fetcher, descriptor)):
                pass
        return None


@breaks("LOCK-8", "locked")
class KnowsOnlyTheClassItself(Right):
    """Compares the exact class: a subclass is another error to it."""

    def is_locked(self, error: Exception) -> bool:
        return type(error) is Locked


@breaks("LOCK-8", "from")
class KnowsOnlyBareErrors(Right):
    """Does not look inside of an error."""

    def is_locked(self, error: Exception) -> bool:
        return isinstance(error, Locked)


@breaks("LOCK-8", "group")
class DoesNotOpenGroups(Right):
    """Follows causes, and does not look into exception groups."""

    def is_locked(self, error: Exception) -> bool:
        return isinstance(error, Locked) or isinstance(error.__cause__, Locked)


@breaks("LOCK-8", "twice")
class UnwrapsOnce(Right):
    """Looks only one level into an error."""

    def is_locked(self, error: Exception) -> bool:
        within = error.exceptions if isinstance(error, ExceptionGroup) else [error.__cause__]
        return any(isinstance(link, Locked) for link in (error, *within))


@breaks("LOCK-8", "locked")
class ReadsTheMessage(Right):
    """Takes any error with the word in its message for *locked*."""

    def is_locked(self, error: Exception) -> bool:
        return "locked" in str(error)


@breaks("LOCK-8", "exists")
class KnowsOnlyBareExists(Right):
    """Does not recognise *exists* where it is wrapped."""

    def is_exists(self, error: Exception) -> bool:
        return isinstance(error, AlreadyExists)


@breaks("LOCK-9", "nothing open")
class OpensTheSourceFirst(Right):
    """Holds the source open while it waits for the ref."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        reader: Reader = self.ask(ctx, fetcher, descriptor)
        with self.closing(ctx, reader):
            writer = self.open_writer(ctx, ingester, descriptor)
            if writer is not None:
                with self.closing(ctx, writer):
                    self.copy(writer, reader, descriptor)
        return None


@breaks("LOCK-10", "stood still")
class WaitsUnderOneLock(Right):
    """Holds a lock of its own while it waits, so that all calls of a handler wait together."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        self.lock = threading.Lock()
        return super().fetch_handler(ingester, fetcher)

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        with self.lock:
            return super().open_writer(ctx, ingester, descriptor)


@breaks("LOCK-10", "stood still")
class FetchesOneAfterTheOther(Right):
    """Does not begin a fetch before the one under way is done."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        lock = threading.Lock()
        handle = super().fetch_handler(ingester, fetcher)

        def one_at_a_time(ctx: Context, descriptor: Descriptor) -> Children:
            with lock:
                return handle(ctx, descriptor)

        return one_at_a_time


@breaks("LOCK-10", "stood still")
class LetsThreeInAtATime(Right):
    """Serves no more than three calls at the same time, waiting ones included."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        places = threading.Semaphore(3)
        handle = super().fetch_handler(ingester, fetcher)

        def with_a_place(ctx: Context, descriptor: Descriptor) -> Children:
            with places:
                return handle(ctx, descriptor)

        return with_a_place
