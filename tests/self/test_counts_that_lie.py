"""A Write answers with a count that cannot be, or takes everything and fails all the same."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from remotes_conformance.doors.python.loop import LoopDoor
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.scenario import Answer, Scenario
from remotes_conformance.scenarios.stories.building import blob, fetch
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.world.journal import Entry, Journal, bytes_taken
from wrong.right import Right

CONTENT = blob().content
FIRST = CONTENT[:10]
SERVE = f"{sys.executable} -m remotes_conformance.serve test_counts_that_lie:"


class Noting(Right):
    """Writes each piece once, whatever the count, and notes the count in its message to the log."""

    def fetch_handler(self, ingester: Any, fetcher: Any, /) -> Any:
        def handle(ctx: Any, descriptor: Any) -> None:
            with ingester.writer(ctx, "ref", 0, "") as writer:
                ctx.logger.info(repr(writer.write(FIRST)))
                writer.write(CONTENT[10:])
                writer.commit(len(CONTENT), descriptor.digest)

        return handle


class AsyncNoting:
    """The same, awaited."""

    door = "async"

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        async def handle(ctx: Any, descriptor: Any) -> None:
            async with await ingester.writer(ctx, "ref", 0, "") as writer:
                ctx.logger.info(repr(await writer.write(FIRST)))
                await writer.write(CONTENT[10:])
                await writer.commit(len(CONTENT), descriptor.digest)

        return handle


noting, async_noting = Noting(), AsyncNoting()
Play = Callable[[Scenario], Journal]


@pytest.fixture(params=["threads", "asyncio", "command", "command, asyncio"])
def play(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """Through each door; behind the command door with every message held against its schema."""
    monkeypatch.setenv(
        "PYTHONPATH", ":".join([*filter(None, sys.path), str(Path(__file__).parent)])
    )
    if request.param == "threads":
        yield ThreadDoor(noting).play
    elif request.param == "asyncio":
        yield LoopDoor(async_noting).play
    else:
        name = "async_noting" if "asyncio" in request.param else "noting"
        door = open_command(SERVE + name, lint=True).bench.door
        yield door.play
        door.close()  # type: ignore[attr-defined]


def writes(journal: Journal) -> list[Entry]:
    return [entry for entry in journal.entries if entry.op == "Write"]


@pytest.mark.parametrize("count", [11, 10**9, 2**62, -1, -(2**62)])
def test_a_count_that_cannot_be_is_answered_and_everything_taken(play: Play, count: int) -> None:
    """In the journal and to the handler; the Commit finds all bytes."""
    journal = play(scenario_of(fetch(answers=(Answer("Write", count=count),))))
    first, second = writes(journal)
    assert (first.result, first.refusal) == ({"n": count}, None)
    assert (bytes_taken(first), bytes_taken(second)) == (FIRST, CONTENT[10:])
    (logged,) = [entry for entry in journal.entries if entry.op == "log"]
    assert logged.args["message"] == str(count)
    assert journal.entries[-1].result["outcome"].ok


@pytest.mark.parametrize("count", [10, 10**9])
def test_a_write_may_take_everything_and_fail_all_the_same(play: Play, count: int) -> None:
    """Its answer has both, the count and the error."""
    answer = Answer("Write", error="unavailable", count=count)
    journal = play(scenario_of(fetch(answers=(answer,))))
    (write,) = writes(journal)
    assert write.refusal is not None
    assert (write.result, write.refusal.kind) == ({"n": 10}, "unavailable")
    assert bytes_taken(write) == FIRST
    assert journal.entries[-1].result["outcome"].kinds == ("unavailable",)


def test_a_short_write_keeps_its_count(play: Play) -> None:
    """It takes as many as its count, none if that is 0."""
    for count in (0, 4, 10):
        journal = play(scenario_of(fetch(answers=(Answer("Write", count=count),))))
        assert writes(journal)[0].result == {"n": count}
        assert bytes_taken(writes(journal)[0]) == FIRST[:count]
