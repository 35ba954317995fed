"""Faults planted between a client and its registry: each is found, whichever way the client is
reached; a missed one leaves no verdict."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import remotes_conformance
from clients.reference import AwaitedReference, ReferenceClient, VirtualReference
from plugin_runs import Run, run
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.checking import check_client, open_client
from remotes_conformance.judging.planting import clients as planting
from remotes_conformance.judging.planting.client_faults import CLIENT_FAULTS, PlantedInClient
from remotes_conformance.judging.planting.clients import CLIENT_PLANTED_PARTS, plant_in_client
from remotes_conformance.scenarios.clients import ORDINARY
from remotes_conformance.world.registry.planted import ClientFault

__all__ = ["run"]

SCHEMA = Path(remotes_conformance.__file__).parent / "verdict/report.schema.json"
PROGRAM = [sys.executable, str(Path(__file__).parent / "clients" / "program.py")]
PULL, PUSH = (
    shlex.join([*PROGRAM, does, "{registry}", "{name}", "{tag}", "{digest}", "{user}"])
    + f" {{password}} {place}"
    for does, place in (("pull", "{out}"), ("push", "{in}"))
)
NOTHING = PlantedInClient(
    "a journal is the same", frozenset(), ("pull",),
    ClientFault(journal=lambda scenario, image, journal: replace(journal)),
)  # fmt: skip
"""A fault that breaks no rule: as if no rule noticed a mistake."""


def _opened(client: Any = None, **commands: str) -> ClientBench:
    given: Any = commands
    return open_client(client, given, patience=10, seed=1)


@pytest.mark.parametrize("kind", [VirtualReference, ReferenceClient, AwaitedReference])
def test_each_fault_is_found_in_process(kind: type[Any]) -> None:
    """Without sockets, over loopback, and awaited: each by a rule that it breaks."""
    bench = _opened(kind())
    for one in CLIENT_FAULTS:
        report = plant_in_client(one, bench)
        assert (report.outcome, report.rule in one.breaks) == ("found", True), report


def test_each_fault_is_found_in_commands() -> None:
    """Faults in the operations that commands can do."""
    bench = _opened(pull=PULL, push=PUSH)
    played = [part.planted for part in CLIENT_PLANTED_PARTS if part.can_be_played(bench)]
    assert [one.title for one in CLIENT_FAULTS if one not in played] == [
        "a tag is resolved to another digest"
    ]
    for one in played:
        report = plant_in_client(one, bench)
        assert (report.outcome, report.rule in one.breaks) == ("found", True), report


def test_a_fault_is_not_held_against_the_client() -> None:
    """The same scenario without it is as before, and no hang of a fault blocks what follows."""
    bench = _opened(VirtualReference())
    for one in CLIENT_FAULTS:
        plant_in_client(one, bench)
    assert bench.hangs == 0
    for scenario in ORDINARY.values():
        assert bench.broken_rules(scenario) == frozenset()


def test_a_fault_without_its_effect_is_not_planted() -> None:
    """A client that cannot push is not asked to."""

    class Pulls:
        carrier = "requests"
        pull = VirtualReference.pull
        context = VirtualReference.context

    bench = _opened(Pulls())
    left_out = next(one for one in CLIENT_FAULTS if "manifest of a push" in one.title)
    assert plant_in_client(left_out, bench).outcome == "not planted"


def test_a_missed_fault_leaves_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of handlers: the verdict is undetermined."""
    part = replace(
        CLIENT_PLANTED_PARTS[0], name=f"5.0099 planted: {NOTHING.title}", planted=NOTHING
    )
    monkeypatch.setattr(
        "remotes_conformance.judging.clients.checking.CLIENT_PLANTED_PARTS",
        (*planting.CLIENT_PLANTED_PARTS, part),
    )
    verdict = check_client(VirtualReference(), profile="quick", seed=1, self_check=True)
    assert (verdict.outcome, verdict.exit_status) == ("undetermined", 6)
    assert f"{len(CLIENT_FAULTS)} of {len(CLIENT_FAULTS) + 1} planted faults" in str(verdict)
    assert f"planted faults were missed: {NOTHING.title}" in verdict.why


def test_the_option_plants_faults_in_a_client(run: Run, tmp_path: Path) -> None:
    """Under pytest, each is a test, in the terminal a line, in the report an entry."""
    report = tmp_path / "report.json"
    result = run(
        "-q", "--remotes-client", "clients.reference:VirtualReference", "--remotes-self-check",
        "--remotes-profile", "quick", "--remotes-report", str(report), "--pyargs", "remotes_suite",
    )  # fmt: skip
    assert result.ret == 0
    number = len(CLIENT_FAULTS)
    result.stdout.fnmatch_lines([f"planted   {number} of {number} planted faults were found"])
    value = json.loads(report.read_text(encoding="utf-8"))
    jsonschema.validate(value, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert {one["section"] for one in value["planted"]} == {"remote"}
