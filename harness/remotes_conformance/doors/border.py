"""Errors and results on their way across the border, in both directions.

An adapter may declare, in one place, the classes that its implementation uses instead of ours:

* `error_classes`: a mapping from our error classes to its own,
* `descriptor_type`: a pair of functions, from our descriptor to its own and back.
"""

from __future__ import annotations

import asyncio
import inspect
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..content import Descriptor, own_copy
from ..errors import CLASSES, ContentError, chain
from ..journal import Outcome, Refusal

_IDENTITY = "_remotes_refusal"


def mark(error: BaseException, refusal: Refusal) -> None:
    """Give *error* the identity of *refusal*: so it is known again when it comes out."""
    setattr(error, _IDENTITY, refusal.id)


@dataclass(frozen=True, slots=True)
class Border:
    """How errors and descriptors are translated for one implementation."""

    error_classes: Mapping[type[ContentError], type[Exception]] = field(default_factory=dict)
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

    def seen(self, descriptor: Any) -> Any:
        """The descriptor that a collaborator is asked for, as it is at this moment."""
        ours = self.from_foreign(descriptor)
        return own_copy(ours) if type(ours) is Descriptor else ours

    def error(self, refusal: Refusal) -> BaseException:
        """The exception that a collaborator raises."""
        ours = CLASSES.get(refusal.kind, ContentError)
        # What has no class of the contract comes as real collaborators have it: a broken
        # connection, a full disk.
        kind = self.error_classes.get(ours, OSError if ours is ContentError else ours)
        if refusal.wrap == "subclass":
            kind = type(f"Special{kind.__name__}", (kind,), {})
        bare: Exception = kind(refusal.message)
        mark(bare, refusal)
        wrapped: Exception = bare
        if refusal.wrap in ("from", "twice"):
            for _ in range(1 + (refusal.wrap == "twice")):
                outer = RuntimeError("a collaborator failed")
                outer.__cause__, wrapped = wrapped, outer
        elif refusal.wrap == "group":
            wrapped = ExceptionGroup("a collaborator failed", [bare])
        mark(wrapped, refusal)
        return wrapped

    def kinds(self, error: BaseException) -> tuple[str, ...]:
        """The classes that are found in the chain of *error*."""
        links = list(chain(error))
        found = []
        for kind, ours in CLASSES.items():
            wanted = (ours, self.error_classes.get(ours, ours))
            for link in links:
                if isinstance(link, wanted) and kind != "other":
                    found.append(kind)
                    break
        return tuple(found)

    def failure(self, error: BaseException) -> Outcome:
        """What came out, when it was an exception."""
        if isinstance(error, asyncio.CancelledError):
            error = RuntimeError("CancelledError came out of the handler")
        if isinstance(error, SystemExit) and str(error).startswith("os._exit("):
            return Outcome(False, crash=f"called {error}")
        if not isinstance(error, Exception):
            return Outcome(False, message=str(error), crash=f"raised {type(error).__name__}")
        links = list(chain(error))
        ids = tuple(dict.fromkeys(i for i in (getattr(link, _IDENTITY, "") for link in links) if i))
        return Outcome(False, kinds=self.kinds(error), ids=ids, message=_text(links, ids))

    def children(self, value: Any) -> Outcome:
        """What came out of a handler, when it was a value."""
        if value is None:
            return Outcome(True)
        if inspect.iscoroutine(value):
            value.close()
            return Outcome(
                True, crash="returned a coroutine: declare the handler with `async def`, or give "
                'the adapter the attribute `door = "async"`, so that it is awaited'
            )  # fmt: skip
        if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
            return Outcome(True, children=len(value))
        return Outcome(True, crash=f"returned {value!r:.60}, which is no sequence of descriptors")

    def key(self, value: Any) -> Outcome:
        """What came out of `make_ref_key`, when it was a value."""
        if inspect.iscoroutine(value):
            value.close()
        if isinstance(value, str):
            return Outcome(True, key=str(value))
        return Outcome(True, crash=f"returned the key {value!r:.60}, which is no string")


def _text(links: list[BaseException], ids: tuple[str, ...]) -> str:
    """The whole text of an error; where it is the implementation's own, also where it arose."""
    parts: list[str] = []
    for link in links:
        ours = isinstance(link, ContentError) or hasattr(link, _IDENTITY)
        parts += [str(link) if ours else f"{type(link).__name__}: {link}"]
        parts += getattr(link, "__notes__", ())
    text = ": ".join(parts)
    places = [] if ids else list(traceback.walk_tb(links[-1].__traceback__))
    if not places:
        return text
    frame, line = places[-1]
    return f"{text} (at {frame.f_code.co_filename.rsplit('/', 1)[-1]}:{line})"
