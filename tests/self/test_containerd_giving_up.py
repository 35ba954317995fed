"""The real containerd, given up by its caller just before its timer: in exact virtual time.

`REMOTES_CONTAINERD` names the built adapter.
"""

from __future__ import annotations

import os

import pytest
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.scenario import Answer, Cancel, Scenario
from remotes_conformance.scenarios.stories.building import answered, fetch
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of

ADAPTER = os.environ.get("REMOTES_CONTAINERD", "")

pytestmark = pytest.mark.skipif(
    not ADAPTER, reason="REMOTES_CONTAINERD does not name a built adapter"
)


def _scenario(call: WholeCall) -> Scenario:
    refused = (Answer("Writer", nth, error="locked") for nth in range(1, 9))
    return scenario_of(answered(call, *refused), seed=7, edition="1.6")


def test_a_caller_who_gives_up_a_microsecond_before_is_in_time() -> None:
    """Before each of eight waits is over: no attempt is made any more."""
    loaded = open_command(ADAPTER, edition="1.6")
    tries = [e.at for e in loaded.bench.play(_scenario(fetch())).entries if e.op == "Writer"]
    for number, due in enumerate(tries[1:], 1):
        if due == tries[number - 1]:
            continue  # by chance it did not wait
        played = loaded.bench.play(_scenario(fetch(cancel=Cancel(at=due - 1_000))))
        made = [entry.at for entry in played.entries if entry.op == "Writer"]
        assert made == tries[:number]
    assert number == 8
    loaded.bench.door.close()  # type: ignore[attr-defined]
