"""The factory of the stores that are judged: its arguments, and the offers of its stores."""

from __future__ import annotations

import inspect
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...contract.capabilities import HANDLERS, STORE_OPTIONS, STORES, Capability
from ..python.border import Border
from ..unusable import Unusable


@dataclass(frozen=True, slots=True)
class Factory:
    """Makes fresh, empty stores.

    * `make`: the callable itself; `takes_folder`: it is called with the path of an empty folder;
    * `is_async`: the methods of its stores are awaited;
    * `offers`: the kinds of what its stores have;
    * `border`: how the classes of their errors are translated.
    """

    make: Callable[..., Any]
    takes_folder: bool
    is_async: bool
    offers: frozenset[str]
    border: Border

    def __call__(self, folder: Callable[[], Path]) -> Any:
        """A store; *folder* makes an empty folder for it."""
        made = self.make(str(folder())) if self.takes_folder else self.make()
        return _at_once(made)[0]


def makes_stores(found: object) -> bool:
    """True if *found* is a factory of stores: callable, and no implementation of handlers."""
    if any(hasattr(found, one.method) for one in HANDLERS):
        return False
    if isinstance(found, type):
        return hasattr(found, "writer")
    return callable(found) or hasattr(found, "writer")


def factory_of(found: Any) -> Factory:
    """The factory *found*, examined by making one store. Raises `Unusable`."""
    if not callable(found):
        raise Unusable(
            f"{found!r:.60} is a store: name a function or a class that makes a new one each time"
        )
    takes_folder = _takes_folder(found)
    with tempfile.TemporaryDirectory(prefix="remotes-store-") as folder:
        try:
            made = found(folder) if takes_folder else found()
            store, is_made_async = _at_once(made)
        except Exception as error:
            raise Unusable(
                f"making a store failed with {type(error).__name__}: {error}; fix that first"
            ) from None
        offers = frozenset(_offers(store))
        declared = getattr(store, "door", "")
        is_async = is_made_async or declared == "async" or _awaits(store.writer)
        border = Border.of(store if hasattr(store, "error_classes") else found)
    kinds = offers | {"folder"} if takes_folder else offers
    return Factory(found, takes_folder, is_async, kinds, border)


def _takes_folder(found: Callable[..., Any]) -> bool:
    try:
        signature = inspect.signature(found)
    except ValueError:
        return False
    needed = [
        one
        for one in signature.parameters.values()
        if one.default is one.empty and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
    if len(needed) > 1:
        raise Unusable(
            f"{getattr(found, '__name__', found)}{signature} needs {len(needed)} arguments: a "
            "factory takes none, or the path of an empty folder"
        )
    return bool(needed)


def _at_once(made: Any) -> tuple[Any, bool]:
    """The store, and whether it came from an awaitable that did not have to wait."""
    if not isinstance(made, Awaitable):
        return made, False
    step = made.__await__()
    try:
        next(step)
    except StopIteration as done:
        return done.value, True
    raise Unusable("the factory awaits something before it returns a store: do that in `writer`")


def _awaits(function: object) -> bool:
    call = getattr(function, "__call__", None)  # noqa: B004  # an object with an async __call__
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call)


def _offers(store: object) -> Iterator[str]:
    for one in (*STORES, *STORE_OPTIONS):
        if not one.method:
            continue
        function = getattr(store, one.method, None)
        if function is None and one in STORES:
            raise Unusable(
                f"{store!r:.60} is not a content store: it has no method {one.method}"
                f"({', '.join(one.arguments)})"
            )
        if function is not None:
            _check_call(one, function)
            yield one.kind


def _check_call(one: Capability, function: Any) -> None:
    """Raises `Unusable` if *function* cannot be called with the arguments of the contract."""
    if not callable(function):
        raise Unusable(f"{one.method} is {function!r:.60}: make it a method")
    try:
        inspect.signature(function).bind(*one.arguments)
    except TypeError as error:
        raise Unusable(
            f"{one.method}{inspect.signature(function)} cannot be called as "
            f"{one.method}({', '.join(one.arguments)}): {error}; change its parameters"
        ) from None
    except ValueError:
        pass  # a function that has no signature
