"""The plan for clients of a registry: one part for each scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from ...contract import by_id
from ...doors.clients.calling import NO_EXCEPTION, RETURNED_FALSE
from ...rules.finding import Broken, Judgement
from ...scenarios.clients import CLIENT_STORIES, ORDINARY
from ...scenarios.clients.script import ClientScenario, Does
from ...telling.exchanges import around, events, story
from ...verdict.results import Result, Standing, Violation
from ...world.registry.journal import ClientJournal
from ..exploring.hunting import Profile
from .bench import ClientBench

_REPLAYS = 3


@dataclass(frozen=True, slots=True)
class ClientPart:
    """One part of the plan. `name`: a number, which gives its place, and the full title."""

    name: str
    scenario: ClientScenario

    @property
    def title(self) -> str:
        """The full title without the operation."""
        return self.scenario.name

    @property
    def full_title(self) -> str:
        """The operation, then the title."""
        return f"{self.scenario.does}: {self.scenario.name}"

    def can_be_played(self, bench: ClientBench) -> bool:
        """True if the client offers what it needs, and the profile plays it."""
        return bench.can_play(self.scenario)

    def run(self, bench: ClientBench) -> Result:
        """Play it, and judge it."""
        return result(bench, self.name, self.scenario, bench.play(self.scenario))


@dataclass(frozen=True, slots=True)
class DrawnPart(ClientPart):
    """Scenarios that are drawn; `scenario`: the ordinary one of their operation."""

    @property
    def title(self) -> str:
        """The full title without the operation."""
        return "drawn scripts"

    @property
    def full_title(self) -> str:
        """The operation, then the title."""
        return f"{self.scenario.does}: drawn scripts"

    def can_be_played(self, bench: ClientBench) -> bool:
        """True if the client offers the operation, and the profile draws any."""
        return bench.draws > 0 and bench.can_play(self.scenario)

    def run(self, bench: ClientBench) -> Result:
        """Draw, play and judge; if one breaks a rule, the smallest one that breaks it counts."""
        from .drawing import hunt

        found = hunt(bench, self.scenario.does)
        applied = {str(id): times for id, times in sorted(found.applied.items())}
        if found.smallest is None:
            return Result(self.name, found.scenarios, applied)
        scenario = found.smallest
        shown = result(bench, self.name, scenario, bench.play(scenario))
        return replace(shown, scenarios=found.scenarios, applied=applied)


def set_extent(bench: ClientBench, profile: Profile) -> None:
    """Decide how much is played of a client: `quick` starts few processes, unless there is a
    ledger, which may name any scenario."""
    bench.draws = profile.scripts
    is_costly = bench.client.is_process and bench.known is None
    bench.is_brief = is_costly and not bench.draws


_DRAWN: Final[tuple[Does, ...]] = ("pull", "push", "fetch")

CLIENT_PLAN: Final[tuple[ClientPart, ...]] = (
    *(
        ClientPart(f"1.{place:04} {one.does}: {one.name}", one)
        for place, one in enumerate(CLIENT_STORIES)
    ),
    *(
        DrawnPart(f"2.{place:04} {does}: drawn scripts", ORDINARY[does])
        for place, does in enumerate(_DRAWN)
    ),
)
"""Every part, in order."""


def parts(*does: Does) -> tuple[ClientPart, ...]:
    """The parts of these operations."""
    return tuple(part for part in CLIENT_PLAN if part.scenario.does in does)


def result(
    bench: ClientBench, name: str, scenario: ClientScenario, journal: ClientJournal
) -> Result:
    """The result of a play, for the verdict. Violations that are new are played again."""
    judgement = bench.judged(scenario, journal)
    known: Counter[tuple[str, str]] = Counter()
    new: dict[tuple[str, str], Broken] = {}
    # Of several breaches of a rule, the first that is no consequence of another is reported.
    for id, broken in sorted(judgement.broken, key=lambda one: bool(one[1].follows)):
        if bench.known is not None and bench.known.excuses(id, broken):
            known[id, broken.cause] += 1
        else:
            new.setdefault((id, broken.cause if bench.known else ""), broken)
    violations = _violations(bench, scenario, journal, new)
    applied = {str(id): times for id, times in sorted(judgement.applied.items())}
    return Result(
        name,
        1,
        applied,
        violations=violations,
        known=tuple((id, cause, times) for (id, cause), times in sorted(known.items())),
        standings=tuple(_standings(bench, scenario, judgement)),
        notes=tuple(_notes(scenario, journal)),
    )


def _notes(scenario: ClientScenario, journal: ClientJournal) -> Iterator[str]:
    ended = journal.ended
    where = f"in “{scenario.does}: {scenario.name}”"
    if ended.how == "done" and ended.text == RETURNED_FALSE:
        yield f"a method of the client was called, and {RETURNED_FALSE}"
    if ended.how == "failed" and NO_EXCEPTION in ended.text:
        kind = ended.text.partition(":")[0].partition(" ")[0]
        yield f"a method of the client has raised {kind}, {NO_EXCEPTION}"
    if ended.left_behind:
        yield f"{where} it left running: {', '.join(ended.left_behind)}"
    if ended.how == "hung" and not ended.is_loop and not scenario.waits:
        why = "it wrote too much, or needs a longer --remotes-patience"
        yield f"{where} it was stopped before it ended: {why}"


def _standings(
    bench: ClientBench, scenario: ClientScenario, judgement: Judgement
) -> Iterator[Standing]:
    if bench.known is None:
        return
    applied = {str(id) for id in judgement.applied}
    yield from bench.known.standings(scenario, applied, judgement.broken)
    played = [one for one in CLIENT_STORIES if bench.can_play(one)]
    if scenario is played[0]:
        yield from bench.known.left_out(played)


def _violations(
    bench: ClientBench,
    scenario: ClientScenario,
    journal: ClientJournal,
    new: Mapping[tuple[str, str], Broken],
) -> tuple[Violation, ...]:
    """The violations, each with the number of plays that show it. Hangs are not played again."""
    is_hung = journal.ended.how == "hung"
    times = dict.fromkeys(new, _REPLAYS if is_hung else 1)
    for _replay in range(_REPLAYS - 1 if new and not is_hung else 0):
        again = bench.judged(scenario, bench.play(scenario)).broken
        for id, cause in {(id, one.cause if bench.known else "") for id, one in again} & set(new):
            times[id, cause] += 1
    return tuple(
        Violation(
            id=id,
            level=by_id(id).level.value,
            expected=broken.expected,
            observed=broken.observed,
            story=tuple(story(scenario, journal)),
            token=scenario.slug,
            replayed=times[id, cause],
            found_in=f"{scenario.does}: {scenario.name}",
            cause=broken.cause,
            around=tuple(around(scenario)),
            events=events(scenario, journal),
            follows=broken.follows,
        )
        for (id, cause), broken in sorted(new.items())
    )
