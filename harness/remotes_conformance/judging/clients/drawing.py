"""Draws scripts for a registry, and looks for the smallest with which a client breaks a rule."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from ...contract.names import RequirementId
from ...scenarios.clients.script import ClientScenario, Does
from ...scenarios.clients.strategies import scenarios
from .bench import ClientBench

_SHRINKS: Final = 80
"""Plays in which a scenario that breaks a rule is made smaller."""


@dataclass(slots=True)
class Hunt:
    """The results of the drawn scenarios of one operation. `smallest`: one that breaks a rule."""

    scenarios: int = 0
    applied: Counter[RequirementId] = field(default_factory=Counter)
    smallest: ClientScenario | None = None
    target: str = ""
    shrinks: int = 0


class _Breaks(Exception):
    """A scenario breaks a rule."""


def hunt(bench: ClientBench, does: Does) -> Hunt:
    """Draw `bench.draws` scenarios. Rules that a ledger names are left out."""
    found = Hunt()
    known = {id for id, _ in bench.known.by_key} if bench.known is not None else set()

    def play(scenario: ClientScenario) -> None:
        if not bench.can_play(scenario):
            return
        if found.smallest is not None:
            found.shrinks += 1
            if found.shrinks > _SHRINKS and scenario != found.smallest:
                return
        judgement = bench.judged(scenario, bench.play(scenario))
        found.scenarios += 1
        found.applied.update(judgement.applied)
        broken = sorted({id for id, _ in judgement.broken} - known)
        if broken and found.target in ("", *broken):
            found.target = found.target or broken[0]
            found.smallest = scenario
            raise _Breaks

    # Flaky: the client is unsteady, and the last scenario in which it broke a rule counts.
    with contextlib.suppress(_Breaks, Flaky):
        _drawn(play, bench, does)
    return found


def _scenarios(bench: ClientBench, does: Does) -> st.SearchStrategy[ClientScenario]:
    return scenarios(does, has_indexes="client_index" in bench.client.further)


def _drawn(play: Callable[[ClientScenario], None], bench: ClientBench, does: Does) -> None:
    how = settings(
        max_examples=bench.draws,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
    )
    seed(f"{bench.seed} {does}")(how(given(scenario=_scenarios(bench, does))(play)))()
