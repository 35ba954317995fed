"""Calls for one ref that take turns within the process: after its wait, one waits for its turn."""

from __future__ import annotations

import pytest
from different.turns import TakesTurnsAttemptByAttempt
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.rules import judge, waits
from remotes_conformance.scenarios.scenario import Answer
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.scenarios.whole_calls import scenario_of

SECOND = 1_000_000_000
SCENARIO = scenario_of(
    fetch(answers=(Answer("Writer", error="locked"),)),
    fetch(at=1_000_000, answers=(Answer("Read", delay=SECOND),)),
)
"""The first is refused once; the second copies for a second meanwhile."""


def broken() -> list[str]:
    """The rules that it breaks."""
    journal = open_bench(TakesTurnsAttemptByAttempt()).bench.play(SCENARIO)
    return [id for id, _ in judge(SCENARIO, journal).broken]


def test_waiting_for_a_turn_is_no_wrong_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """LOCK-10 allows it; without that, LOCK-2 would be broken."""
    assert broken() == []
    monkeypatch.setattr(waits, "_was_anothers_turn", lambda *times: False)
    assert broken() == ["LOCK-2"]
