"""Takes an error for one of a class because such a one stands beside it, or came before it."""

from __future__ import annotations

from collections.abc import Iterator

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import AlreadyExists, ContentError, Locked
from remotes_conformance.protocols import Context, Pusher, Writer

from .right import Right
from .shelf import breaks


def _members(error: BaseException) -> Iterator[BaseException]:
    """*error*, its causes, and all members of every group."""
    yield error
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _members(member)
    if error.__cause__ is not None:
        yield from _members(error.__cause__)


def _contexts(error: BaseException) -> Iterator[BaseException]:
    """*error*, and all that was being handled when it was raised."""
    current: BaseException | None = error
    while current is not None:
        yield current
        if isinstance(current, BaseExceptionGroup) and len(current.exceptions) == 1:
            current = current.exceptions[0]
        else:
            current = current.__cause__ or current.__context__


def _has(found: Iterator[BaseException], wanted: type[ContentError]) -> bool:
    return any(isinstance(each, wanted) for each in found)


@breaks("LOCK-4", "other")
class TakesAMemberForALock(Right):
    """One locked among several errors is enough for it to wait."""

    def is_locked(self, error: Exception) -> bool:
        return _has(_members(error), Locked)


@breaks("LOCK-4", "other")
class TakesTheContextForALock(Right):
    """Waits for an error that was raised while a lock error was handled."""

    def is_locked(self, error: Exception) -> bool:
        return _has(_contexts(error), Locked)


@breaks("LOCK-4", "other")
class TakesAMemberForExisting(Right):
    """One *exists* among several errors of the ingester is success."""

    def is_exists(self, error: Exception) -> bool:
        return _has(_members(error), AlreadyExists)


@breaks("LOCK-4", "other")
class TakesTheContextForExisting(Right):
    """An error that was raised while *exists* was handled is success."""

    def is_exists(self, error: Exception) -> bool:
        return _has(_contexts(error), AlreadyExists)


@breaks("PUSH-3", "other")
class TakesAMemberForPushed(TakesAMemberForExisting):
    """The same in a push."""


@breaks("PUSH-3", "other")
class TakesTheContextForPushed(TakesTheContextForExisting):
    """The same in a push."""


@breaks("PUSH-3", "Push")
class WaitsForAMemberOfThePushersError(Right):
    """Asks the pusher a second time where a lock error stands beside another one."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        try:
            return super().open_push(ctx, pusher, descriptor)
        except ExceptionGroup as error:
            if len(error.exceptions) == 1 or not _has(_members(error), Locked):
                raise
        return super().open_push(ctx, pusher, descriptor)


@breaks("COPY-15", "Commit")
class TakesAMemberForCommitted(Right):
    """A commit that failed, and said *exists* beside it, is success."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            super().commit(writer, ref, descriptor)
        except Exception as error:
            if not _has(_members(error), AlreadyExists):
                raise


@breaks("COPY-15", "Commit")
class TakesTheContextForCommitted(Right):
    """The same of an error that was raised while *exists* was handled."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            super().commit(writer, ref, descriptor)
        except Exception as error:
            if not _has(_contexts(error), AlreadyExists):
                raise
