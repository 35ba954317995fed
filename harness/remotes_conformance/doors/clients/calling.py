"""One call of a client in this process: its end, and the text of its error."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterator
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from .clock import Stopped
from .operation import LONGEST, Operation
from .server import MAX_REQUESTS, Server

if TYPE_CHECKING:
    from .in_process import InProcess

_LOOKS_EVERY = 0.05
_MOST_ERRORS = 40
"""Errors of a chain, and members of groups, that are looked at."""
_LONGEST_VALUE = 2_000
"""Characters of an attribute that are kept."""

_STATUSES: Final = ("status", "status_code", "code")
"""The names of the attribute with the status, in answers of HTTP libraries."""

RETURNED_FALSE: Final = (
    "it returned False, which counts as success: raise an exception to report a failure"
)
"""The note about a client that seems to report failures in another way."""
NO_EXCEPTION: Final = "which is not an Exception: callers that catch Exception do not catch it"
"""The note about a client that raises one of the other `BaseException`s."""

How: TypeAlias = Literal["done", "failed", "hung"]
Method: TypeAlias = Callable[[Operation], object]


def repeated(method: Method) -> Method:
    """*method*, done twice; the error of the first time is left out."""

    def twice(operation: Operation) -> object:
        try:
            method(operation)
        except Stopped:
            raise
        except BaseException:
            pass  # also one that is no Exception is a failure
        return method(operation)

    return twice


class Call:
    """One call, and how it ended: `how`, `text`, `seconds`; `why` it was given up.

    `error`: what a traceback shows of its error: the texts and the notes of the error, of all that
    it was raised from or during, and of the members of groups. `attributes`: the values that these
    errors carry besides, which no traceback shows.
    """

    def __init__(self, method: Method, operation: Operation) -> None:
        self.how: How = "hung"
        self.text = self.why = self.error = self.attributes = ""
        self._method, self._operation = method, operation
        self._began = time.monotonic()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            returned = self._method(self._operation)
        except Stopped:
            return
        except BaseException as error:
            self._fails(error)
        else:
            self.text = RETURNED_FALSE if returned is False else ""
            self.how = "done"

    def _fails(self, error: BaseException) -> None:
        # In a frame of its own: a list of errors in one of their traceback would keep them alive.
        self.text = "".join(traceback.format_exception_only(error)).strip()
        if not isinstance(error, Exception):
            self.text = f"{self.text} ({NO_EXCEPTION})"
        errors = list(_errors(error))
        self.error = "\n".join(_shown(one) for one in errors)
        self.attributes = "\n".join(text for one in errors for text in _carried(one))
        self.how = "failed"

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def wait(self, server: Server | InProcess, patience: float) -> None:
        """Until it has ended, or hangs: nothing happens for *patience* seconds, or too much."""
        while self.thread.is_alive() and not self.why:
            self.thread.join(_LOOKS_EVERY)
            if server.is_flooded:
                self.why = f"(given up: it made more than {MAX_REQUESTS} requests)"
            elif time.monotonic() - server.active > patience:
                self.why = f"(given up: no request for {patience:g} s)"
            elif self.seconds > LONGEST * patience:
                self.why = f"(given up after {LONGEST * patience:g} s)"


def _errors(error: BaseException) -> Iterator[BaseException]:
    """*error*, what it was raised from or during, and the members of groups among them."""
    left: list[BaseException] = [error]
    found: list[BaseException] = []
    while left and len(found) < _MOST_ERRORS:
        current = left.pop(0)
        if any(current is one for one in found):
            continue
        found.append(current)
        yield current
        if isinstance(current, BaseExceptionGroup):
            left += current.exceptions
        before = (current.__cause__, current.__context__)
        left += [one for one in before if one is not None]


def _shown(error: BaseException) -> str:
    notes = getattr(error, "__notes__", ())
    return "\n".join((f"{type(error).__name__}: {error}", *map(str, notes)))


def _carried(error: BaseException) -> Iterator[str]:
    """The values of its attributes that are texts, bytes, numbers, or made of these; of others,
    the status."""
    for value in (*error.args, *getattr(error, "__dict__", {}).values(), *_in_slots(error)):
        if isinstance(value, bytes):
            yield value[:_LONGEST_VALUE].decode("utf-8", "replace")
        elif isinstance(value, str):
            yield value[:_LONGEST_VALUE]
        elif isinstance(value, int | list | tuple | dict):
            yield repr(value)[:_LONGEST_VALUE]
        else:  # the answer of an HTTP library, perhaps
            found = (getattr(value, name, None) for name in _STATUSES)
            yield from (str(int(status)) for status in found if isinstance(status, int))


def _in_slots(error: BaseException) -> Iterator[object]:
    """The values of the attributes that its classes keep in `__slots__`. The descriptors that
    Python makes for these run no code of the client."""
    for kind in type(error).__mro__:
        for one in vars(kind).values() if "__slots__" in vars(kind) else ():
            if isinstance(one, MemberDescriptorType):
                try:
                    yield one.__get__(error)
                except AttributeError:
                    continue  # nothing was put there
