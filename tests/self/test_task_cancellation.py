"""The asyncio task of a handler is cancelled while it awaits a collaborator."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from different.asynchronous import Asynchronous
from remotes_conformance.doors.python.loop import LoopDoor
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.scenario import MILLISECOND, Answer
from remotes_conformance.scenarios.stories.building import fetch, push
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.telling.story import describe
from remotes_conformance.world.journal import Entry, Journal, Outcome
from remotes_reference import remotes
from remotes_reference.aio import remotes as remotes_aio

Body = Callable[[Any, Any, Any], Awaitable[Any]]


class Doing:
    """A handler that opens a writer, does *body* with it, and notes its observations."""

    door = "async"

    def __init__(self, body: Body) -> None:
        self._body = body
        self.seen: list[object] = []

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        async def handle(ctx: Any, descriptor: Any) -> Any:
            writer = await ingester.writer(ctx, "ref", 0, "")
            return await self._body(self, writer, ctx)

        return handle


def cancelled(op: str, nth: int = 1, **more: Any) -> Answer:
    return Answer(op, nth, error="cancelled", **more)


def play(remotes: object, *answers: Answer) -> Journal:
    return LoopDoor(remotes).play(scenario_of(fetch(answers=answers)))


def outcome(journal: Journal) -> Outcome:
    (returned,) = [entry for entry in journal.entries if entry.op == "return"]
    found: Outcome = returned.result["outcome"]
    return found


def calls(journal: Journal) -> list[str]:
    return [e.op for e in journal.entries if e.op not in ("start", "return", "log", "cancel")]


def refused(journal: Journal) -> Entry:
    return next(entry for entry in journal.entries if entry.refusal is not None)


async def writes(me: Doing, writer: Any, ctx: Any) -> None:
    await writer.write(b"abc")


async def closes_at_the_end(me: Doing, writer: Any, ctx: Any) -> None:
    try:
        await writer.write(b"abc")
    finally:
        me.seen.append(asyncio.current_task().cancelling())  # type: ignore[union-attr]
        await writer.close()


async def goes_on(me: Doing, writer: Any, ctx: Any) -> None:
    try:
        await writer.write(b"abc")
    except asyncio.CancelledError:
        me.seen.append("cancelled")
    await writer.write(b"def")
    await writer.close()


async def has_a_time_limit(me: Doing, writer: Any, ctx: Any) -> None:
    async with asyncio.timeout(60):
        await closes_at_the_end(me, writer, ctx)


async def writes_in_a_group(me: Doing, writer: Any, ctx: Any) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(writer.write(b"abc"))
            group.create_task(asyncio.sleep(1000))
    finally:
        await writer.close()


async def gathers(me: Doing, writer: Any, ctx: Any) -> None:
    try:
        await asyncio.gather(writer.write(b"abc"), ctx.wait(5))
    finally:
        await writer.close()


async def shields(me: Doing, writer: Any, ctx: Any) -> None:
    try:
        await asyncio.shield(writer.write(b"abc"))
    finally:
        await writer.close()


async def turns_it_into_its_own(me: Doing, writer: Any, ctx: Any) -> None:
    try:
        await writer.write(b"abc")
    except asyncio.CancelledError as error:
        await writer.close()
        raise RuntimeError("given up") from error


def test_the_call_and_the_handler_end_with_the_cancellation() -> None:
    """Kind and identity, in the journal and in the outcome: no crash."""
    journal = play(Doing(writes), cancelled("Write"))
    assert calls(journal) == ["Writer", "Write"]
    assert refused(journal).refusal == ("cancelled", "e1", "", "Write refused: cancelled")
    assert outcome(journal) == Outcome(
        False, kinds=("cancelled",), ids=("e1",), message="CancelledError"
    )
    assert "error e1: cancelled" in describe(refused(journal))
    assert (journal.stuck, journal.left_behind) == (None, ())


@pytest.mark.parametrize("body", [closes_at_the_end, has_a_time_limit])
def test_calls_after_the_cancellation_are_answered_as_usual(body: Body) -> None:
    """The task stays cancelled; closing in a `finally` works."""
    remotes = Doing(body)
    journal = play(remotes, cancelled("Write"))
    assert calls(journal) == ["Writer", "Write", "w.Close"]
    assert outcome(journal).ids == ("e1",)
    assert remotes.seen == [1]


@pytest.mark.parametrize("body", [writes_in_a_group, gathers, shields])
def test_the_handlers_own_task_is_cancelled_though_a_helper_makes_the_call(body: Body) -> None:
    """Nothing waits for ever, whatever task awaits the helper."""
    journal = play(Doing(body), cancelled("Write"))
    assert calls(journal) == ["Writer", "Write", "w.Close"]
    assert outcome(journal).ids == ("e1",)
    assert (journal.stuck, journal.left_behind) == (None, ())


def test_a_handler_that_goes_on_has_its_own_outcome() -> None:
    """It has swallowed the cancellation: its further calls, and its success."""
    remotes = Doing(goes_on)
    journal = play(remotes, cancelled("Write"))
    assert calls(journal) == ["Writer", "Write", "Write", "w.Close"]
    assert outcome(journal) == Outcome(True)
    assert remotes.seen == ["cancelled"]


def test_an_error_of_its_own_is_no_cancellation() -> None:
    """It comes out as the implementation's, without an identity."""
    journal = play(Doing(turns_it_into_its_own), cancelled("Write"))
    assert (outcome(journal).kinds, outcome(journal).ids) == ((), ())
    assert outcome(journal).message.startswith("RuntimeError: given up: CancelledError")


