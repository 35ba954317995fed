"""A script that breaks a rule, without the callers and steps that it does not need."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ...scenarios.scenario import Scenario
from ...scenarios.script import (
    Close,
    Commit,
    Read,
    ReadAt,
    Script,
    Status,
    Step,
    Truncate,
    Write,
    opener,
)
from ..bench import Bench, Breach

MAX_PLAYS = 150


def with_fewer_steps(bench: Bench, breach: Breach) -> Breach:
    """The breach in a smaller scenario. Where a schedule names calls, all steps stay."""
    if breach.scenario.schedule or breach.scenario.hand_overs:
        return breach
    shrinker = _Shrinker(bench, breach)
    before = None
    while before != shrinker.breach.scenario and shrinker.plays < MAX_PLAYS:
        before = shrinker.breach.scenario
        shrinker.drop_callers()
        shrinker.drop_steps()
    return shrinker.breach


class _Shrinker:
    def __init__(self, bench: Bench, breach: Breach) -> None:
        self.breach = breach
        self.plays = 0
        self._bench = bench

    def _takes(self, scenario: Scenario) -> bool:
        if self.plays >= MAX_PLAYS or self._bench.is_blocked:
            return False
        self.plays += 1
        broken = self._bench.broken_in(scenario, self.breach)
        if broken is not None:
            self.breach = replace(self.breach, scenario=scenario, broken=broken)
        return broken is not None

    def drop_callers(self) -> None:
        """Drop callers, one by one; the last has to stay."""
        place = 0
        while place < len(self.breach.scenario.calls) > 1:
            calls = self.breach.scenario.calls
            fewer = calls[:place] + calls[place + 1 :]
            if not self._takes(replace(self.breach.scenario, calls=fewer)):
                place += 1

    def drop_steps(self) -> None:
        """Drop steps, many at a time, then fewer, the last ones first."""
        for number in range(len(self.breach.scenario.calls)):
            size = len(self._script(number).steps)
            while size := size // 2:
                end = len(self._script(number).steps)
                while end > 0:
                    fewer = without(self._script(number), range(max(0, end - size), end))
                    calls = list(self.breach.scenario.calls)
                    calls[number] = fewer
                    self._takes(replace(self.breach.scenario, calls=tuple(calls)))
                    end = min(end - size, len(self._script(number).steps))

    def _script(self, number: int) -> Script:
        script = self.breach.scenario.calls[number]
        assert isinstance(script, Script)
        return script


def without(script: Script, dropped: Collection[int]) -> Script:
    """*script* without these steps, and without those that work on what they opened."""
    places: dict[int, int] = {}
    steps: list[Step] = []
    for number, step in enumerate(script.steps):
        needed = opener(step)
        if number in dropped or (needed is not None and needed not in places):
            continue
        places[number] = len(steps)
        steps.append(step if needed is None else _renumbered(step, places[needed]))
    faults = (replace(f, step=places[f.step]) for f in script.faults if f.step in places)
    return replace(script, steps=tuple(steps), faults=tuple(faults))


def _renumbered(step: Step, opened_by: int) -> Step:
    if isinstance(step, Close):
        return replace(step, handle=opened_by)
    if isinstance(step, Read | ReadAt):
        return replace(step, reader=opened_by)
    assert isinstance(step, Write | Truncate | Commit | Status)
    return replace(step, writer=opened_by)
