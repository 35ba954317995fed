"""Right clients of a registry, each in its own way, are accused of nothing."""

from __future__ import annotations

import pytest
from clients.different import DIFFERENT, ByHttpClient
from remotes_conformance.contract import requirements
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.checking import check_client
from remotes_conformance.scenarios.clients import CLIENT_STORIES

OPTIONAL = {"REMOTE-4", "REMOTE-6", "REMOTE-10", "REMOTE-28"}
"""About resuming, asking before sending, going on with an upload, and chunks."""
WAITS = {"REMOTE-12", "REMOTE-12a"}


@pytest.mark.parametrize("name", sorted(DIFFERENT))
def test_a_right_client_breaks_no_rule(name: str) -> None:
    """No MUST and no SHOULD, in any scenario but those that take long."""
    client = PythonClient(DIFFERENT[name](), patience=5)
    bench = ClientBench(client, name=name, seed=1)
    applied: set[str] = set()
    for scenario in (one for one in CLIENT_STORIES if bench.can_play(one) and not one.waits):
        judgement = bench.judged(scenario, bench.play(scenario))
        assert judgement.broken == [], scenario.name
        applied.update(judgement.applied)
    known = {one.id for one in requirements("distribution-1.1")}
    assert known - applied <= OPTIONAL | WAITS


def test_a_client_that_does_everything_is_conformant() -> None:
    """Each rule was exercised, in every scenario, and kept."""
    verdict = check_client(type("Quick", (ByHttpClient,), {"timeout": 0.5})(), seed=1)
    assert verdict.conformant, str(verdict)
    assert verdict.scenarios == len([one for one in CLIENT_STORIES if one.does != "fetch"])
    assert {one.outcome for one in verdict.requirements} == {"pass"}
