"""Handlers that leave something running, never end, or change the process: see `wicked_table`."""

from __future__ import annotations

import asyncio
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
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from wicked_table import wicked

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


async def _fails_unawaited() -> None:
    raise ValueError("of a task")


@wicked("")
async def lets_a_task_fail(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    asyncio.ensure_future(_fails_unawaited())  # noqa: RUF006  # that is the point
    await asyncio.sleep(0)


# -- endless ---------------------------------------------------------------------------------------


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


@wicked("RUN-1", "does not return from wicked_lasting.py")
def ignores_the_end(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    while True:
        try:
            while True:
                pass
        except BaseException:
            return []


@wicked("RUN-1", "does not return")
async def blocks_the_loop(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    while True:
        pass


# -- changes of the process ------------------------------------------------------------------------


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
