"""Plays in which the program that has a store is killed (SIGKILL), and another one started on the
same folder."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection
from typing import Any, Final

from ....scenarios.scenario import Scenario
from ....scenarios.script import Script
from ....world import Served
from ....world.callers import ScriptCaller
from ....world.journal import Journal, Stuck, entry_of
from ..child import Child
from ..naming import BadMessage
from .opened import OpenedPrograms

LONGEST: Final = 0.002
"""Seconds after which a call that is under way is cut off at the latest, or twice the time that the
slowest call before it took."""


class KilledPlay:
    """One play of *scenario*, whose script has a cut `by_calls`.

    `offers`: asks what the store has, once a program runs.
    """

    def __init__(
        self, scenario: Scenario, folder: str, offers: Callable[[], Collection[str]]
    ) -> None:
        script = scenario.calls[0]
        assert isinstance(script, Script)
        assert script.cut is not None
        self._script, self._cut, self._folder = script, script.cut, folder
        self._random = random.Random(script.cut.after)
        self._opened = OpenedPrograms(offers)
        self._stuck: Stuck | None = None
        self._was_killed = False

    def until_it_is_killed(self, child: Child) -> None:
        """Play the script up to its cut. Raises `ChildFailed`, `BadMessage`."""
        opened = self._opened
        if why := opened.open(child, self._folder):
            raise BadMessage(why, "refusal")
        caller = ScriptCaller(0, self._script, opened.leaves_out)
        served, during = Served(caller.strand), None
        while (call := caller.next(served)) is not None:
            if call.op == "wait":
                served = Served(caller.strand)
                continue
            if len(opened.entries) == self._cut.after // 2:
                during = call if self._cut.after % 2 else None
                break
            served = Served(caller.strand, *opened.answer(call))
        if during is not None:
            child.send(opened.to_wire(during))
            time.sleep(self._random.uniform(0, max(LONGEST, 2 * opened.slowest)))
        child.kill()
        self._was_killed = True
        op = "" if during is None else during.op
        doubt = during.args.get("digest", "") if during and op in ("Commit", "Delete") else ""
        args: dict[str, Any] = {
            "kill": True, "during": op, "doubt": doubt, "missing": [], "model": "",
        }  # fmt: skip
        opened.entries.append(entry_of(0, 0, 0, "cut", "", args, {}, None))

    def afterwards(self, child: Child) -> None:
        """Open the folder again, and look at it. Raises `ChildFailed`, `BadMessage`."""
        self._opened.afterwards(child, self._folder, self._script, self._cut.then)

    def failed(self, why: str, details: str) -> None:
        """The program has failed. Before it was killed that breaks no rule: stories show it."""
        if not self._was_killed:
            self._opened.entries.clear()
        self._stuck = Stuck(why, details, (0,))

    def unreachable(self, details: str) -> None:
        """The program cannot be started: nothing is judged any more."""
        self._opened.entries.clear()
        self._stuck = Stuck("unreachable", details, (0,))

    def journal(self) -> Journal:
        """The events so far."""
        return Journal(tuple(self._opened.entries), self._stuck)
