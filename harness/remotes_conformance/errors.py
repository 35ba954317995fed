"""The error classes of the content contract, and how to recognise one however it is wrapped.

Collaborators raise these; a handler lets them out again. Wrapping is recognised where Python means
it: a subclass, `raise … from error`, an exception group of one. A bare `raise` inside an `except`
block is a new error that happened meanwhile, not a wrapped one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar


class ContentError(Exception):
    """An error of a content collaborator, of no further class.

    `kind`: the name of the class in scenarios, tokens, stories and the protocol of adapters.
    """

    kind: ClassVar[str] = "other"


class AlreadyExists(ContentError):
    """The content is there already. For a handler it is success: nothing has to be copied."""

    kind = "exists"


class Locked(ContentError):
    """The ref is open for writing elsewhere. A fetch waits for it and asks again."""

    kind = "locked"


class NotFound(ContentError):
    """There is no such content, or no such ingest."""

    kind = "not_found"


class FailedPrecondition(ContentError):
    """The size or digest of an ingest is not the expected one, or the writer is closed."""

    kind = "failed_precondition"


class InvalidArgument(ContentError, ValueError):
    """An argument that can never be right."""

    kind = "invalid_argument"


class Unavailable(ContentError):
    """The collaborator cannot answer at the moment. A handler lets it out."""

    kind = "unavailable"


class Reset(ContentError):
    """The writer asks the handler to go on from the offset that `status()` reports.

    It has been a class of its own since containerd 1.5. Before, it was an ordinary failure.
    """

    kind = "reset"


class UnexpectedEnd(ContentError, EOFError):
    """The bytes end too early."""

    kind = "unexpected_end"


class Unsupported(ContentError, OSError):
    """The reader or writer cannot do that at all."""

    kind = "unsupported"


CLASSES: dict[str, type[ContentError]] = {
    error.kind: error
    for error in (
        ContentError, AlreadyExists, Locked, NotFound, FailedPrecondition, InvalidArgument,
        Unavailable, Reset, UnexpectedEnd, Unsupported,
    )
}  # fmt: skip
"""Every class by its `kind`; "other" is `ContentError` itself."""


class SkipDescriptor(Exception):
    """A handler's signal to `walk` and `dispatch`: leave out the children of this descriptor."""

    kind: ClassVar[str] = "skip"


class StopHandler(Exception):
    """A handler's signal to the chain that it is in: do not call the handlers after it."""

    kind: ClassVar[str] = "stop"


SIGNALS: dict[str, type[Exception]] = {"skip": SkipDescriptor, "stop": StopHandler}
"""The signals of handlers, by their `kind`. They are errors of no class of the content contract."""


# Read past the object's class, which may have a property in the place of each.
_members_of: Callable[[BaseException], tuple[BaseException, ...]]
_members_of = vars(BaseExceptionGroup)["exceptions"].__get__
_cause_of: Callable[[BaseException], BaseException | None]
_cause_of = vars(BaseException)["__cause__"].__get__


def chain(error: BaseException) -> Iterator[BaseException]:
    """*error*, then what it wraps, outside in; each exception once."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        members = _members_of(current) if issubclass(type(current), BaseExceptionGroup) else ()
        current = members[0] if len(members) == 1 else _cause_of(current)


def _is(error: BaseException, wanted: type[Exception]) -> bool:
    return any(issubclass(type(link), wanted) for link in chain(error))


def is_exists(error: BaseException) -> bool:
    """True if *error* is, or wraps, `AlreadyExists`."""
    return _is(error, AlreadyExists)


def is_locked(error: BaseException) -> bool:
    """True if *error* is, or wraps, `Locked`."""
    return _is(error, Locked)


def is_reset(error: BaseException) -> bool:
    """True if *error* is, or wraps, `Reset`."""
    return _is(error, Reset)


def is_not_found(error: BaseException) -> bool:
    """True if *error* is, or wraps, `NotFound`."""
    return _is(error, NotFound)


def is_skip(error: BaseException) -> bool:
    """True if *error* is, or wraps, `SkipDescriptor`."""
    return _is(error, SkipDescriptor)


def is_stop(error: BaseException) -> bool:
    """True if *error* is, or wraps, `StopHandler`."""
    return _is(error, StopHandler)
