"""Clients by others: their ledgers, the registry that confirms them, and the table of all."""

from __future__ import annotations

import importlib
import json
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from clients.reference import ReferenceClient
from remotes_conformance.judging.ledger import read_ledger
from remotes_conformance.verdict.client_table import client_table

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
    """What confirms a ledger accuses nobody else: the reference keeps all that others break."""
    client = ReferenceClient()
    pairs = {
        (one["token"], one["cause"]): one
        for name in NAMES
        for one in entries(name)
        if one["requirement"] != "REMOTE-12a" and not one["token"].startswith("fetch.")
    }
    assert len(pairs) > 50
    for entry in pairs.values():
        shows, how = confirming.shows_in(client, entry)
        assert not shows, (entry["cause"], how)
        assert "without any lie" not in how


def reports() -> list[dict[str, Any]]:
    """The stored reports, in the order of the table."""
    names = runpy.run_path(str(ADAPTERS / "judge-clients"))["NAMES"]
    return [json.loads((ADAPTERS / name / "report.json").read_text()) for name in names]


def test_the_table_of_the_docs_is_what_the_reports_give() -> None:
    text = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
    begin, end = "<!-- the table begins -->\n", "<!-- the table ends -->"
    assert text.partition(begin)[2].partition(end)[0].strip() == client_table(reports()).strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_report_has_what_the_ledger_lists(name: str) -> None:
    report = json.loads((ADAPTERS / name / "report.json").read_text())
    difference = runpy.run_path(str(ADAPTERS / "judge-clients"))["difference"]
    assert difference(report) == ""
    listed = {(one["requirement"], one["cause"], one["reason"]) for one in entries(name)}
    stored = {(one["id"], one["cause"], one["reason"]) for one in report["ledger"]["entries"]}
    assert stored == listed


def test_a_difference_from_a_ledger_is_named() -> None:
    difference = runpy.run_path(str(ADAPTERS / "judge-clients"))["difference"]
    entry = {"id": "REMOTE-8", "outcome": "fixed", "cause": "c", "token": "t"}
    broken = {"id": "REMOTE-7", "cause": "another", "token": "push.x"}
    report = {"violations": [broken], "ledger": {"entries": [entry]}, "outcome": "no"}
    assert difference(report) == "REMOTE-7 is broken: another (push.x); REMOTE-8 is fixed: c"


def test_each_outcome_has_its_word_in_the_table() -> None:
    about = {"implementation": "x", "version": "1"}
    words = {
        "pass": "kept", "known": "**broken**", "fail": "**broken**", "unproven": "unproven",
        "blocked": "unproven", "unsupported": "–",
    }  # fmt: skip
    for outcome, word in words.items():
        requirement = {"id": "REMOTE-8", "level": "MUST", "outcome": outcome}
        known = {"id": "REMOTE-8", "reason": "why", "token": "push.y"}
        report = {
            "about": about, "started": "2026-11-27T01:02:03Z", "requirements": [requirement],
            "violations": [], "ledger": {"entries": [known] * (outcome == "known")},
        }  # fmt: skip
        lines = client_table([report]).splitlines()
        assert lines[:4] == [
            "| rule | x 1 |", "|---|---|", f"| REMOTE-8 | {word} |", "| judged on | 2026-11-27 |"
        ]  # fmt: skip
        shown = "* REMOTE-8: why (`push.y`; distribution-spec: Pushing blobs; "
        assert (lines[7].startswith(shown)) == (outcome == "known")
