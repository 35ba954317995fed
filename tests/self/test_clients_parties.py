"""Clients by others: their ledgers, the registry that confirms them, and the table of all."""

from __future__ import annotations

import importlib
import json
import re
import runpy
import subprocess
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clients.reference import ReferenceClient
from remotes_conformance.judging.ledger import read_ledger
from remotes_conformance.verdict.client_table import client_table
from remotes_conformance.verdict.from_json import read_report
from remotes_conformance.verdict.report import LedgerReport, Report

ROOT = Path(__file__).parents[2]
ADAPTERS = ROOT / "adapters"
LEDGERS = sorted(path for path in ADAPTERS.glob("*/ledger.toml"))
NAMES = [path.parent.name for path in LEDGERS]


@pytest.fixture
def confirming(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of `adapters/`, which imports others there."""
    monkeypatch.syspath_prepend(str(ADAPTERS))
    return importlib.import_module("confirming")


def entries(name: str) -> list[dict[str, str]]:
    ledger = tomllib.loads((ADAPTERS / name / "ledger.toml").read_text(encoding="utf-8"))
    return list(ledger["divergence"])


def test_there_are_nine() -> None:
    assert len(NAMES) >= 9
    judged = runpy.run_path(str(ADAPTERS / "judge-clients"))["NAMES"]
    assert sorted(judged) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_entry_has_a_reason_and_can_be_confirmed(name: str, confirming: Any) -> None:
    """A ledger that the harness reads; a lie and a look for each of its entries."""
    assert len(read_ledger(ADAPTERS / name / "ledger.toml", "distribution-1.1").entries) == len(
        entries(name)
    )
    lies = importlib.import_module("lies")
    for entry in entries(name):
        assert len(entry["reason"]) > 10
        assert lies.settings_of(entry["token"]).keys() >= {"lies"}
        assert confirming.step_of(entry["cause"]) in confirming.SHOWN_BY
    assert (ADAPTERS / name / "confirm.py").is_file()


def test_nothing_shows_of_a_right_client(confirming: Any) -> None:
    """The checks that confirm a ledger do not accuse the reference: it keeps all that others break.

    Each entry has a registry and a process of its own, and mostly waits: so several at once.
    """
    client = ReferenceClient()
    pairs = {
        (one["token"], one["cause"]): one
        for name in NAMES
        for one in entries(name)
        if one["requirement"] != "REMOTE-12a" and not one["token"].startswith("fetch.")
    }
    assert len(pairs) > 50
    with ThreadPoolExecutor(8) as pool:
        shown = pool.map(lambda entry: confirming.shows_in(client, entry), pairs.values())
        judged = list(zip(pairs.values(), shown, strict=True))
    for entry, (shows, how) in judged:
        assert not shows, (entry["cause"], how)
        assert "without any lie" not in how


def reports() -> list[Report]:
    """The stored reports, in the order of the table."""
    names = runpy.run_path(str(ADAPTERS / "judge-clients"))["NAMES"]
    return [read_report(ADAPTERS / name / "report.json") for name in names]


def test_the_table_of_the_docs_is_up_to_date() -> None:
    text = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
    begin, end = "<!-- the table begins -->\n", "<!-- the table ends -->"
    assert text.partition(begin)[2].partition(end)[0].strip() == client_table(reports()).strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_report_has_what_the_ledger_lists(name: str) -> None:
    report = json.loads((ADAPTERS / name / "report.json").read_text())
    judge = runpy.run_path(str(ADAPTERS / "judge-clients"))
    assert judge["missed_by_chance"](report) == []
    assert judge["difference"](report) == ""
    listed = {(one["requirement"], one["cause"], one["reason"]) for one in entries(name)}
    stored = {(one["id"], one["cause"], one["reason"]) for one in report["ledger"]["entries"]}
    assert stored == listed


def test_a_difference_from_a_ledger_is_named() -> None:
    difference = runpy.run_path(str(ADAPTERS / "judge-clients"))["difference"]
    entry = {"id": "REMOTE-8", "outcome": "fixed", "cause": "c", "token": "t"}
    broken = {"id": "REMOTE-7", "cause": "another", "token": "push.x"}
    report = {
        "violations": [broken],
        "ledger": {"entries": [entry]},
        "outcome": "no",
        "conclusion": {"broke": []},
    }
    found = "REMOTE-7 is broken: another (push.x); REMOTE-8 is fixed: c"
    assert difference(report) == found
    report["conclusion"] = {"broke": ["a test"]}
    assert difference(report) == f"{found}; the harness broke"


def test_the_table_follows_the_reports() -> None:
    """Another outcome is another sign; a breach is listed with its reason, scenario and source."""
    first = reports()[0]
    table = client_table([first])
    standing = next(one for one in first.standings if one.id == "REMOTE-8")
    assert "| REMOTE-8 | MUST | ✗ |" in table
    assert f"* REMOTE-8: {standing.reason} (`{standing.token}`" in table
    assert "; distribution-spec: Pushing blobs; " in table
    kept = tuple(
        replace(one, outcome="pass") if one.id == "REMOTE-8" else one for one in first.requirements
    )
    standings = tuple(one for one in first.standings if one.id != "REMOTE-8")
    other = replace(first, requirements=kept, ledger=LedgerReport(standings))
    assert "| REMOTE-8 | MUST | ✓ |" in client_table([other])
    assert "* REMOTE-8" not in client_table([other])


def test_no_stored_report_names_a_place_of_a_machine() -> None:
    for path in ADAPTERS.glob("*/report.json"):
        assert not re.search(r"/(tmp|home|root|work|usr)/", path.read_text(encoding="utf-8")), path


def test_only_an_entry_that_shows_by_chance_may_be_missed_once() -> None:
    """It is then looked for again."""
    missed = runpy.run_path(str(ADAPTERS / "judge-clients"))["missed_by_chance"]
    often = {"id": "A", "token": "t", "outcome": "fixed", "reason": "it hangs; by chance, it fails"}
    always = {"id": "A", "token": "u", "outcome": "fixed", "reason": "it hangs"}
    assert missed({"ledger": {"entries": [often, always]}}) == [often]


def test_one_of_two_ways_to_end_is_enough() -> None:
    """Two entries for the same rule, in the same scenario."""
    missed = runpy.run_path(str(ADAPTERS / "judge-clients"))["missed_by_chance"]
    one = {"id": "A", "token": "t", "outcome": "known", "reason": "by chance it hangs"}
    other = {"id": "A", "token": "t", "outcome": "changed", "reason": "by chance it fails"}
    elsewhere = {**other, "token": "u", "outcome": "nothing"}
    assert missed({"ledger": {"entries": [one, other, elsewhere]}}) == [elsewhere]
    assert other["outcome"] == "known"


@pytest.mark.parametrize(
    ("written", "said"),
    [("", "build-go oras-go wrote no error, and ended with status 1"), ("a\nb\n", "b")],
)
def test_a_build_that_fails_is_reported_also_without_a_word(
    written: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = runpy.run_path(str(ADAPTERS / "judge-clients"))
    failed = subprocess.CompletedProcess((), 1, "", written)
    monkeypatch.setattr(subprocess, "run", lambda *words, **more: failed)
    assert judge["judged"]("oras-go", tmp_path) == said
