"""In the terminal, the event that breaks a rule is marked, and lines fit the width."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
from impatient import remotes
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.plan import stories
from remotes_conformance.telling.diagram import diagram
from remotes_conformance.telling.sequence import MAX_EVENTS
from remotes_conformance.verdict.from_json import from_json
from remotes_conformance.verdict.html import page
from remotes_conformance.verdict.overview import overview
from remotes_conformance.verdict.prose import WIDTH, story_lines, summary
from remotes_conformance.verdict.results import Violation

ROOT = Path(__file__).parents[2]
JUDGED = ROOT / "docs" / "judged" / "containerd-2017-06.json"


def _violations(section: str, title: str) -> dict[str, Violation]:
    """The rules that the implementation of the README's first example breaks in one story."""
    part = next(one for one in stories(section) if one.title == title)
    result = part.run(open_bench(remotes).bench, PROFILES["quick"], 0)
    return {one.id: one for one in result.violations}


def test_the_return_that_gives_up_a_locked_ref_is_marked() -> None:
    """It stands in no state of the table that a handler may come back in."""
    broken = _violations("lock", "a ref is locked for half a second")["LOCK-3"]
    assert "is locked by another ingest" in broken.events[broken.event].text
    drawn = diagram(broken.events, broken.event, broken.id)
    assert drawn.count('class="breaks"') == 1
    assert "<title>breaks LOCK-3</title>" in drawn
    assert 'class="breaks"' not in diagram(broken.events)


def test_the_mark_is_found_beyond_the_events_that_are_left_out() -> None:
    """A long story is shown without its middle; places count the lines that are shown."""
    broken = _violations("lock", "a ref is refused nine times")["LOCK-3"]
    assert broken.events[broken.event].text.startswith("returns")
    long = _violations("copy", "a fetch from a source in pieces of 1")
    for one in long.values():
        assert one.event < len(one.events) <= MAX_EVENTS + 1


def test_a_report_without_marks_is_read() -> None:
    """It was written before there were marks."""
    value = json.loads(JUDGED.read_text(encoding="utf-8"))
    for one in value["violations"]:
        one.pop("event", None)
    assert all(one.violation.event == -1 for one in from_json(value).broken)


@pytest.mark.parametrize("width", [80, 98, 120])
def test_lines_fit_the_terminal(width: int) -> None:
    """But for stories, commands and the table, which are not broken."""
    report = from_json(json.loads(JUDGED.read_text(encoding="utf-8")))
    assert all(len(line) <= width for line in overview(report, width))
    prose = [
        line
        for line in summary(report, width=width)
        if re.match(r"(note|unproven|known|planted|conformant|[A-Z]+-\d+)\b| {2}why|  also", line)
    ]
    assert prose
    assert max(map(len, prose)) <= width
    assert max(map(len, prose)) > width - 15


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_story_fits_the_terminal_too(width: int) -> None:
    """Words that do not fit go on below the text of their event; none is lost."""
    story = (
        "t0: the source is plain and holds b'abcdefghijklmnopqrstuvwx', which is all of it",
        "      0 ms  t0  Writer(layer-sha256:93b0cabf…, 24, sha256:93b0cabf…) → error e1: locked",
        "1 h 0 min 0 s  t10  returns success",
    )
    lines = list(story_lines(story, width, 4))
    assert max(map(len, lines)) <= width
    assert " ".join(" ".join(lines).split()) == " ".join(" ".join(story).split())
    if width == 80:
        assert [line[:20] for line in lines if "locked" in line] == [" " * 20]
    assert list(story_lines(story, WIDTH, 4)) == [f"    {line}" for line in story]


def test_a_narrow_page_shows_the_events_as_a_list() -> None:
    """The drawing has their numbers there, in the place of their texts."""
    broken = _violations("lock", "a ref is locked for half a second")["LOCK-3"]
    drawn = ElementTree.fromstring(diagram(broken.events, broken.event, broken.id))
    texts = [event.text for event in broken.events]
    assert ["".join(one.itertext()) for one in drawn.iter("li")] == texts
    marked = [
        place for place, one in enumerate(drawn.iter("li")) if "breaks" in one.attrib["class"]
    ]
    assert marked == [broken.event]
    numbers = [one.text for one in drawn.iter("text") if "number" in one.attrib["class"]]
    assert numbers == [str(number) for number, _ in enumerate(texts, start=1)]
    lanes = float(drawn[0].attrib["width"])
    assert all(
        float(one.attrib["x"]) + 8 * len(one.text or "") <= lanes
        for one in drawn.iter("text")
        if "number" in one.attrib["class"]
    )


def test_text_between_backquotes_is_code() -> None:
    """In every message of the page; other signs of Markdown stand for themselves."""
    report = from_json(json.loads(JUDGED.read_text(encoding="utf-8")))
    text = page(replace(report, notes=("give `--strict`, and `<a>`, not *this*",)))
    assert "give <code>--strict</code>, and <code>&lt;a&gt;</code>, not *this*" in text


def test_a_page_does_not_scroll_sideways() -> None:
    """Long words break, a wide table scrolls by itself, and a diagram shrinks."""
    report = from_json(json.loads(JUDGED.read_text(encoding="utf-8")))
    long = replace(report, notes=("x" * 500,))
    style = files("remotes_conformance.verdict").joinpath("page.css").read_text(encoding="utf-8")
    assert re.search(r"^body \{[^}]*overflow-wrap: break-word", style, re.MULTILINE)
    assert re.search(r"^\.story svg \{[^}]*max-width: 100%", style, re.MULTILINE)
    text = page(long)
    tables = re.findall(r"(<[^<]*)<table", text)
    assert len(tables) > 5
    assert all(before.startswith('<div class="scroll"') for before in tables)
