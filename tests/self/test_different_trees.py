"""Functions over trees that are right, each in its own way: not one finding over twenty seeds."""

from __future__ import annotations

from functools import cache

import pytest
import remotes_reference
import remotes_reference.aio
from different.trees import THREADED
from different.trees_awaited import AWAITED
from remotes_conformance import check
from remotes_conformance.contract import EDITIONS
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.exploring.drawing import draw
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.strategies import FAMILIES
from remotes_conformance.scenarios.strategies.slots import Slots

RIGHT: dict[str, tuple[object, str]] = {
    **{name: (kind(), edition) for name, (kind, edition) in THREADED.items()},
    **{name: (kind(), "2017-06") for name, kind in AWAITED.items()},
    **{f"the reference {name}": (remotes_reference.of_edition(name), name) for name in EDITIONS},
    **{
        f"the reference, awaited, {name}": (remotes_reference.aio.of_edition(name), name)
        for name in EDITIONS
    },
}
SEEDS = 20
EXAMPLES = 3
DRAWN_ONCE = cache(draw)
"""For each seed: it depends on nothing else."""


@pytest.mark.parametrize("name", RIGHT)
def test_right_functions_over_trees_are_found_right(name: str) -> None:
    """In every story, in schedules with one preemption, and in hundreds of drawn scenarios."""
    remotes, edition = RIGHT[name]
    verdict = check(remotes, profile="quick", seed=1, edition=edition, sections=("walk",))
    assert not verdict.violations, str(verdict)
    assert verdict.conclusion.conforms_as_claimed, verdict.why
    assert verdict.scenarios > 300


@pytest.mark.parametrize("name", RIGHT)
def test_right_functions_over_trees_stay_right_whatever_is_drawn(name: str) -> None:
    """Each family of trees, from twenty seeds."""
    remotes, edition = RIGHT[name]
    bench, tally = open_bench(remotes, edition=edition).bench, Tally()
    families = [one for one in FAMILIES if one.section == "walk" and edition in one.editions]
    with bench.at_work():
        for family in families:
            for seed in range(SEEDS):
                for data in DRAWN_ONCE(family, EXAMPLES, seed):
                    scenario = family.drawn_in(bench.edition)(Slots(data))
                    if bench.can_play(scenario):
                        bench.examine(scenario, tally)
    assert tally.breaches == {}
    assert tally.scenarios > SEEDS * EXAMPLES
