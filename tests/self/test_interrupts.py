"""A collaborator raises KeyboardInterrupt, which no `except Exception` catches."""

from __future__ import annotations

import asyncio
import concurrent.futures
import inspect
from typing import Any

import pytest
from different.asynchronous import Asynchronous
from remotes_conformance.doors.python.border import Border
from remotes_conformance.doors.python.loop import LoopDoor
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.scenario import Answer, Scenario
from remotes_conformance.scenarios.stories.building import fetch, push
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.telling.story import describe
from remotes_conformance.world.journal import Journal, Outcome, Refusal
from remotes_reference import remotes
from remotes_reference.aio import remotes as remotes_aio
from wrong.right import Right

INTERRUPTED = Refusal("interrupt", "e1", "", "Write refused: interrupt")
OPS = ["Writer", "Status", "Fetch", "Read", "Write", "Commit", "r.Close", "w.Close"]


def interrupted(op: str, nth: int = 1) -> Scenario:
    return scenario_of(fetch(answers=(Answer(op, nth, error="interrupt"),)))


def outcome(journal: Journal) -> Outcome:
    (returned,) = [entry for entry in journal.entries if entry.op == "return"]
    found: Outcome = returned.result["outcome"]
    return found


class LetsItOut(Right):
    """Does one thing with a writer."""

    def __init__(self, body: Any) -> None:
        super().__init__()
        self._body = body

    def fetch_handler(self, ingester: Any, fetcher: Any, /) -> Any:
        return lambda ctx, descriptor: self._body(ingester.writer(ctx, "ref", 0, ""))


class AsyncLetsItOut:
    """The same, awaited."""

    door = "async"

    def __init__(self, body: Any) -> None:
        self._body = body

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        async def handle(ctx: Any, descriptor: Any) -> Any:
            await self._body(await ingester.writer(ctx, "ref", 0, ""))

        return handle


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    "door",
    [ThreadDoor(Right()), LoopDoor(Asynchronous())],
    ids=["threads", "asyncio"],
)
def test_it_is_the_scenarios_error_and_no_crash(door: Any, op: str) -> None:
    """With its kind and its identity, out of any call."""
    journal = door.play(interrupted(op))
    (refused,) = [entry for entry in journal.entries if entry.refusal is not None]
    assert refused.op == op
    assert refused.refusal == ("interrupt", "e1", "", refused.refusal.message)
    assert "error e1: interrupt" in describe(refused)
    ended = outcome(journal)
    assert (ended.ok, ended.crash, ended.kinds, ended.ids) == (False, "", ("interrupt",), ("e1",))


def test_an_interruption_that_is_the_cause_is_recognised() -> None:
    """The outer exception is an ordinary error, or an interruption of another kind."""
    for outer, kinds in ((RuntimeError("gave up"), ()), (SystemExit(1), ("interrupt",))):
        outer.__cause__ = Border().error(INTERRUPTED)
        ended = Border().failure(outer)
        assert (ended.kinds, ended.ids, ended.crash) == (kinds, ("e1",), "")


@pytest.mark.parametrize("own", [KeyboardInterrupt("mine"), SystemExit(3), GeneratorExit()])
def test_one_of_the_implementations_own_stays_a_crash(own: BaseException) -> None:
    """Also where it was raised while the scenario's was handled."""
    own.__context__ = Border().error(INTERRUPTED)
    ended = Border().failure(own)
    assert ended.crash == f"raised {type(own).__name__}"
    assert (ended.kinds, ended.ids) == ((), ())


def swallows(writer: Any) -> None:
    try:
        writer.write(b"abc")
    except KeyboardInterrupt:
        writer.write(b"def")


def test_a_handler_that_goes_on_has_its_own_outcome() -> None:
    """It has swallowed the interruption."""
    journal = ThreadDoor(LetsItOut(swallows)).play(interrupted("Write"))
    assert outcome(journal) == Outcome(True)
    assert [e.op for e in journal.entries][1:-1] == ["Writer", "Write", "Write"]


def in_a_pool(writer: Any) -> None:
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(writer.write, b"abc").result()


async def in_a_task(writer: Any) -> None:
    await asyncio.create_task(writer.write(b"abc"))


async def in_a_group(writer: Any) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(writer.write(b"abc"))
        group.create_task(asyncio.sleep(1000))


async def gathered(writer: Any) -> None:
    await asyncio.gather(writer.write(b"abc"), asyncio.sleep(1))


@pytest.mark.parametrize("body", [in_a_pool, in_a_task, in_a_group, gathered])
def test_it_comes_by_way_of_a_helper(body: Any) -> None:
    """Asyncio's loop stops at one out of a helper task, and is run on."""
    is_async = inspect.iscoroutinefunction(body)
    door = LoopDoor(AsyncLetsItOut(body)) if is_async else ThreadDoor(LetsItOut(body))
    journal = door.play(interrupted("Write"))
    assert (outcome(journal).kinds, outcome(journal).ids) == (("interrupt",), ("e1",))
    assert (journal.stuck, journal.left_behind) == (None, ())


@pytest.mark.parametrize("op", OPS[1:])
@pytest.mark.parametrize("make", [fetch, push])
def test_the_same_scenario_gives_the_same_journal(make: Any, op: str) -> None:
    """In both doors, with another call beside it."""
    op = {"Fetch": "Reader"}.get(op, op) if make is push else op
    scenario = scenario_of(make(answers=(Answer(op, error="interrupt"),)), make(1))
    for door in (ThreadDoor(remotes), LoopDoor(remotes_aio)):
        journal = door.play(scenario)
        assert journal.to_json() == door.play(scenario).to_json()
        assert journal.stuck is None


def test_both_doors_in_process_offer_it() -> None:
    """The needs of a task, and the abilities of a bench."""
    scenario = interrupted("Read")
    assert scenario.needs == {"fetch", "interrupts"}
    for loaded in (open_bench(remotes), open_bench(remotes_aio, edition="1.6")):
        assert "interrupts" in loaded.offers
        assert loaded.bench.can_play(scenario)
