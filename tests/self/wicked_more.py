"""More handlers that harm whoever calls them: see `wicked_handlers`, whose table they join."""

from __future__ import annotations

import asyncio
import ctypes
import io
import logging
import os
import queue
import random
import signal
import sys
import tempfile
import threading
import time
import warnings
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from wicked_table import REFERENCE, wicked

# -- processes and threads -------------------------------------------------------------------------


@wicked("RUN-3", "a child process")
def leaves_a_child_behind(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    if os.fork() == 0:
        signal.pause()
        os._exit(0)


@wicked("RUN-3", "a child process")
def stops_its_child(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    child = os.fork()
    if child == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    os.waitpid(child, os.WUNTRACED)


@wicked("RUN-3", "thread")
def leaves_hundred_threads(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    for _ in range(100):
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()


@wicked("")
def works_in_hundred_threads(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    with ThreadPoolExecutor(100) as pool:
        list(pool.map(time.sleep, [1] * 100))


@wicked("FETCH-2a", "ValueError: of a helper")
def lets_a_helper_fail(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    def fail() -> None:
        raise ValueError("of a helper")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(fail).result()


# -- what never ends -------------------------------------------------------------------------------


@wicked("RUN-1", "deadlock")
def waits_for_a_queue(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    queue.Queue[int]().get()


@wicked("RUN-1", "livelock")
def sleeps_for_nothing(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    while True:
        time.sleep(0)


@wicked("RUN-1", "livelock")
async def yields_for_ever(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    while True:
        await ctx.wait(0)


@wicked("FETCH-3", "ref 'ref-1', size 1")
def opens_writers_and_keeps_them(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    writers, number = [], 0
    while True:
        number += 1
        writers.append(ingester.writer(ctx, f"ref-{number}", 1, descriptor.digest))


@wicked("FETCH-3", "Fetch was called")
async def asks_a_thousand_times_at_once(ctx: Any, descriptor: Any, *others: Any) -> Any:
    _, fetcher = others
    await asyncio.gather(*(fetcher.fetch(ctx, descriptor) for _ in range(1000)))


@wicked("RUN-1", "does not come back from wicked_more.py")
def ignores_the_end(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    while True:
        try:
            while True:
                pass
        except BaseException:
            return []


@wicked("RUN-1", "does not come back")
async def blocks_the_loop(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    while True:
        pass


# -- what leaves the process otherwise than it was -------------------------------------------------


@wicked("RUN-4", "sys.stdout")
def replaces_stdout(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    sys.stdout = io.StringIO()


@wicked("RUN-4", "threading.excepthook")
def replaces_the_hook_of_threads(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    threading.excepthook = lambda *_: None


@wicked("RUN-4", "time.monotonic")
def replaces_the_clock(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    time.monotonic = lambda: 0.0


@wicked("")
def seeds_all_random_numbers(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    random.seed(0)


@wicked("")
def silences_all_logging(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    logging.getLogger("wicked").addHandler(logging.NullHandler())
    logging.getLogger("wicked").warning("not heard")


@wicked("")
def writes_where_it_may(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    with tempfile.TemporaryFile() as file:
        file.write(bytes(1 << 16))


@wicked("FETCH-2a", "DeprecationWarning")
def warns_with_an_error(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.warn("old", DeprecationWarning, stacklevel=1)


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


# -- what is passed to collaborators ---------------------------------------------------------------


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


@wicked("FETCH-8", "it got an object for a context")
def passes_no_context(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    ref = REFERENCE.make_ref_key(ctx, descriptor)
    with ingester.writer(object(), ref, descriptor.size, descriptor.digest):
        return []


@wicked("FETCH-8", "it got a Descriptor")
def swaps_the_arguments(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    fetcher.fetch(descriptor, ctx)


# -- what harms nothing that the contract protects -------------------------------------------------


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
