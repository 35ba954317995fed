"""The plan for clients of a registry: one part for each scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...contract import by_id
from ...rules.finding import Broken
from ...scenarios.clients import CLIENT_STORIES
from ...scenarios.clients.script import ClientScenario, Does
from ...telling.exchanges import around, events, story
from ...verdict.results import Result, Violation
from ...world.registry.journal import ClientJournal
from .bench import ClientBench

_REPLAYS = 3


@dataclass(frozen=True, slots=True)
class ClientPart:
    """One part of the plan. `name`: a number, which gives its place, and the title."""

    name: str
    scenario: ClientScenario

    @property
    def title(self) -> str:
        """The name without its place."""
        return self.scenario.name

    def can_be_played(self, bench: ClientBench) -> bool:
        """Whether the client offers what it needs."""
        return bench.can_play(self.scenario)

    def run(self, bench: ClientBench) -> Result:
        """Play it, and judge it."""
        return result(bench, self.name, self.scenario, bench.play(self.scenario))


CLIENT_PLAN: Final = tuple(
    ClientPart(f"1.{place:04} {one.does}: {one.name}", one)
    for place, one in enumerate(CLIENT_STORIES)
)
"""Every part, in order."""


def parts(does: Does) -> tuple[ClientPart, ...]:
    """The parts of one operation."""
    return tuple(part for part in CLIENT_PLAN if part.scenario.does == does)


def result(
    bench: ClientBench, name: str, scenario: ClientScenario, journal: ClientJournal
) -> Result:
    """What a play contributes to the verdict. Violations are looked for in more plays."""
    judgement = bench.judged(scenario, journal)
    first: dict[str, Broken] = {}
    for id, broken in judgement.broken:
        first.setdefault(id, broken)
    times = dict.fromkeys(first, 1)
    for _replay in range(_REPLAYS - 1 if first and journal.ended.how != "hung" else 0):
        again = bench.judged(scenario, bench.play(scenario))
        for id in {id for id, _ in again.broken} & set(first):
            times[id] += 1
    violations = tuple(
        Violation(
            id=id,
            level=by_id(id).level.value,
            expected=broken.expected,
            observed=broken.observed,
            story=tuple(story(scenario, journal)),
            token=scenario.slug,
            replayed=_REPLAYS if journal.ended.how == "hung" else times[id],
            found_in=f"{scenario.does}: {scenario.name}",
            cause=broken.cause,
            around=tuple(around(scenario)),
            events=events(scenario, journal),
            follows=broken.follows,
        )
        for id, broken in sorted(first.items())
    )
    left = journal.ended.left_behind
    notes = (f"in “{scenario.name}” it left running: {', '.join(left)}",) if left else ()
    applied = {str(id): times for id, times in sorted(judgement.applied.items())}
    return Result(name, 1, applied, violations=violations, notes=notes)
