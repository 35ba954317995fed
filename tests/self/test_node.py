"""The handlers in plain Node behind the command door. `REMOTES_NODE` names the program `node`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from little import LITTLE
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.loading import Loaded
from remotes_conformance.judging.opening import open_command
from remotes_conformance.judging.plan import whole_plan
from remotes_conformance.scenarios.stories.building import task
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About
from remotes_conformance.verdict.verdict import Verdict

NODE = os.environ.get("REMOTES_NODE", "")
ADAPTER = Path(__file__).parents[2] / "adapters" / "node" / "adapter.mjs"


@pytest.fixture(scope="module")
def adapter() -> Iterator[Loaded]:
    if not NODE:
        pytest.skip("REMOTES_NODE does not name the program: REMOTES_NODE=node")
    loaded = open_command(f"{NODE} {ADAPTER}")
    yield loaded
    loaded.bench.door.close()  # type: ignore[attr-defined]


def test_it_is_conformant_with_every_must_exercised(adapter: Loaded) -> None:
    """Edition 2017-06, all stories and little else, seed 0: no rule is broken, none is unproven."""
    results = [
        part.run(adapter.bench, PROFILES[LITTLE], 0)
        for part in whole_plan()
        if part.can_be_played("2017-06", adapter.bench.kinds)
    ]
    about = About(adapter.name, adapter.version, adapter.bench.door.name, "2017-06", LITTLE, 0)
    verdict = Verdict.of(Findings(about, results))
    assert not verdict.violations
    assert verdict.conformant


@pytest.mark.parametrize("size", [2**53 + 1, 2**63 - 1])
def test_sizes_beyond_a_double_come_back_to_the_byte(adapter: Loaded, size: int) -> None:
    """JavaScript's numbers hold 53 bits; a size has 64."""
    fetch = task("fetch")
    huge = replace(fetch, descriptor=replace(fetch.descriptor, size=size))
    journal = adapter.bench.play(scenario_of(huge))
    asked = next(entry for entry in journal.entries if entry.op == "Writer")
    assert asked.args["size"] == size
