"""A report that is read from its JSON is the one that was written, in every form."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from little import LITTLE, OnlyKeys
from remotes_conformance import Report, Verdict, check
from remotes_conformance.verdict import html, prose
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.from_json import BadReport, from_json, read_report
from test_report import ABOUT, _findings
from wrong import SHELF


def _judged(name: str) -> Verdict:
    wrong = OnlyKeys(SHELF[name].factory())
    return check(wrong, profile=LITTLE, seed=1, sections=["key"])


VERDICTS: dict[str, Callable[[], Verdict]] = {
    "nothing was found": lambda: Verdict.of(Findings(ABOUT, [])),
    "no ledger": lambda: Verdict.of(_findings()),
    "a ledger": lambda: Verdict.of(_findings(2)),
    "real": lambda: _judged("GuessesFromTheName"),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_a_report_that_is_read_equals_the_written_one(name: str, tmp_path: Path) -> None:
    """Each field is equal, so are the words and the page, and the JSON that is made from it."""
    verdict = VERDICTS[name]()
    (tmp_path / "report.json").write_text(json.dumps(verdict.to_json()), encoding="utf-8")
    report = read_report(tmp_path / "report.json")
    for one in fields(Report):
        assert getattr(report, one.name) == getattr(verdict, one.name), one.name
    assert "\n".join(prose.summary(report)) == str(verdict)
    assert html.page(report) == verdict.to_html()
    assert Verdict(**{one.name: getattr(report, one.name) for one in fields(Report)}) == verdict


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in VERDICTS["no ledger"]().to_json().items() if key != name}


def _unknown_rule() -> dict[str, Any]:
    value = VERDICTS["no ledger"]().to_json()
    value["requirements"][0]["id"] = "KEY-999"
    return value


def _other_edition() -> dict[str, Any]:
    value = VERDICTS["no ledger"]().to_json()
    value["about"]["edition"] = "9.x"
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([], "is no report of format 2: it has none"),
        ({}, "is no report of format 2: it has none"),
        ({"format": 1}, "is no report of format 2: it has 1. Judge again"),
        (_without("about"), "is no whole report of format 2: no 'about'"),
        (_without("conclusion"), "no 'conclusion'"),
        (_without("violations"), "no 'violations'"),
        (_without("requirements") | {"requirements": 3}, "is no whole report"),
        (_unknown_rule(), "this version does not have the rule KEY-999"),
        (_other_edition(), "this version does not have the edition 9.x"),
    ],
)
def test_a_value_that_is_no_report_is_refused_with_the_reason(value: Any, reason: str) -> None:
    """For any value: never a traceback, never half a report."""
    with pytest.raises(BadReport, match=reason.replace("'", ".")):
        from_json(value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "not JSON"), (b"{", "not JSON"), (b"\xff", "not UTF-8"), (b"[]", "it has none")],
)
def test_a_file_that_is_no_report_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    """The text begins with the path."""
    path = tmp_path / "report.json"
    path.write_bytes(content)
    with pytest.raises(BadReport, match=reason) as caught:
        read_report(path)
    assert str(caught.value).startswith(str(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Nor can a folder be read."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(BadReport, match="cannot be read"):
            read_report(path)