def test_two_cancellations_are_both_reported() -> None:
    """The second meets the closing."""
    journal = play(Doing(closes_at_the_end), cancelled("Write"), cancelled("w.Close"))
    assert outcome(journal).ids == ("e1", "e2")


def test_the_call_takes_its_time_before_it_is_cancelled() -> None:
    """And a Write may have taken bytes."""
    journal = play(Doing(writes), cancelled("Write", delay=40 * MILLISECOND, count=2))
    entry = refused(journal)
    assert (entry.done - entry.at, entry.result) == (40 * MILLISECOND, {"n": 2})


async def cancels_itself(me: Doing, writer: Any, ctx: Any) -> None:
    asyncio.current_task().cancel()  # type: ignore[union-attr]
    await writer.close()


def test_a_cancellation_that_was_not_asked_for_is_reported_as_before() -> None:
    """It is the implementation's own error."""
    journal = play(Doing(cancels_itself))
    assert outcome(journal).kinds == ()
    assert "the handler ended in CancelledError" in outcome(journal).message


@pytest.mark.parametrize("remotes", [remotes_aio, Asynchronous()], ids=["reference", "right"])
@pytest.mark.parametrize("make", [fetch, push])
@pytest.mark.parametrize("op", ["Status", "Read", "Write", "Commit", "r.Close", "w.Close"])
def test_the_same_scenario_gives_the_same_journal(remotes: object, make: Any, op: str) -> None:
    """With two calls side by side, one of which is cancelled."""
    scenario = scenario_of(make(answers=(cancelled(op),)), make(1), schedule=b"\1\0\1\1\0\1")
    door = LoopDoor(remotes)
    journal = door.play(scenario)
    assert journal.to_json() == door.play(scenario).to_json()
    assert "cancelled" in {e.refusal.kind for e in journal.entries if e.refusal is not None}
    assert (journal.stuck, journal.left_behind) == (None, ())


def test_only_the_door_for_asyncio_offers_it() -> None:
    """Elsewhere such scenarios cannot be played."""
    scenario = scenario_of(fetch(answers=(cancelled("Read"),)))
    assert scenario.needs == {"fetch", "task_cancel"}
    here, there = open_bench(remotes_aio), open_bench(remotes)
    assert "task_cancel" in here.offers
    assert here.bench.can_play(scenario)
    assert not there.bench.can_play(scenario)


async def shields_a_helper(me: Doing, writer: Any, ctx: Any) -> None:
    async def asks_and_writes() -> None:
        await writer.status()
        await writer.write(b"abc")

    helper = asyncio.create_task(asks_and_writes())
    try:
        await asyncio.shield(helper)
    finally:
        await asyncio.wait([helper])
        await writer.close()


def test_a_helper_that_the_cancellation_does_not_reach_goes_on() -> None:
    """It makes the call again, is answered, and its later calls stand in the journal."""
    journal = play(Doing(shields_a_helper), cancelled("Status"))
    assert calls(journal) == ["Writer", "Status", "Status", "Write", "w.Close"]
    assert outcome(journal).ids == ("e1",)
    assert (journal.stuck, journal.left_behind) == (None, ())


def test_where_a_call_cannot_be_made_again_the_helper_ends() -> None:
    """A second Write of the same bytes would be another one."""
    journal = play(Doing(shields_a_helper), cancelled("Write"))
    assert calls(journal) == ["Writer", "Status", "Write", "w.Close"]
    assert outcome(journal).ids == ("e1",)
