"""Right clients on `httpx` and `aiohttp`, blocking and awaited, are accused of nothing."""

from __future__ import annotations

import os

import pytest

if not os.environ.get("REMOTES_REGISTRY"):  # where everything has to be there
    for name in ("aiohttp", "httpx"):
        pytest.importorskip(name, reason=f"{name} is not installed: it is in the extra `test`")

from clients.other_libraries import OTHERS
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.drawing import hunt
from remotes_conformance.scenarios.clients import CLIENT_STORIES

QUICK = 0.5
"""Seconds that these clients wait for a server that is silent."""


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_a_right_client_on_another_library_breaks_no_rule(name: str) -> None:
    """No MUST and no SHOULD, in any scenario; a few of those that wait are played."""
    kind = type(name, (OTHERS[name],), {"timeout": QUICK})
    bench = ClientBench(PythonClient(kind(), patience=5), name=name, seed=1)
    applied: set[str] = set()
    played = [one for one in CLIENT_STORIES if bench.can_play(one)]
    waits = [one for one in played if one.waits]
    for scenario in (*(one for one in played if not one.waits), *waits[::3]):
        judgement = bench.judged(scenario, bench.play(scenario))
        assert judgement.broken == [], scenario.slug
        applied.update(judgement.applied)
    assert applied >= {"REMOTE-3", "REMOTE-7", "REMOTE-8", "REMOTE-12", "REMOTE-17", "REMOTE-22"}


@pytest.mark.parametrize("name", ["AwaitedAiohttp", "AwaitedHttpx"])
@pytest.mark.parametrize("does", ["pull", "push"])
def test_scripts_that_are_drawn_accuse_them_of_nothing(name: str, does: str) -> None:
    """With any script of the registry."""
    bench = ClientBench(PythonClient(OTHERS[name](), patience=5), name=name, seed=2)
    bench.draws = 25
    found = hunt(bench, does)  # type: ignore[arg-type]
    assert found.smallest is None, found.smallest
    assert found.scenarios == 25
