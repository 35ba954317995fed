"""The harness's own limits are never charged to the implementation."""

from __future__ import annotations

from typing import Any, cast

import pytest
from different.asynchronous import Asynchronous
from remotes_conformance.doors.command.child import Child
from remotes_conformance.doors.command.turns import Turns
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.protocols import AsyncContext, Context
from remotes_conformance.rules import judge
from remotes_conformance.scenarios.scenario import MILLISECOND, SECOND
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.scenarios.surroundings import Holder
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.world import World
from remotes_conformance.world.journal import Journal
from remotes_conformance.world.patience import WITHOUT_PROGRESS
from wrong.right import Right

LOCKED_FOR_LONG = scenario_of(fetch(), held={fetch().descriptor.digest: Holder(3_600 * SECOND)})


class AsksEveryMillisecond:
    """A child that asks for its writer again and again, until anything else comes back."""

    def __init__(self) -> None:
        self.asked = self.now = 0
        self.over = False

    def begins_a_world(self) -> None:
        """The beginning of a world changes nothing here."""

    def ask(self, command: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = {"world": command["world"], "now": self.now}
        error = command.get("error")
        if error is not None and error["kind"] != "locked":
            failure = {"kinds": ["other"], "ids": [error["id"]], "message": error["message"]}
            return {**answer, "returns": [{"task": "t0", "error": failure}]}
        if command["do"] == "advance":
            self.now = answer["now"] = min(command["until"], self.now + MILLISECOND)
        if command["do"] in ("start", "advance"):
            self.asked += 1
            digest = fetch().descriptor.digest
            ctx = {"task": "t0", "cancelled": False, "fields": {}}
            writer = {"op": "Writer", "ref": f"layer-{digest}", "size": 24, "digest": digest}
            answer["calls"] = [{"call": self.asked, "task": "t0", "ctx": ctx, **writer}]
        return answer


class Hasty(Right):
    """Waits a millisecond each time: wrong, but it would come back some day."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return ctx.wait(0.001)


class AsyncHasty(Asynchronous):
    async def open_writer(self, ctx: AsyncContext, ingester: Any, descriptor: Any) -> Any:
        while True:
            try:
                ref = self.make_ref_key(ctx, descriptor)
                return await ingester.writer(ctx, ref, descriptor.size, descriptor.digest)
            except Exception:
                if await ctx.wait(0.001):
                    raise


def _in_process(remotes: object) -> Journal:
    return open_bench(remotes).bench.play(LOCKED_FOR_LONG)


def _over_the_wire() -> Journal:
    world = World(LOCKED_FOR_LONG)
    turns = Turns(cast(Child, AsksEveryMillisecond()), world, 1)
    turns.begin()
    turns.play()
    return world.journal()


@pytest.mark.parametrize("door", ["threads", "loop", "command"])
def test_a_handler_that_is_cut_off_by_our_patience_has_not_given_up(door: str) -> None:
    """20,000 refusals: LOCK-2 reports the waits; the end of the call is not judged."""
    journal = {
        "threads": lambda: _in_process(Hasty()),
        "loop": lambda: _in_process(AsyncHasty()),
        "command": _over_the_wire,
    }[door]()
    assert journal.stuck is not None
    assert journal.stuck.why == "budget"
    assert journal.stuck.is_our_limit
    assert journal.stuck.tasks == (0,)
    assert [entry.op for entry in journal.entries].count("Writer") > WITHOUT_PROGRESS // 3
    assert "return" not in {entry.op for entry in journal.entries}
    broken = {id for id, _ in judge(LOCKED_FOR_LONG, journal).broken}
    assert "LOCK-2" in broken
    assert not broken & {"LOCK-1", "LOCK-3", "RUN-1", "RUN-2", "RUN-3"}
