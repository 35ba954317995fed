"""The reference's client of registries keeps the contract of clients."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from clients.reference import (
    AwaitedReference,
    AwaitedVirtualReference,
    ReferenceClient,
    ReferenceParts,
    VirtualReference,
)
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.checking import check_client
from remotes_conformance.scenarios.clients import CLIENT_STORIES

WHOLE = {"REMOTE-1", "REMOTE-13", "REMOTE-15", "REMOTE-23"}
"""Rules that a fetcher leaves to the handler and the store that use it, and to their tests."""


def test_the_reference_breaks_no_rule_of_clients() -> None:
    """In every scenario. It is given a limit, so its own one is not seen."""
    verdict = check_client(ReferenceClient(), seed=1)
    assert verdict.violations == {}, str(verdict)
    outcomes = {one.id: one.outcome for one in verdict.requirements}
    unproven = {id for id, outcome in outcomes.items() if outcome == "unproven"}
    assert unproven == {"REMOTE-12a"}
    assert [id for id, outcome in outcomes.items() if outcome == "unsupported"] == []
    assert verdict.exit_status == 0


@pytest.mark.parametrize("kind", [VirtualReference, AwaitedVirtualReference])
def test_nothing_is_unproven_of_the_reference(kind: type[Any]) -> None:
    """Blocking or awaited, without sockets: each MUST and each SHOULD is exercised and kept."""
    verdict = check_client(kind(), seed=1, strict=True, profile="quick")
    assert verdict.violations == {}, str(verdict)
    assert {one.id: one.outcome for one in verdict.requirements if one.outcome != "pass"} == {}
    assert verdict.conformant
    assert verdict.exit_status == 0


def test_so_do_its_fetcher_its_pusher_and_its_resolver() -> None:
    """In virtual time, where its own limit is seen, too."""
    parts = type("Parts", (ReferenceParts,), {"carrier": "requests"})
    verdict = check_client(parts(), seed=1)
    assert verdict.violations == {}, str(verdict)
    outcomes = {one.id: one.outcome for one in verdict.requirements}
    assert {outcomes[id] for id in ("REMOTE-4a", "REMOTE-9a", "REMOTE-27", "REMOTE-31")} == {"pass"}
    unproven = {id for id, outcome in outcomes.items() if outcome == "unproven"}
    assert unproven <= WHOLE | {"REMOTE-26"}


def test_so_do_they_for_asyncio() -> None:
    """Over loopback, in every scenario in which nothing is waited for."""
    bench = ClientBench(PythonClient(AwaitedReference(), patience=5), name="reference", seed=1)
    applied: set[str] = set()
    for scenario in (one for one in CLIENT_STORIES if bench.can_play(one) and not one.waits):
        judgement = bench.judged(scenario, bench.play(scenario))
        assert judgement.broken == [], scenario.slug
        applied |= set(judgement.applied)
    assert applied >= {"REMOTE-4a", "REMOTE-9a", "REMOTE-27", "REMOTE-31"}


def test_the_example_of_the_docs_is_right() -> None:
    """The client with parts: the reference in a few lines."""
    page = (Path(__file__).parents[2] / "docs" / "clients.md").read_text(encoding="utf-8")
    _, example, _ = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    space: dict[str, Any] = {}
    exec(example, space)
    space["Parts"].carrier = "requests"
    verdict = check_client(space["Parts"], seed=1)
    assert verdict.violations == {}, str(verdict)
    assert verdict.scenarios > 80
