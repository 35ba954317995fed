"""The same scenarios on several implementations, and the smallest in which they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from ...contract.names import Edition
from ...rules import judge
from ...scenarios.scenario import Scenario
from ...scenarios.stories import STORIES
from ...scenarios.strategies import FAMILIES, Family
from ...scenarios.strategies.slots import Slots
from ...scenarios.written import to_token
from ...telling.story import story
from ...world.journal import Journal
from ..exploring.drawing import draw
from ..exploring.hunting import PROFILES
from ..exploring.shrinking import make_small
from ..loading import Loaded
from .visible import Visible, can_be_compared, visible, without_schedule

SHRINK_PLAYS = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """A scenario in which not all behave alike. `alone`: the names of the minority."""

    scenario: Scenario
    journals: tuple[Journal, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing. `permitted`: scenarios with different, but permitted, choices."""

    names: tuple[str, ...]
    scenarios: int
    differing: int
    permitted: int
    smallest: Difference | None

    def __str__(self) -> str:
        lines = [f"{self.scenarios} scenarios on {', '.join(self.names)}"]
        if self.permitted:
            lines.append(f"{self.permitted} more: each chose one of several permitted ways")
        if self.smallest is None:
            return "\n".join([*lines, "no difference that is visible under the contract"])
        lines.append(f"{self.differing} show a difference; the smallest:")
        for name, journal in zip(self.names, self.smallest.journals, strict=True):
            lines += [f"-- {name}", *story(self.smallest.scenario, journal)]
        alone = self.smallest.alone
        lines.append(f"alone: {', '.join(alone)}" if alone else "no two groups, or no majority")
        return "\n".join([*lines, f"replay: --remotes-replay {to_token(self.smallest.scenario)}"])


def compare(
    implementations: Sequence[Loaded],
    *,
    profile: str,
    seed: int,
    edition: Edition,
    aspect: str = "all",
) -> Comparison:
    """Play the directed stories and `profile` examples of each family on all *implementations*."""
    with ExitStack() as stack:
        for one in implementations:
            stack.enter_context(one.bench.at_work())
        search = _Search(implementations, aspect)
        for directed in STORIES:
            if edition in directed.editions:
                search.look_at(directed.in_edition(edition))
        for family in FAMILIES:
            if edition in family.editions:
                search.draw(family, edition, PROFILES[profile].examples, seed)
        names = tuple(one.name for one in implementations)
        return Comparison(names, search.played, search.differing, search.permitted, search.found)


class _Search:
    def __init__(self, implementations: Sequence[Loaded], aspect: str) -> None:
        self._implementations = implementations
        self._aspect = aspect
        self.played = self.differing = self.permitted = 0
        self.found: Difference | None = None

    def draw(self, family: Family, edition: Edition, examples: int, seed: int) -> None:
        """Play all examples; one in which the implementations differ is made small."""
        scenario_of, differs = family.drawn_in(edition), b""
        for data in draw(family, examples, seed):
            best = self.found
            self.look_at(scenario_of(Slots(data)))
            if self.found is not best:
                differs = data
        if differs:
            counted = (self.played, self.differing, self.permitted)
            make_small(differs, scenario_of, self.look_at, SHRINK_PLAYS)
            self.played, self.differing, self.permitted = counted

    def look_at(self, scenario: Scenario) -> bool:
        """True if the implementations differ in *scenario*."""
        scenario = without_schedule(scenario)
        able = all(one.bench.can_play(scenario) for one in self._implementations)
        if not able or not can_be_compared(scenario):
            return False
        journals = tuple(one.bench.play(scenario) for one in self._implementations)
        seen = [visible(scenario, journal, self._aspect) for journal in journals]
        self.played += 1
        if len(set(seen)) == 1:
            return False
        if self._chose_permitted_ways(scenario, journals):
            self.played, self.permitted = self.played - 1, self.permitted + 1
            return False
        self.differing += 1
        if self.found is None or scenario.weight < self.found.scenario.weight:
            self.found = Difference(scenario, journals, self._alone(seen))
        return True

    def _chose_permitted_ways(self, scenario: Scenario, journals: Sequence[Journal]) -> bool:
        """No implementation breaks a rule, and rules that leave a choice have seen different
        choices."""
        judged = [
            judge(scenario, journal, one.bench.kinds)
            for one, journal in zip(self._implementations, journals, strict=True)
        ]
        kept = not any(judgement.broken for judgement in judged)
        return kept and len({tuple(sorted(judgement.saw)) for judgement in judged}) > 1

    def _alone(self, seen: Sequence[Visible]) -> tuple[str, ...]:
        """The implementations outside the majority, where more than half behave alike."""
        most, count = Counter(seen).most_common(1)[0]
        if 2 * count <= len(seen):
            return ()
        return tuple(
            o.name for o, one in zip(self._implementations, seen, strict=True) if one != most
        )
