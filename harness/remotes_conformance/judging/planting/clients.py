"""Plays scenarios of a client with a planted fault, until the fault is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ...scenarios.clients import CLIENT_STORIES, ORDINARY
from ...scenarios.clients.script import ClientScenario, Host
from ...verdict.planted import PlantedReport
from ...verdict.results import Result
from ...world.registry.planted import PlantedRegistry
from ..clients.bench import ClientBench
from ..clients.plan import ClientPart
from .client_faults import CLIENT_FAULTS, PlantedInClient

_PLAYS, _TRIES = 20, 4
"""Scenarios that are played with a fault at the most, and those in which it may act unnoticed: each
may start a process."""
_SECTION: Final = "remote"


def plant_in_client(planted: PlantedInClient, bench: ClientBench) -> PlantedReport:
    """Play with the fault until a rule is broken that is kept without it, and report which."""
    bench = bench.apart()
    unnoticed = ""
    tries = 0
    for played, scenario in enumerate(_scenarios(planted, bench)):
        if played == _PLAYS or tries == _TRIES:
            break
        broken, has_acted = _broken_with(planted, bench, scenario)
        if not has_acted:
            continue
        tries += 1
        title = f"{scenario.does}: {scenario.name}"
        if new := broken - bench.broken_rules(scenario):
            rule = min(new, key=lambda rule: (rule not in planted.breaks, rule))
            return PlantedReport(planted.title, _SECTION, "found", rule, title)
        if not broken:
            unnoticed = unnoticed or title
    if unnoticed:
        return PlantedReport(planted.title, _SECTION, "missed", "", unnoticed)
    return PlantedReport(planted.title, _SECTION, "not planted")


def _scenarios(planted: PlantedInClient, bench: ClientBench) -> Iterator[ClientScenario]:
    """Those that *bench* can play, and in which the fault may act. None takes long."""
    for scenario in CLIENT_STORIES:
        suits = scenario.does in planted.does and not scenario.waits and planted.suits(scenario)
        if suits and bench.can_play(scenario) and not bench.why_blocked(scenario):
            yield scenario


def _broken_with(
    planted: PlantedInClient, bench: ClientBench, scenario: ClientScenario
) -> tuple[frozenset[str], bool]:
    """The rules that are broken with the fault, and whether it has done anything."""
    registries: list[PlantedRegistry] = []

    def make(scenario: ClientScenario, seed: str, urls: Mapping[Host, str]) -> PlantedRegistry:
        registries.append(PlantedRegistry(scenario, seed, urls, planted.fault))
        return registries[-1]

    with bench.client.playing_in(make):
        broken = bench.broken_rules(scenario)
    return broken, any(registry.has_acted for registry in registries)


@dataclass(frozen=True, slots=True)
class PlantedClientPart(ClientPart):
    """One fault. `scenario`: the ordinary one of the first operation that is played with it."""

    planted: PlantedInClient

    @property
    def title(self) -> str:
        """The name without its place."""
        return self.name.partition(" ")[2]

    @property
    def full_title(self) -> str:
        """The same: it belongs to several operations."""
        return self.title

    def can_be_played(self, bench: ClientBench) -> bool:
        """Whether the client offers one of the operations."""
        return any(does in bench.client.offers for does in self.planted.does)

    def run(self, bench: ClientBench) -> Result:
        """Play with the fault until it is found."""
        return Result(self.name, 0, planted=(plant_in_client(self.planted, bench),))


CLIENT_PLANTED_PARTS: Final = tuple(
    PlantedClientPart(f"5.{number:04} planted: {one.title}", ORDINARY[one.does[0]], one)
    for number, one in enumerate(CLIENT_FAULTS)
)
"""The parts of the self-check, for clients of a registry."""
