"""Handlers that raise, return or pass strange values: see `wicked_table`."""

from __future__ import annotations

import ctypes
import sys
import weakref
from typing import Any

from wicked_table import REFERENCE, wicked

# -- ways to come out ------------------------------------------------------------------------------


class Unspeakable(Exception):
    """Nothing of it can be read."""

    def __str__(self) -> str:
        raise RuntimeError("no text")

    __repr__ = __str__


@wicked("FETCH-2a", "Unspeakable")
def raises_what_has_no_text(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    raise Unspeakable


@wicked("FETCH-2a", "\\ud800")
def raises_what_is_no_unicode(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    raise ValueError("half a pair: \ud800")


@wicked("FETCH-2a", "xxxx")
def raises_a_long_text(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    raise ValueError("x" * 5_000_000)


@wicked("FETCH-2a", "ValueError")
def raises_a_long_chain(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    error = ValueError("first")
    for number in range(2000):
        outer = ValueError(f"link {number}")
        outer.__cause__, error = error, outer
    raise error


@wicked("FETCH-2a", "ValueError")
def raises_a_circle(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    raise one


@wicked("FETCH-2a", "ExceptionGroup")
def raises_a_deep_group(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    error: Exception = ValueError("inside")
    for _ in range(300):
        error = ExceptionGroup("a group", [error, KeyError("beside")])
    raise error


@wicked("FETCH-2a", "StopIteration")
def raises_stop_iteration(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    raise StopIteration("done")


@wicked("RUN-2", "KeyboardInterrupt")
def interrupts_the_process(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    raise KeyboardInterrupt


@wicked("RUN-2", "which is not a sequence of descriptors")
def returns_a_generator(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    return (number for number in range(3))


class Endless(list[int]):
    """A sequence that cannot be counted."""

    def __len__(self) -> int:
        raise RuntimeError("no length")


@wicked("RUN-2", "which has no length")
def returns_what_cannot_be_counted(ctx: Any, descriptor: Any, *_: Any) -> Any:
    return Endless()


@wicked("RUN-2", "Lying")
def returns_what_lies_about_its_class(ctx: Any, descriptor: Any, *_: Any) -> Any:
    class Lying:
        @property
        def __class__(self) -> Any:  # type: ignore[override]
            raise RuntimeError("no class")

    return Lying()


# -- arguments of collaborators --------------------------------------------------------------------


class Text(str):
    """A string that is never equal, and has no hash."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("not comparable")

    __hash__ = None  # type: ignore[assignment]


@wicked("FETCH-3", "ref 'ref'")
def asks_for_a_strange_ref(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    ingester.writer(ctx, Text("ref"), descriptor.size, descriptor.digest).close()


@wicked("FETCH-3", "an int of 19932 bits")
def asks_for_a_huge_size(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    ingester.writer(ctx, "ref", 10**6000, descriptor.digest).close()


@wicked("FETCH-3", "ref 'rrrr")
def asks_for_a_long_ref(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    ingester.writer(ctx, "r" * 5_000_000, descriptor.size, descriptor.digest).close()


@wicked("FETCH-5", "the str")
def fetches_by_digest(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    ref = REFERENCE.make_ref_key(ctx, descriptor)
    with ingester.writer(ctx, ref, descriptor.size, descriptor.digest):
        fetcher.fetch(ctx, descriptor.digest)
    return []


@wicked("FETCH-8", "it was called with an object in place of a context")
def passes_no_context(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    ref = REFERENCE.make_ref_key(ctx, descriptor)
    with ingester.writer(object(), ref, descriptor.size, descriptor.digest):
        return []


@wicked("FETCH-8", "it was called with a Descriptor")
def swaps_the_arguments(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    fetcher.fetch(descriptor, ctx)


# -- harmless by the contract ----------------------------------------------------------------------


@wicked("")
def keeps_what_it_was_given(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    _KEPT.append((ctx, descriptor, ingester, fetcher))


@wicked("")
def refers_weakly(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    _KEPT.append(weakref.ref(ctx))


@wicked("")
def makes_a_circle_of_garbage(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    circle: list[Any] = []
    circle.append(circle)
    _ = ctypes.c_int(1)


@wicked("RUN-4", "the recursion limit")
def raises_the_recursion_limit(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    sys.setrecursionlimit(sys.getrecursionlimit() + 1)


_KEPT: list[Any] = []
