"""Translates errors, descriptors and results, in both directions.

An adapter may declare the classes that its implementation uses instead of ours:

* `error_classes`: a mapping from our error classes, and from our signals, to its own,
* `descriptor_type`: a pair of functions, from our descriptor to its own and back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import CoroutineType
from typing import Any

from ...content import Descriptor
from ...errors import CLASSES, ContentError, chain
from ...world.journal import Outcome, Refusal, Strange
from ..plain_descriptors import plain_descriptor
from ..plain_values import described, exact, is_a, shown, type_name, without_addresses
from .came_out import identity, is_interrupt, text, whole_text
from .raised import raised

_VISITING = frozenset({"walk", "dispatch", "image"})


@dataclass(frozen=True, slots=True)
class Border:
    """Translates errors and descriptors for one implementation."""

    error_classes: Mapping[type[Exception], type[Exception]] = field(default_factory=dict)
    to_foreign: Callable[[Descriptor], Any] = lambda descriptor: descriptor
    from_foreign: Callable[[Any], Any] = lambda descriptor: descriptor

    @classmethod
    def of(cls, remotes: object) -> Border:
        """The border that an adapter declares."""
        to_foreign, from_foreign = getattr(remotes, "descriptor_type", (None, None))
        classes = getattr(remotes, "error_classes", {})
        if to_foreign is None or from_foreign is None:
            return cls(classes)
        return cls(classes, to_foreign, from_foreign)

    def seen(self, descriptor: object) -> Descriptor | Strange:
        """The descriptor that a collaborator is asked for, as it is at this moment."""
        try:
            ours = self.from_foreign(descriptor)
        except Exception:  # the adapter's code, given what is no descriptor of its own
            return Strange(described(descriptor))
        return plain_descriptor(ours)

    def class_of(self, ours: type[Exception]) -> type[Exception]:
        """The class that collaborators raise for an error of class *ours*."""
        # An error of no class of the contract comes as real collaborators raise it: a broken
        # connection, a full disk.
        return self.error_classes.get(ours, OSError if ours is ContentError else ours)

    def error(self, refusal: Refusal) -> BaseException:
        """The exception that a collaborator raises."""
        return raised(refusal, self.class_of)

    def kinds(self, error: BaseException) -> tuple[str, ...]:
        """The classes that are found in the chain of *error*."""
        links = list(chain(error))
        types = {type(link) for link in links}
        found = []
        for kind, ours in CLASSES.items():
            wanted = (ours, self.error_classes.get(ours, ours))
            for one in types:
                if kind != "other" and issubclass(one, wanted):
                    found.append(kind)
                    break
        if any(map(is_interrupt, links)) and not is_a(error, Exception):
            found.append("interrupt")
        return tuple(found)

    def failure(self, error: BaseException) -> Outcome:
        """The outcome of a call that raised an exception."""
        if is_a(error, asyncio.CancelledError):
            error = RuntimeError("the handler ended in CancelledError")
        links = list(chain(error))
        if not is_a(error, Exception) and not any(map(is_interrupt, links)):
            message = text(error)
            if is_a(error, SystemExit) and message.startswith("os._exit("):
                return Outcome(False, crash=f"called {message}")
            crash = f"raised {type_name(error)}"
            return Outcome(False, message=without_addresses(message), crash=crash)
        ids = tuple(dict.fromkeys(filter(None, map(identity, links))))
        return Outcome(False, kinds=self.kinds(error), ids=ids, message=whole_text(links))

    def result(self, kind: str, value: Any) -> Outcome:
        """The outcome of a call of that kind that returned a value. What a walk or a dispatch
        returns means nothing: it has done its work."""
        if kind in _VISITING and type(value) is not CoroutineType:
            return Outcome(True)
        return self.children(value)

    def children(self, value: Any) -> Outcome:
        """The outcome of a handler that returned a value."""
        if value is None:
            return Outcome(True)
        if type(value) is CoroutineType:
            value.close()
            return Outcome(
                True, crash="returned a coroutine: declare the handler with `async def`, or give "
                'the adapter the attribute `door = "async"`, so that it is awaited'
            )  # fmt: skip
        if issubclass(type(value), Sequence) and not issubclass(type(value), (str, bytes)):
            try:
                return Outcome(True, children=len(value))
            except Exception:  # code of its own
                return Outcome(True, crash=f"returned {described(value)}, which has no length")
        message = f"returned {shown(value)}, which is not a sequence of descriptors"
        return Outcome(True, crash=message)

    def key(self, value: Any) -> Outcome:
        """The outcome of a `make_ref_key` that returned a value."""
        if type(value) is CoroutineType:
            value.close()
        if is_a(value, str):
            return Outcome(True, key=exact(value))
        return Outcome(True, crash=f"returned the key {shown(value)}, which is not a string")
