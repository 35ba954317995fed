"""Kills of the program that has a store: at points of the scripts that power cuts have, too."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ...contract import STORE_EDITION
from ...contract.capabilities import KILLED_PROGRAM
from ...scenarios.cuts import AFTERWARDS, Cut
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...scenarios.stores.cuts import CUT_STORIES
from ...verdict.results import Result
from ..bench import Bench, Tally
from ..exploring.hunting import Profile
from ..plan import Part, result

KILLS: Final = {"quick": 6, "default": 25, "ci": 25, "nightly": 1_000}
"""By profile: the number of times that the program is killed."""


def killed_programs_part(section: str, place: int) -> Part:
    """Kills of the program, between two calls and while a call is under way."""
    name = f"1.{place:04} the program is killed, and started again"

    def play(bench: Bench, profile: Profile, start: int) -> Result:
        tally = Tally()
        for scenario in kills(KILLS.get(profile.name, KILLS["quick"]), start):
            if not bench.can_play(scenario) or "STORE-17" in tally.breaches:
                break
            bench.examine(scenario, tally)
        return result(bench, name, tally)

    needs = frozenset({"store", KILLED_PROGRAM})
    return Part(name, section, needs, frozenset(STORE_EDITION), play)


def kills(number: int, seed: int) -> Iterator[Scenario]:
    """Scenarios in which the program is killed, drawn by *seed*."""
    draw = random.Random(seed)
    for count in range(number):
        whole = CUT_STORIES[count % len(CUT_STORIES)].scenario
        script = whole.calls[0]
        assert isinstance(script, Script)
        after = draw.randrange(2 * len(script.steps) + 1)
        cut = Cut(after, then=draw.choice(AFTERWARDS), by_calls=True)
        yield replace(whole, calls=(replace(script, cut=cut),))
