"""Operations that mostly wait for a silent server are done side by side, before they are asked for.

Each has a server, a folder and processes of its own. Their journals are handed out in the order of
the plan, so the verdict does not show it; only the run takes less time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from ...scenarios.clients.script import ClientScenario
from ...world.registry.journal import ClientJournal

Play: TypeAlias = Callable[[ClientScenario, str], ClientJournal]

_AT_A_TIME: Final = 4


@dataclass(slots=True)
class _Early:
    """One operation that was begun early. It is done when `over` is set."""

    scenario: ClientScenario
    over: threading.Event = field(default_factory=threading.Event)
    journal: ClientJournal | None = None
    error: BaseException | None = None

    def result(self) -> ClientJournal:
        self.over.wait()
        if self.error is not None:
            raise self.error
        assert self.journal is not None
        return self.journal


class Ahead:
    """Plays scenarios by *play*; those that were announced early, once the first is asked for."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._announced: dict[ClientScenario, None] = {}
        self._early: dict[ClientScenario, _Early] = {}

    def announce(self, scenarios: Iterable[ClientScenario]) -> None:
        """These scenarios will be played at least once each; only waits are begun early."""
        self._announced = {one: None for one in scenarios if one.waits}

    def play(self, scenario: ClientScenario, seed: str) -> ClientJournal:
        """The journal of *scenario*: one that was begun early, or a new one."""
        if scenario in self._announced:
            self._begin(seed)
        early = self._early.pop(scenario, None)
        return self._play(scenario, seed) if early is None else early.result()

    def _begin(self, seed: str) -> None:
        self._early = {one: _Early(one) for one in self._announced}
        self._announced = {}
        waiting = list(reversed(self._early.values()))

        def work() -> None:
            # Taking from a list is atomic.
            while waiting:
                try:
                    one = waiting.pop()
                except IndexError:
                    return
                try:
                    one.journal = self._play(one.scenario, seed)
                except BaseException as error:
                    one.error = error
                finally:
                    one.over.set()

        for _ in range(min(_AT_A_TIME, len(waiting))):
            # They do not keep an interrupted run from ending; what they started ends with it.
            threading.Thread(target=work, daemon=True).start()
