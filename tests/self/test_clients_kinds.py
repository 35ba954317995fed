"""Right clients of kinds that were once accused are clean where they were."""

from __future__ import annotations

import pytest
from clients.right import Right
from clients.right_kinds import KINDS, Exits
from remotes_conformance.doors.clients.calling import NO_EXCEPTION
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.plan import CLIENT_PLAN
from remotes_conformance.scenarios.clients import BY_SLUG


@pytest.mark.parametrize(
    ("client", "slug"),
    [(client, slug) for client, slugs in KINDS.items() for slug in slugs],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_a_right_client_of_its_kind_is_clean(client: type[Right], slug: str) -> None:
    bench = ClientBench(PythonClient(client(), patience=5), name="x", seed=1)
    scenario = BY_SLUG[slug]
    assert bench.can_play(scenario)
    assert bench.why_blocked(scenario) == ""
    assert bench.judged(scenario, bench.play(scenario)).broken == []


def test_a_result_that_is_no_exception_is_an_error_and_noted() -> None:
    """`SystemExit` of a function `main`, `CancelledError`: the operation has failed."""
    bench = ClientBench(PythonClient(Exits(), patience=5), name="x", seed=1)
    part = next(
        one for one in CLIENT_PLAN if one.scenario.slug == "pull.a-layer-is-answered-by-500"
    )
    assert bench.why_blocked(part.scenario) == ""
    result = part.run(bench)
    assert result.violations == ()
    assert result.notes == (f"a method of the client has raised SystemExit, {NO_EXCEPTION}",)
