"""Wrong clients of a registry are caught under their rules; each MUST has one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from clients.right import Right
from clients.shelf import SHELF
from remotes_conformance.contract import CLIENT_SECTIONS, Level, by_id
from remotes_conformance.doors.clients import python
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.scenarios.clients import CLIENT_STORIES, ClientScenario
from remotes_conformance.scenarios.clients.script import Does

WRONG = sorted(SHELF)
VISIBLE = {
    "REMOTE-7 DropsTheQuery",
    "REMOTE-7 KeepsTheFirstLocation",
    "REMOTE-25 WritesManifestsAnew",
}
"""Clients whose fault shows in an ordinary push; nothing else of their pushes is judged."""


def scenarios(id: str) -> list[ClientScenario]:
    """Scenarios about the rule, then the others; a few that only take long are left out."""
    about = [s for s in CLIENT_STORIES if s.asks == id or any(a.asks == id for a in s.script)]
    if id == "REMOTE-12a":
        about = [s for s in CLIENT_STORIES if s.waits]
    others = [s for s in CLIENT_STORIES if s not in about and not s.waits]
    writes = by_id(id).needs == "client_push"
    return [*about, *sorted(others, key=lambda one: (one.does == "push") != writes)]


@pytest.fixture(autouse=True)
def little_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that forgets its limit is stopped soon."""
    monkeypatch.setattr(python, "SLACK", -1.0)


def first_breaking(cls: type[Right], id: str) -> tuple[str, set[str]]:
    """The first scenario in which the rule is broken, with the ids of all that is broken in it."""
    bench = ClientBench(PythonClient(cls(), patience=1.5), name=cls.__name__, seed=1)
    for scenario in filter(bench.can_play, scenarios(id)):
        broken = bench.judged(scenario, bench.play(scenario)).broken
        if id in {found for found, _ in broken}:
            return scenario.name, {found for found, _ in broken}
    return "", set()


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_client_is_caught_for_the_rule_it_breaks(name: str) -> None:
    """In a scenario about the rule, or in an ordinary one."""
    id, _, _ = name.partition(" ")
    scenario, _ = first_breaking(SHELF[name], id)
    assert scenario


@pytest.mark.parametrize("name", sorted(set(WRONG) - VISIBLE))
@pytest.mark.parametrize("does", ["pull", "push"])
def test_a_wrong_client_passes_ordinary_scenarios(name: str, does: Does) -> None:
    """A fault that shows at once would keep everything else from being judged."""
    bench = ClientBench(PythonClient(SHELF[name](), patience=1.5), name="", seed=1)
    scenario = next(s for s in CLIENT_STORIES[2:] if s.does == does)
    assert bench.why_blocked(scenario) == ""


def test_each_must_has_a_wrong_client() -> None:
    """And each SHOULD, too."""
    rules = {one.id for one in CLIENT_SECTIONS["remote"] if one.level is not Level.TOLERATED}
    assert rules == {name.partition(" ")[0] for name in SHELF}


def test_the_example_of_the_docs_is_caught() -> None:
    """It takes any document, and compares no digest that the registry answers."""
    page = (Path(__file__).parents[2] / "docs" / "clients.md").read_text(encoding="utf-8")
    example, _, judging = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    space: dict[str, Any] = {}
    exec(example.replace("timeout=2", "timeout=0.3"), space)
    judging = judging.replace("seed=1", "seed=1, patience=2.5")
    exec(judging, space)
    verdict = space["verdict"]
    assert {"REMOTE-8", "REMOTE-15"} <= set(verdict.violations)
    assert verdict.requirement("REMOTE-28").outcome == "unproven"
