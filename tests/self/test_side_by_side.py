"""Reports side by side: no cell claims more than its run has shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from little import LITTLE
from remotes_conformance import Verdict, check
from remotes_conformance.cli import main
from remotes_conformance.verdict.beside_html import beside_page
from remotes_conformance.verdict.beside_markdown import beside_markdown
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About, Result
from remotes_conformance.verdict.side_by_side import side_by_side
from test_badge import BROKEN, KEPT, KNOWN, STALE, _verdict
from test_report import ABOUT, _violation
from wrong import SHELF


def _words(*verdicts: Verdict) -> dict[str, tuple[str, ...]]:
    table = side_by_side(verdicts)
    return {row.rule.id: tuple(cell.outcome for cell in row.cells) for row in table.rows}


def test_each_rule_has_a_cell_for_each_report() -> None:
    """A known divergence counts as broken; the cell of a rule that was not claimed is empty."""
    words = _words(
        _verdict(KEPT), _verdict(BROKEN), _verdict(KNOWN), _verdict(KEPT, sections=("key",))
    )
    assert words["KEY-1"] == ("kept", "broken", "kept", "kept")
    assert words["LOCK-1"] == ("kept", "broken", "broken", "")


def test_an_entry_that_is_no_longer_true_does_not_hide_another() -> None:
    """The rule is known to be broken for another cause, or was never checked."""
    both = replace(KNOWN, standings=(*STALE.standings, *KNOWN.standings))
    never = replace(STALE, applied={id: n for id, n in STALE.applied.items() if id != "LOCK-1"})
    verdicts = [_verdict(STALE), _verdict(both), _verdict(never)]
    assert _words(*verdicts)["LOCK-1"] == ("kept", "broken", "unproven")
    (row,) = [row for row in side_by_side(verdicts).rows if row.rule.id == "LOCK-1"]
    assert row.cells[1].standing == KNOWN.standings[0]


def test_a_rule_of_another_edition_is_empty() -> None:
    """Neither kept nor broken: the edition does not have it."""
    newer = Findings(About("it", "1", "a door", "1.6", "quick", 1), [Result("1.000 first", 1, {})])
    words = _words(_verdict(KEPT), Verdict.of(newer))
    assert words["KEY-5"] == ("kept", "")
    assert words["KEY-5a"] == ("", "unproven")


def test_columns_have_names_of_their_own() -> None:
    """First by edition, then by file, then by number."""
    verdicts = [_verdict(KEPT), _verdict(KEPT), _verdict(BROKEN)]
    named = side_by_side(verdicts, ["a/one.json", "b/one.json", "two.json"]).names
    assert len(set(named)) == 3
    assert named[2] == "it 1, 2017-06, two, 3"
    assert side_by_side([_verdict(KEPT)]).names == ("it 1",)


def test_each_breach_comes_with_its_story_or_its_reason() -> None:
    """In Markdown and on the page; a broken cell leads to it."""
    wrong = SHELF["GuessesFromTheName"].factory()
    real = check(wrong, profile=LITTLE, seed=1, sections=["key"], edition="2017-06")
    table = side_by_side([real, _verdict(KNOWN)])
    text, page = beside_markdown(table), beside_page(table)
    broken = sum(cell.outcome == "broken" for row in table.rows for cell in row.cells)
    assert broken >= 2
    assert page.count('<a href="#b') == page.count('<article id="b') == broken
    assert text.count("--remotes-replay") == broken
    assert "* In the ledger: reason\n" in text
    for id in real.violations:
        assert f"**{id}** (" in text


def test_names_are_escaped() -> None:
    """They come from the implementation."""
    about = About("<b>|`it`", "", "a door", "2017-06", "quick", 1)
    table = side_by_side(
        [Verdict.of(Findings(about, [Result("1", 1, {}, violations=(_violation("KEY-1"),))]))]
    )
    assert "<b>|" not in beside_page(table)
    assert r"| &lt;b&gt;\|\`it\` |" in beside_markdown(table)


def test_the_command_puts_files_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Printed, or into the named files; options for a single report are refused."""
    paths = []
    for name, verdict in (("a", Verdict.of(Findings(ABOUT, []))), ("b", _verdict(BROKEN))):
        paths.append(str(tmp_path / f"{name}.json"))
        Path(paths[-1]).write_text(json.dumps(verdict.to_json()))
    assert main(["report", *paths]) == 0
    assert "✓ kept, ✗ broken" in capsys.readouterr().out
    page = tmp_path / "page.html"
    assert main(["report", *paths, "--html", str(page)]) == 0
    assert capsys.readouterr().out == ""
    assert "Side by side" in page.read_text()
    assert main(["report", *paths, "--github"]) == 4
    assert "--github is about one report" in capsys.readouterr().err
    assert main(["report", paths[0], str(tmp_path / "none.json")]) == 4
    assert "none.json cannot be read" in capsys.readouterr().err
