"""A run that judges a client of a registry under pytest."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ..doors.unusable import Unusable
from ..judging.clients.bench import ClientBench
from ..judging.clients.checking import about_client, open_client, options_of
from ..judging.clients.known import Known
from ..judging.clients.plan import CLIENT_PLAN, ClientPart, result, set_extent
from ..judging.planting.clients import CLIENT_PLANTED_PARTS, PlantedClientPart
from ..scenarios.clients.script import BY_COMMAND, ByCommand, ClientScenario
from ..scenarios.clients.written import scenario_of
from ..telling.exchanges import story
from ..verdict.results import About
from .options import setting
from .session import NOT_PLANTED, Conformance
from .stages import is_of

_TEST = "test_remote"


class ClientConformance(Conformance):
    """The run, for a client: it plays other parts, and selects the tests that have them."""

    judges = "client"

    def __init__(self, config: pytest.Config) -> None:
        super().__init__(config)
        self._commands: dict[ByCommand, str] = {}
        for does in BY_COMMAND:
            text = setting(config, f"remotes-{does}")
            if text is not None:
                self._commands[does] = text
        self._client = setting(config, "remotes-client")
        self.bench: ClientBench = self._opened()
        if self.ledger is not None:
            self.bench.known = Known(self.ledger.entries, datetime.date.today())
            self._known = self.bench.known.by_key
        set_extent(self.bench, self.settings.profile)

    def _opened(self) -> ClientBench:
        option = "--remotes-client" if self._client else f"--remotes-{next(iter(self._commands))}"
        try:
            return open_client(
                self._client or None,
                self._commands,
                patience=self.settings.patience,
                seed=self.settings.seed,
                tls=self.settings.tls,
            )
        except Unusable as error:
            raise pytest.UsageError(f"{option}: {error}") from None

    def subject(self) -> About:
        profile = self.settings.profile.name
        return about_client(self.bench, strict=self.settings.strict, profile=profile)

    def how(self) -> str:
        patience = self.settings.of_the_door
        return " ".join((options_of(self._client or "", self._commands), *patience))

    def expected(self, about: About) -> set[str]:
        planted = CLIENT_PLANTED_PARTS if self.settings.self_check else ()
        parts = (*CLIENT_PLAN, *planted)
        return {part.name for part in parts if part.can_be_played(self.bench)}

    # -- what tests call -------------------------------------------------------------------------

    def play(self, part: ClientPart) -> None:
        """Play *part*. Raises `NotConformant`; skips what is not offered, or blocked."""
        if not part.can_be_played(self.bench):
            pytest.skip(
                f"unsupported: the client cannot {part.scenario.does}, or is given no password"
            )
        self._skip_if_blocked(part.scenario, part.name)
        self._finish(part.run(self.bench))

    def plant(self, part: PlantedClientPart) -> None:
        """Plant its fault. Raises `NotConformant` if nothing finds it; skips it if it has no
        effect."""
        self._skip_if_blocked(part.scenario, part.name)
        played = part.run(self.bench)
        self._finish(played)
        if any(one.outcome == "not planted" for one in played.planted):
            pytest.skip(NOT_PLANTED)

    def replay(self) -> None:
        """Play the scenario of --remotes-replay, and keep its story."""
        scenario = scenario_of(self.settings.replay_word)
        self._skip_if_blocked(scenario, scenario.name)
        journal = self.bench.play(scenario)
        self._story = list(story(scenario, journal))
        self._finish(result(self.bench, "0.000 the replayed scenario", scenario, journal))

    def _skip_if_blocked(self, scenario: ClientScenario, name: str) -> None:
        if why := self.bench.why_blocked(scenario):
            self._blocked = {name: why}
            pytest.skip(f"blocked: {why}")

    # -- hooks -----------------------------------------------------------------------------------

    def select(self, items: list[pytest.Item]) -> None:
        """The tests of clients, or the replay."""
        self.keep(items, [item for item in items if self._is_chosen(item)])
        # A worker of pytest-xdist plays an unknown part of them.
        if not hasattr(self.config, "workerinput"):
            parts = (_part_of(item) for item in items)
            self.bench.client.announce(one.scenario for one in parts if one in CLIENT_PLAN)

    def _is_chosen(self, item: pytest.Item) -> bool:
        part = _part_of(item)
        if isinstance(part, PlantedClientPart):
            asked = self.settings.self_check and not self.settings.replay_word
            return asked and part.can_be_played(self.bench)
        if not is_of(item, _TEST):
            return False
        if self.settings.replay_word:
            return part is None
        return part is not None and part.can_be_played(self.bench)


def _part_of(item: pytest.Item) -> ClientPart | None:
    callspec: Any = getattr(item, "callspec", None)
    part = callspec.params.get("part") if callspec else None
    return part if isinstance(part, ClientPart) else None
