"""Takes an error for one of a class because such a one stands beside it, or came before it."""

from __future__ import annotations

from collections.abc import Iterator

from remotes_conformance.errors import AlreadyExists, ContentError, Locked

from ..right import Right
from ..shelf import breaks


def members(error: BaseException) -> Iterator[BaseException]:
    """*error*, its causes, and all members of every group."""
    yield error
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from members(member)
    if error.__cause__ is not None:
        yield from members(error.__cause__)


def contexts(error: BaseException) -> Iterator[BaseException]:
    """*error*, and all that was being handled when it was raised."""
    current: BaseException | None = error
    while current is not None:
        yield current
        if isinstance(current, BaseExceptionGroup) and len(current.exceptions) == 1:
            current = current.exceptions[0]
        else:
            current = current.__cause__ or current.__context__


def has(found: Iterator[BaseException], wanted: type[ContentError]) -> bool:
    return any(isinstance(each, wanted) for each in found)


@breaks("LOCK-4", "other")
class TakesAMemberForALock(Right):
    """One locked among several errors is enough for it to wait."""

    def is_locked(self, error: Exception) -> bool:
        return has(members(error), Locked)


@breaks("LOCK-4", "other")
class TakesTheContextForALock(Right):
    """Waits for an error that was raised while a lock error was handled."""

    def is_locked(self, error: Exception) -> bool:
        return has(contexts(error), Locked)


@breaks("LOCK-4", "other")
class TakesAMemberForExisting(Right):
    """One *exists* among several errors of the ingester is success."""

    def is_exists(self, error: Exception) -> bool:
        return has(members(error), AlreadyExists)


@breaks("LOCK-4", "other")
class TakesTheContextForExisting(Right):
    """An error that was raised while *exists* was handled is success."""

    def is_exists(self, error: Exception) -> bool:
        return has(contexts(error), AlreadyExists)
