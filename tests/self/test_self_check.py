"""Planted faults: each is found in the reference, through every door; a missed one is reported."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import remotes_conformance
import remotes_reference
import remotes_reference.aio
from plugin_runs import REFERENCE, Run, run, suite
from remotes_conformance import check
from remotes_conformance.contract import EDITIONS
from remotes_conformance.judging.bench import Bench
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.opening import open_named
from remotes_conformance.judging.planting import checking
from remotes_conformance.judging.planting.checking import plant
from remotes_conformance.judging.planting.faults import FAULTS, STORE_FAULTS, Planted
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.plugs.scene import Plugs
from remotes_conformance.verdict.as_json import as_json
from remotes_conformance.verdict.from_json import from_json
from remotes_conformance.verdict.html import page
from remotes_conformance.verdict.markdown import markdown
from remotes_conformance.verdict.planted import PlantedReport
from remotes_conformance.world.planted import Fault
from remotes_reference.memory import MemoryStore

__all__ = ["run"]

SCHEMA = Path(remotes_conformance.__file__).parent / "verdict/report.schema.json"
NOTHING = Planted("an answer is the same", "key", frozenset(), Fault(
    outcome=lambda kind, outcome: outcome._replace(message=f"{outcome.message} ")
))  # fmt: skip
"""A fault that breaks no rule: as if no rule noticed a mistake."""


def _planted(bench: Bench, faults: tuple[Planted, ...]) -> Iterator[tuple[Planted, PlantedReport]]:
    with bench.at_work():
        for one in faults:
            if not one.editions or bench.edition in one.editions:
                yield one, plant(one, bench)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("module", [remotes_reference, remotes_reference.aio])
def test_each_fault_is_found_by_the_rule_that_it_breaks(module: object, edition: str) -> None:
    """In process, blocking or not, in every edition."""
    bench = open_bench(module.of_edition(edition), edition=edition).bench  # type: ignore[attr-defined]
    for one, report in _planted(bench, FAULTS):
        assert report.outcome == "found", report
        assert report.rule in one.breaks, report


def test_each_fault_is_found_behind_a_command() -> None:
    """The border is on the harness's side."""
    name = f"command:{sys.executable} -m remotes_conformance.serve {REFERENCE}"
    loaded = open_named(name, edition="2017-06")
    try:
        for _, report in _planted(loaded.bench, FAULTS):
            assert report.outcome == "found", report
    finally:
        loaded.bench.door.close()


def test_each_fault_is_found_in_a_store() -> None:
    """The answers of a store are changed on their way to the caller."""
    loaded = open_store(MemoryStore)
    try:
        for one, report in _planted(loaded.bench, STORE_FAULTS):
            assert (report.outcome, report.rule in one.breaks) == ("found", True), report
    finally:
        loaded.bench.door.close()


def test_a_commit_is_left_out_over_a_plugged_store() -> None:
    """A real object's calls are made, but do not come into the journal."""
    plugs = Plugs(ingester=lambda scene: MemoryStore())
    bench = open_bench(remotes_reference.of_edition("2017-06"), plugs=plugs).bench
    commit = next(one for one in FAULTS if "Commit is left out" in one.title)
    assert [report.outcome for _, report in _planted(bench, (commit,))] == ["found"]


def test_a_fault_is_not_held_against_the_implementation() -> None:
    """The same world without it is as before, and no hang of a fault blocks what follows."""
    bench = open_bench(remotes_reference.of_edition("2017-06")).bench
    for _ in _planted(bench, FAULTS):
        pass
    assert (bench.hangs, bench.is_blocked) == (0, False)
    scenario = next(iter(checking._scenarios(FAULTS[0], bench)))[1]
    assert bench.broken_rules(scenario) == frozenset()


def test_a_rule_that_is_broken_without_the_fault_proves_nothing() -> None:
    """An implementation whose keys are all wrong shows the same rules without the fault."""

    class OneKey:
        def make_ref_key(self, ctx: object, descriptor: object) -> str:
            return "key"

    bench = open_bench(OneKey()).bench
    assert plant(FAULTS[0], bench).outcome == "not planted"


@pytest.fixture
def missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the planted faults breaks no rule."""
    part = checking._part(99, NOTHING, EDITIONS)
    monkeypatch.setattr(
        "remotes_conformance.judging.checking.PLANTED_PARTS", (*checking.PLANTED_PARTS, part)
    )


@pytest.mark.usefixtures("missed")
def test_a_missed_fault_leaves_no_verdict() -> None:
    """It shows in all forms of the report, and in the exit status."""
    verdict = check(
        remotes_reference.of_edition("2017-06"),
        edition="2017-06", profile="quick", seed=1, sections=("key",), self_check=True,
    )  # fmt: skip
    assert (verdict.outcome, verdict.exit_status) == ("undetermined", 6)
    assert f"planted faults were missed: {NOTHING.title}" in verdict.why
    words = "2 of 3 planted faults were found"
    for text in (str(verdict), page(verdict), markdown(verdict)):
        assert words in text
        assert NOTHING.title in text
    text = json.dumps(as_json(verdict))
    assert json.dumps(as_json(from_json(json.loads(text)))) == text


def test_a_run_without_it_reports_nothing_of_it() -> None:
    """The format of the report is as it was."""
    verdict = check(
        remotes_reference.of_edition("2017-06"),
        edition="2017-06", profile="quick", seed=1, sections=("key",),
    )  # fmt: skip
    assert "planted" not in as_json(verdict)
    assert replace(verdict, planted=()) == verdict


def test_the_option_plants_faults(run: Run, tmp_path: Path) -> None:
    """Under pytest, each is a test, in the terminal a line, in the report an entry."""
    report = tmp_path / "report.json"
    result = run(
        "--remotes", REFERENCE, "--remotes-self-check", "--remotes-report", str(report),
        *suite("--remotes-sections", "key"),
    )  # fmt: skip
    assert result.ret == 0
    result.stdout.fnmatch_lines(["planted   2 of 2 planted faults were found"])
    value = json.loads(report.read_text(encoding="utf-8"))
    jsonschema.validate(value, json.loads(SCHEMA.read_text(encoding="utf-8")))
    planted = value["planted"]
    assert [one["section"] for one in planted] == ["key", "conduct"]
