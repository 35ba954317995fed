"""The site of the documentation: chapters of the README, links, a page for each rule."""

from __future__ import annotations

import re
import runpy
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from remotes_conformance.contract import ALL_SECTIONS, by_id

SITE = Path(__file__).parents[2] / "docs" / "site"
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)")


@cache
def _module(name: str) -> dict[str, Any]:
    sys.path.insert(0, str(SITE))
    try:
        return runpy.run_path(str(SITE / f"{name}.py"))
    finally:
        sys.path.remove(str(SITE))


@cache
def _pages() -> dict[str, str]:
    texts: dict[str, str] = _module("pages")["pages"]()
    texts["repository.md"] = _module("pages")["repository"](texts)
    texts["rules.md"] = "".join(_module("rules")["_index"]())
    return texts


@pytest.mark.parametrize("name", sorted(_pages()))
def test_a_link_leads_to_a_page_of_the_site(name: str) -> None:
    """mkdocs checks headings, too: this test needs no third-party package."""
    rules = {f"rules/{one.id}.md" for section in ALL_SECTIONS.values() for one in section}
    text = re.sub(r"```.*?```", "", _pages()[name], flags=re.DOTALL)
    for target, _ in LINK.findall(text):
        assert not target or target in _pages() or target in rules, target


def test_every_page_is_in_the_menu() -> None:
    """But for that of the repository's files, and those of single rules."""
    menu = set(re.findall(r": ([\w-]+\.md)$", (SITE / "mkdocs.yml").read_text(), re.MULTILINE))
    assert menu == set(_pages()) - {"repository.md"}


def test_a_rule_has_all_on_one_page() -> None:
    """Text, reason, source, story, mistake, expectation, and the way to play it again."""
    text = "".join(_module("rules")["_page"](by_id("LOCK-3")))
    assert by_id("LOCK-3").text in text
    for heading in ("Why", "Source", "A story that breaks it", "A wrong implementation"):
        assert f"\n## {heading}\n" in text
    assert '@breaks("LOCK-3"' in text
    assert "Expected: the ref is locked" in text
    assert "--remotes-replay rc2." in text


def test_a_rule_of_clients_names_its_scenarios() -> None:
    """They are not played for the page: most need a server and real time."""
    text = "".join(_module("rules")["_page"](by_id("REMOTE-8")))
    assert "## Scenarios" in text
    assert '@breaks("REMOTE-8")' in text


def test_the_headings_of_a_chapter_move_up() -> None:
    """Each chapter of the README is a page."""
    found = dict(_module("pages")["chapters"]("# A\nx\n## B c\n### D\ny\n"))
    assert found == {"index": "# A\nx\n", "b-c": "# B c\n\n## D\ny\n"}


@pytest.mark.parametrize("rule", ["COPY-1", "COPY-3", "COPY-5", "COPY-6"])
def test_the_story_of_a_rule_about_bytes_moves_some(rule: str) -> None:
    """It is no empty blob, and no copy that goes on from the first or the last byte."""
    module = _module("rules")
    name, title = module["STORIES"][rule]
    found = (one for one in module["_wrong"](by_id(rule)) if one[0].__name__ == name)
    _, bench, scenarios = next(found)
    named = [one for one in scenarios if one[0] == title]
    (showing, _), *_ = module["showings"](by_id(rule), bench, named)
    assert showing.is_good
    assert not showing.is_at_the_edge


def test_the_typical_one_of_two_stories_is_better() -> None:
    """An empty blob is worse than a longer story, and so is one that only a consequence shows."""
    best = _module("showing")["Showing"](False, False, False, 2, False, 12)
    worse = [
        best._replace(**changed)
        for changed in (
            {"is_empty": True, "events": 3},
            {"follows": True, "complications": 1},
            {"complications": 4, "events": 3},
            {"is_at_the_edge": True, "events": 11},
        )
    ]
    assert min([*worse, best]) == best
