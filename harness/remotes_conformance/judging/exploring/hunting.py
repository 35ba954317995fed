"""The hunt: Hypothesis draws scenarios of a family, then makes small what it has found.

First every example is played, whatever is found, so that one fault does not hide another. Then, for
each rule that was broken, Hypothesis looks for it again with the same seed and shrinks it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import HypothesisException
from hypothesis.strategies import SearchStrategy

from ...scenarios.scenario import Scenario
from ..bench import Bench, Breach, Tally
from .unaffected import by_local_code

MAX_SHRUNK = 6
"""So many rules are made small in one hunt; of others the smallest scenario met is told."""
SHRINK_PLAYS = 400


@dataclass(frozen=True, slots=True)
class Profile:
    """How hard to look. `examples`: of each family. `preemptions`: in enumerated schedules.

    `schedules`: of one story. `lines`: plays of one story in which the turn is handed over between
    two lines of the implementation.
    """

    name: str
    examples: int
    preemptions: int
    schedules: int
    lines: int
    derandomized: bool = False


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("quick", 50, 1, 100, 60),
        Profile("default", 300, 2, 400, 200),
        Profile("ci", 300, 2, 400, 200, derandomized=True),
        Profile("nightly", 5_000, 3, 20_000, 5_000),
    )
}


class _StillBroken(Exception):
    """Tells Hypothesis that the example breaks the rule."""


def hunt(
    bench: Bench,
    family: SearchStrategy[Scenario],
    profile: Profile,
    *,
    name: str,
    start: int,
    told: Callable[[], Collection[str]] = tuple,
) -> Tally:
    """What came of `profile.examples` scenarios. *start* and *name* determine all of them.

    `told`: rules of which a better story than any drawn one is known; they are not made small. It
    is asked only if something was found.
    """
    tally = Tally()

    def examine(scenario: Scenario) -> None:
        if bench.can_play(scenario):
            bench.examine(scenario, tally)

    number = zlib.crc32(f"{start}/{name}".encode())
    explore(examine, family, profile.examples, number, (Phase.generate,))
    found = sorted(tally.breaches.values(), key=lambda breach: breach.key)
    known = told() if found else ()
    for breach in [s for s in found if s.key not in known][:MAX_SHRUNK]:
        _make_small(bench, family, profile, number, breach, tally)
    return tally


def _make_small(
    bench: Bench,
    family: SearchStrategy[Scenario],
    profile: Profile,
    number: int,
    breach: Breach,
    tally: Tally,
) -> None:
    """Have Hypothesis find *breach* again, and shrink it within a number of plays."""
    seen: dict[Scenario, bool] = {}
    plays_left = SHRINK_PLAYS
    met = False

    def examine(scenario: Scenario) -> None:
        nonlocal plays_left, met
        if scenario not in seen:
            if not bench.can_play(scenario) or plays_left <= 0:
                return
            broken = bench.broken_in(scenario, breach)
            met = met or broken is not None
            plays_left -= met
            seen[scenario] = broken is not None
            if broken is not None:
                tally.note(replace(breach, broken=broken, scenario=scenario))
        if seen[scenario]:
            raise _StillBroken

    try:
        explore(examine, family, profile.examples, number, (Phase.generate, Phase.shrink))
    except (_StillBroken, HypothesisException):
        # A flaky implementation makes Hypothesis complain; the smallest breach stands.
        return


def explore(
    examine: object,
    family: SearchStrategy[Scenario],
    examples: int,
    number: int,
    phases: tuple[Phase, ...],
) -> None:
    """Have Hypothesis call *examine* with scenarios of *family*; *number* determines which."""
    quiet = settings(
        max_examples=examples,
        phases=phases,
        deadline=None,
        database=None,
        derandomize=False,
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    with by_local_code():
        seed(number)(quiet(given(scenario=family)(lambda scenario: examine(scenario))))()  # type: ignore[operator]
