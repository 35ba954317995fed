"""Implementations that behave badly as guests: one clear finding each, and the run goes on."""

from __future__ import annotations

import io
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.rules import judge
from remotes_conformance.scenarios.stories.building import fetch, story, task
from wrong.right import Right

Body = Callable[..., Any]
SCENARIO = story("one fetch", fetch()).scenario
HEALTHY = story("one key", task("key")).scenario


class Guest(Right):
    """Runs *body* in place of the fetch handler, with the right handler at hand."""

    def __init__(self, body: Body) -> None:
        super().__init__()
        self._body = body

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        right = super().fetch_handler(ingester, fetcher)
        return lambda ctx, descriptor: self._body(lambda: right(ctx, descriptor), ctx, ingester)


def loops_for_ever(right: Body, ctx: Any, ingester: Any) -> None:
    while True:
        pass


def waits_for_nothing(right: Body, ctx: Any, ingester: Any) -> None:
    threading.Event().wait()


def locks_itself_out(right: Body, ctx: Any, ingester: Any) -> None:
    lock = threading.Lock()
    with lock, lock:
        pass


def blocks_in_the_system(right: Body, ctx: Any, ingester: Any) -> None:
    select.select([], [], [], 60)


def spins_on_the_clock(right: Body, ctx: Any, ingester: Any) -> None:
    while time.monotonic() < 1e9:
        pass


def asks_over_and_over(right: Body, ctx: Any, ingester: Any) -> None:
    writer = ingester.writer(ctx, "ref", 1, "digest")
    while True:
        writer.status()


def exits(right: Body, ctx: Any, ingester: Any) -> None:
    sys.exit(3)


def exits_at_once(right: Body, ctx: Any, ingester: Any) -> None:
    os._exit(3)


def interrupts(right: Body, ctx: Any, ingester: Any) -> None:
    raise KeyboardInterrupt


def raises_a_base_exception(right: Body, ctx: Any, ingester: Any) -> None:
    raise BaseException("rubbish")


def returns_rubbish(right: Body, ctx: Any, ingester: Any) -> object:
    right()
    return 42


def returns_a_coroutine(right: Body, ctx: Any, ingester: Any) -> object:
    async def handle() -> None: ...

    return handle()


def recurses(right: Body, ctx: Any, ingester: Any) -> object:
    return recurses(right, ctx, ingester)


def leaves_a_thread(right: Body, ctx: Any, ingester: Any) -> object:
    def tick() -> None:
        while True:
            time.sleep(1)

    threading.Thread(target=tick, daemon=True).start()
    return right()


def calls_afterwards(right: Body, ctx: Any, ingester: Any) -> object:
    def call() -> None:
        time.sleep(1)
        ingester.writer(ctx, "ref", 1, "digest").close()

    threading.Thread(target=call, daemon=True).start()
    return right()


def replaces_sleep(right: Body, ctx: Any, ingester: Any) -> object:
    time.sleep = lambda seconds: None  # type: ignore[assignment]
    return right()


def replaces_stdout(right: Body, ctx: Any, ingester: Any) -> object:
    sys.stdout = io.StringIO()
    return right()


FINDINGS = {
    loops_for_ever: ("RUN-1", "hang: t0 does not return from test_conduct.py"),
    waits_for_nothing: ("RUN-1", "deadlock"),
    locks_itself_out: ("RUN-1", "deadlock"),
    blocks_in_the_system: ("RUN-1", "in blocks_in_the_system"),
    spins_on_the_clock: ("RUN-1", "reads the clock over and over"),
    asks_over_and_over: ("RUN-1", "livelock"),
    exits: ("RUN-2", "raised SystemExit"),
    exits_at_once: ("RUN-2", "called os._exit(3)"),
    interrupts: ("RUN-2", "raised KeyboardInterrupt"),
    raises_a_base_exception: ("RUN-2", "raised BaseException"),
    returns_rubbish: ("RUN-2", "returned 42"),
    returns_a_coroutine: ("RUN-2", "declare the handler with `async def`"),
    recurses: ("FETCH-2a", "ecursion depth exceeded"),
    leaves_a_thread: ("RUN-3", "thread h1"),
    calls_afterwards: ("RUN-3", "Writer was called afterwards"),
    replaces_sleep: ("RUN-4", "changed: time.sleep"),
    replaces_stdout: ("RUN-4", "changed: sys.stdout"),
}


@pytest.mark.parametrize("body", FINDINGS, ids=lambda body: body.__name__)
def test_bad_conduct_is_one_finding_and_the_run_goes_on(body: Body) -> None:
    """The finding has the right id and names the fault; the next scenario is played as ever."""
    door = ThreadDoor(Guest(body), patience=1)
    broken = judge(SCENARIO, door.play(SCENARIO)).broken
    id, message = FINDINGS[body]
    assert [b for i, b in broken if i == id and message in b.observed], broken
    if id.startswith("RUN"):
        assert {i for i, b in broken if i.startswith("RUN")} == {id}
    assert not judge(HEALTHY, door.play(HEALTHY)).broken


def test_a_process_left_behind_is_found_beside_one_that_was_there_before() -> None:
    """Such as the adapter of another bench in the same run."""
    before = subprocess.Popen(["sleep", "60"])
    left: list[subprocess.Popen[bytes]] = []

    def leaves_a_process(right: Body, ctx: Any, ingester: Any) -> object:
        left.append(subprocess.Popen(["sleep", "60"]))
        return right()

    try:
        door = ThreadDoor(Guest(leaves_a_process), patience=1)
        broken = judge(SCENARIO, door.play(SCENARIO)).broken
        healthy = judge(HEALTHY, door.play(HEALTHY)).broken
    finally:
        for process in (before, *left):
            process.kill()
            process.wait()

    assert ["a child process" in b.observed for i, b in broken if i == "RUN-3"] == [True]
    assert not healthy
