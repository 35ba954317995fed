"""Handlers that harm the process, or never end: see `wicked_table`."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from typing import Any

from wicked_table import REFERENCE, wicked

# -- processes and threads -------------------------------------------------------------------------


@wicked("")
def forks_and_waits(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


@wicked("RUN-3", "a child process")
def lets_a_forked_child_return(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    if os.fork() == 0:
        time.sleep(0.3)
        return []
    return None


@wicked("")
def runs_a_process_of_multiprocessing(ctx: Any, descriptor: Any, *_: Any) -> Any:
    process = multiprocessing.get_context("fork").Process(target=abs, args=(1,))
    process.start()
    process.join()


@wicked("")
def runs_a_command(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    subprocess.run(["true"], check=True)


@wicked("RUN-3", "thread h1, in wait")
def leaves_a_daemon(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    threading.Thread(target=time.sleep, args=(100,), daemon=True).start()


# -- endless ---------------------------------------------------------------------------------------


@wicked("RUN-1", "does not return from wicked_handlers.py")
def computes_for_ever(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    while True:
        pass


@wicked("COPY-2", "at byte 0")
def writes_for_ever(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    ref = REFERENCE.make_ref_key(ctx, descriptor)
    with (
        ingester.writer(ctx, ref, descriptor.size, descriptor.digest) as writer,
        fetcher.fetch(ctx, descriptor) as reader,
    ):
        writer.status()
        reader.read(1)
        while True:
            writer.write(bytes(1 << 20))


@wicked("FETCH-3", "Writer was called again")
def opens_writers_for_ever(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    ref = REFERENCE.make_ref_key(ctx, descriptor)
    while True:
        ingester.writer(ctx, ref, descriptor.size, descriptor.digest).close()


@wicked("RUN-1", "deadlock")
async def awaits_nothing(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    await asyncio.get_running_loop().create_future()


# -- changes of the process ------------------------------------------------------------------------


@wicked("RUN-4", "whether sys.stdout is open")
def closes_stdout(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    sys.stdout.close()


@wicked("RUN-4", "the recursion limit")
def lowers_the_recursion_limit(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    sys.setrecursionlimit(sys.getrecursionlimit() - 100)


@wicked("RUN-4", "the working directory")
def changes_the_directory(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    os.chdir("/")


@wicked("RUN-4", "sys.excepthook")
def removes_the_excepthook(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    sys.excepthook = None  # type: ignore[assignment]


@wicked("RUN-4", "gc.isenabled()")
def stops_the_garbage_collection(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    gc.disable()


@wicked("RUN-4", "threading.Lock")
def replaces_locks(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    threading.Lock = None  # type: ignore[assignment,misc]


@wicked("RUN-4", "time.sleep")
def replaces_sleep(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    time.sleep = None  # type: ignore[assignment]


@wicked("RUN-4", "whether the event loop runs")
async def stops_the_loop(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    asyncio.get_running_loop().stop()
    await asyncio.sleep(0)


# -- ways to come out ------------------------------------------------------------------------------


@wicked("RUN-2", "SystemExit")
def exits(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    sys.exit(3)


@wicked("RUN-2", "os._exit(3)")
def exits_at_once(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    os._exit(3)


@wicked("RUN-2", "GeneratorExit")
def raises_generator_exit(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    raise GeneratorExit


@wicked("FETCH-2a", "RecursionError")
def calls_itself_for_ever(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    return calls_itself_for_ever(ctx, descriptor, ingester, fetcher)


@wicked("FETCH-2a", "MemoryError")
def wants_too_much_memory(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    return bytearray(1 << 60)


@wicked("FETCH-2a", "CancelledError")
async def cancels_every_task(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    for task in asyncio.all_tasks():
        task.cancel()
    await asyncio.sleep(0)


@wicked("FETCH-2a", "Cannot close a running event loop")
async def closes_the_loop(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    asyncio.get_running_loop().close()


@wicked("FETCH-2a", "cannot be called from a running event loop")
async def runs_a_loop_inside(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    work = asyncio.sleep(0)
    try:
        asyncio.run(work)
    finally:
        work.close()


# -- harmless by the contract ----------------------------------------------------------------------


@wicked("")
async def replaces_the_task_factory(ctx: Any, descriptor: Any, *_: Any) -> Any:
    asyncio.get_running_loop().set_task_factory(lambda *args, **rest: None)  # type: ignore[arg-type]


@wicked("")
async def makes_another_loop(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    asyncio.new_event_loop().close()


@wicked("")
async def works_in_a_thread(ctx: Any, descriptor: Any, ingester: Any, fetcher: Any) -> Any:
    await asyncio.to_thread(time.sleep, 1)
