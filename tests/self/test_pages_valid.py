"""Pages of stored reports are valid HTML, can be used by keys, and hold no tags of others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from remotes_conformance.telling.diagram import diagram
from remotes_conformance.telling.sequence import Event
from remotes_conformance.verdict.beside_html import beside_page
from remotes_conformance.verdict.from_json import BadReport, from_json, read_report
from remotes_conformance.verdict.html import page
from remotes_conformance.verdict.side_by_side import side_by_side

_ROOT = Path(__file__).parents[2]
_STORED = sorted((_ROOT / "docs" / "judged").glob("*.json"))
_BAD = "\"'><script>bad</script>"


def _pages(value: Any) -> Iterator[str]:
    report = from_json(value)
    yield page(report)
    yield beside_page(side_by_side([report, report]))


@pytest.mark.parametrize("path", _STORED, ids=lambda path: path.stem)
def test_a_page_is_valid_html(path: Path) -> None:
    html5lib = pytest.importorskip("html5lib")
    report = read_report(path)
    for text in (page(report), beside_page(side_by_side([report, report]))):
        parser = html5lib.HTMLParser()
        parser.parse(text)
        assert parser.errors == []


def test_headings_go_down_by_one_level_at_a_time() -> None:
    """So they are an outline for users of screen readers; each page has one of the first level."""
    for path in _STORED:
        report = read_report(path)
        for text in (page(report), beside_page(side_by_side([report, report]))):
            levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
            assert levels.count(1) == 1
            steps = pairwise(levels)
            assert all(after <= before + 1 for before, after in steps)


def test_boxes_can_be_scrolled_by_keys_and_no_heading_is_empty() -> None:
    """Boxes of tables, and replay lines; each has a name."""
    (text, _) = _pages(json.loads((_ROOT / "docs/judged/containerd-2017-06.json").read_text()))
    for tag in re.findall(r'<(?:div class="scroll"|pre)[^>]*>', text):
        assert 'tabindex="0"' in tag
        assert "aria-label=" in tag
    assert "<th></th>" not in text
    assert "<th scope" in text


def test_a_name_stays_on_its_line() -> None:
    """It can neither reverse the following text, nor end a line of a step's summary."""
    value = json.loads(_STORED[0].read_text())
    value["about"] |= {"implementation": "its\u202ename\n::error::", "version": "1\r2"}
    about = from_json(value).about
    assert (about.implementation, about.version) == (r"its\u202ename\n::error::", r"1\r2")


def _paths(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The places of texts, without the places in lists."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _paths(inner, (*path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, path)
    elif isinstance(value, str):
        yield path


def _with_bad(value: Any, at: tuple[str, ...], path: tuple[str, ...] = ()) -> Any:
    """*value*, with `_BAD` in the place of each text at *at*."""
    if isinstance(value, dict):
        return {name: _with_bad(inner, at, (*path, name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_bad(inner, at, path) for inner in value]
    return _BAD if isinstance(value, str) and path == at else value


@pytest.mark.parametrize("name", ["containerd-1.6", "containerd-2017-06", "reference-aio"])
def test_no_text_of_a_report_becomes_a_tag(name: str) -> None:
    """It is shown as text, or the report is refused, whatever program wrote the file."""
    value = json.loads((_ROOT / "docs" / "judged" / f"{name}.json").read_text())
    shown = 0
    for path in sorted(set(_paths(value))):
        try:
            texts = list(_pages(_with_bad(value, path)))
        except BadReport:
            continue
        shown += 1
        assert not any("<script>bad" in text for text in texts), path
    assert shown > 20


def test_the_style_has_a_rule_for_each_width_of_a_drawing() -> None:
    """Up to the width of the page; wider ones always show their texts as a list."""
    style = (_ROOT / "harness/remotes_conformance/verdict/page.css").read_text()
    widths = {int(width) for width in re.findall(r"min-width: (\d+)px\) { \.story", style)}
    assert widths == set(range(300, 1400, 100))
    for length in (10, 60, 120):
        drawn = diagram((Event(0, 0, "caller", "x" * length, "caller"),))
        (width,) = re.findall(r"fits-(\d+)", drawn)
        assert int(width) in widths
