"""The hunt: Hypothesis draws scenarios of a family; what breaks a rule is made small.

First everything that was drawn is played, so that one fault does not hide another.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from ...scenarios.scenario import Scenario
from ...scenarios.strategies import Family
from ...scenarios.strategies.slots import Slots
from ..bench import Bench, Breach, Tally
from .drawing import draw
from .shrinking import make_small

MAX_SHRUNK = 6
"""Rules whose scenarios one hunt shrinks; for the others it reports the smallest that it met."""
SHRINK_PLAYS = 400


@dataclass(frozen=True, slots=True)
class Profile:
    """The extent of a search. `examples`: of each family. `preemptions`: in enumerated schedules.

    `schedules`: of one story. `lines`: plays of one story in which the turn is handed over between
    two lines of the implementation. `scripts`: of registries, for each operation of a client; 0:
    none, and of a command only the most telling stories are played.
    """

    name: str
    examples: int
    preemptions: int
    schedules: int
    lines: int
    scripts: int = 0
    derandomized: bool = False

    def new_seed(self) -> int:
        """The seed of a run that names none: of a derandomized profile always 0."""
        return 0 if self.derandomized else random.SystemRandom().randrange(1_000_000)


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("quick", 50, 1, 100, 60),
        Profile("default", 300, 2, 400, 200, scripts=40),
        Profile("ci", 300, 2, 400, 200, scripts=100, derandomized=True),
        Profile("nightly", 5_000, 3, 20_000, 5_000, scripts=1_000),
    )
}


def profile_of(name: str) -> Profile:
    """The profile of that name. Raises `ValueError` if there is none."""
    if name not in PROFILES:
        raise ValueError(f"profile {name!r}: choose from {', '.join(PROFILES)}")
    return PROFILES[name]


def hunt(
    bench: Bench,
    family: Family,
    profile: Profile,
    *,
    start: int,
    known_rules: Callable[[], Collection[str]] = tuple,
) -> Tally:
    """The findings of `profile.examples` scenarios. *start* and the family determine them all.

    `known_rules`: rules with a better story than any drawn one; their scenarios are not made small.
    It is called only if something was found.
    """
    tally = Tally()
    scenario_of = family.drawn_in(bench.edition)
    found_in: dict[str, tuple[Breach, bytes]] = {}
    """By the key of each breach: the smallest, and the bytes that it was read from."""
    for data in draw(family, max(profile.examples // bench.slowness, 1), start):
        scenario = scenario_of(Slots(data))
        if bench.can_play(scenario):
            bench.examine(scenario, tally)
            for key, breach in tally.breaches.items():
                if breach.scenario is scenario:
                    found_in[key] = breach, data
    known = known_rules() if tally.breaches else ()
    for key in [key for key in sorted(found_in) if key not in known][:MAX_SHRUNK]:
        breach, data = found_in[key]
        looked_for = _Breach(bench, breach, tally)
        make_small(data, scenario_of, looked_for.shows_in, SHRINK_PLAYS // bench.slowness)
    return tally


class _Breach:
    """A breach that is looked for in other scenarios; each in which it shows is noted."""

    def __init__(self, bench: Bench, breach: Breach, tally: Tally) -> None:
        self._bench = bench
        self._breach = breach
        self._tally = tally

    def shows_in(self, scenario: Scenario) -> bool:
        """True if *scenario* breaks the rule for the same cause."""
        if not self._bench.can_play(scenario):
            return False
        broken = self._bench.broken_in(scenario, self._breach)
        if broken is not None:
            self._tally.note(replace(self._breach, broken=broken, scenario=scenario))
        return broken is not None
