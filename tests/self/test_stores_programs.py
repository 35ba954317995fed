"""Content stores in other languages, behind the command door.

`REMOTES_NODE` names the program `node`, `REMOTES_CONTAINERD_STORE` the built adapter of
containerd's local store: adapters/containerd-store-go/build.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from remotes_conformance import check_store
from remotes_conformance.doors.command.stores.refusing import can_refuse
from remotes_conformance.doors.command.stores.traced import can_trace
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.loading import Loaded
from remotes_conformance.judging.stores.command import open_store_command
from remotes_conformance.judging.stores.kills import kill_program
from remotes_conformance.scenarios.stores import STORE_STORIES

NODE = os.environ.get("REMOTES_NODE", "")
CONTAINERD = os.environ.get("REMOTES_CONTAINERD_STORE", "")
ADAPTER = files("remotes_conformance.adapters") / "templates" / "store-node" / "adapter.mjs"
FOLDER = Path(__file__).parents[2] / "adapters" / "containerd-store-go"


@pytest.fixture
def node() -> str:
    """The command of the store in Node."""
    if not NODE:
        pytest.skip("REMOTES_NODE does not name the program: REMOTES_NODE=node")
    return f"{NODE} {ADAPTER}"


@pytest.fixture
def containerd() -> Iterator[Loaded]:
    if not CONTAINERD:
        pytest.skip("REMOTES_CONTAINERD_STORE does not name the adapter: see adapters/README.md")
    loaded = open_store_command(CONTAINERD, lint=True)
    yield loaded
    loaded.bench.door.close()


def test_the_store_in_node_is_conformant(node: str) -> None:
    """With every MUST exercised that a program can be asked; also after kills."""
    verdict = check_store(f"command:{node}", profile="quick", seed=1)
    assert not verdict.violations
    assert verdict.conformant
    outcomes = {one.id: one.outcome for one in verdict.requirements}
    unsupported = set() if can_trace() else {"STORE-17a", "STORE-17b"}
    unsupported |= set() if can_refuse() else {"STORE-18"}
    assert {id for id, outcome in outcomes.items() if outcome == "unsupported"} == unsupported
    assert set(outcomes.values()) <= {"pass", "unsupported"}


def test_the_store_in_node_loses_nothing_when_it_is_killed(node: str) -> None:
    """Between two calls, and while one is under way."""
    found = kill_program(node, kills=15, seed=3)
    assert (found.broken, found.kills) == ("", 15)
    assert found.commits > 5


def test_containerd_breaks_what_its_ledger_says(containerd: Loaded) -> None:
    """All causes in its stories are in the ledger."""
    ledger = tomllib.loads((FOLDER / "ledger-store.toml").read_text())["divergence"]
    known = {(one["requirement"], one["cause"]) for one in ledger}
    containerd.bench.known = known
    tally = Tally()
    for story in STORE_STORIES:
        if containerd.bench.can_play(story.scenario):
            containerd.bench.examine(story.scenario, tally)
    assert tally.breaches == {}
    assert {id for id, _ in tally.known} >= {"STORE-1", "STORE-6", "STORE-13", "STORE-14"}


def test_each_divergence_of_containerd_is_confirmed_by_a_test_in_go() -> None:
    """Its name stands above the entry."""
    lines = (FOLDER / "ledger-store.toml").read_text().splitlines()
    above = [lines[n - 1].removeprefix("# ") for n, one in enumerate(lines) if one.startswith("[[")]
    confirmed = "".join(one.read_text() for one in (FOLDER / "confirm").glob("*_test.go"))
    assert len(above) > 10
    assert [name for name in above if f"func {name}(" not in confirmed] == []
