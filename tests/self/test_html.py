"""The verdict as a page: complete, self-contained, with everything that the terminal shows."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from little import LITTLE
from plugin_runs import WRONG, Run, both, refused, run, suite
from remotes_conformance import Verdict, check
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.telling.diagram import diagram
from remotes_conformance.telling.sequence import Event
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About, Result, Stop, Violation
from remotes_conformance.verdict.walk import walk

__all__ = ["run"]

# The implementations on the pages are judged once, in one process.
pytestmark = pytest.mark.xdist_group("html")

VOID = {"meta", "br"}
TOKEN = to_token(STORIES[0].scenario)


class Page(HTMLParser):
    """Checks that tags are closed in order, and keeps ids, links and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.texts: list[str] = []
        self.scripts = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        values = dict(attrs)
        self.ids += [str(values["id"])] if "id" in values else []
        self.links += [str(values["href"])] if "href" in values else []
        self.loaded += [tag] if "src" in values or tag in ("link", "img") else []
        self.scripts += tag == "script"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    return check(WRONG, profile=LITTLE, seed=1, sections=["lock"], edition="2017-06")


def test_the_page_is_whole_and_loads_nothing(verdict: Verdict) -> None:
    """Every tag is closed, every id stands once, every link leads to one; nothing is fetched.

    The only script makes the buttons that copy.
    """
    text = verdict.to_html()
    page = Page(text)
    assert page.open == []
    assert page.loaded == []
    assert page.scripts == 1
    assert "@import" not in text
    assert "url(" not in text
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_the_page_contains_the_same_as_the_terminal(verdict: Verdict) -> None:
    """Each requirement with its outcome; each violation with its texts, story and replay line."""
    page = Page(verdict.to_html())
    words = " ".join(" ".join(page.texts).split())
    rules = {one.id for one in verdict.requirements}
    assert rules <= set(page.ids)
    violation = verdict.violations["LOCK-3"]
    assert "conformant: no" in words
    assert violation.expected in words
    assert f"--remotes {WRONG} --remotes-replay {violation.token}" in words
    for event in violation.events:
        assert " ".join(event.text.split()) in words


def test_a_violation_shows_the_states_of_its_call() -> None:
    """In order, with the calls between; the last one has the observation and the expectation."""
    stops = (
        Stop("the handler was called", (), "Writer locked"),
        Stop("the ref is locked", ("Writer locked ×2",)),
    )
    expected = "the ref is locked: the handler waits, then tries again"
    violation = Violation(
        "LOCK-3", "MUST", expected, "success", (), TOKEN, 3, "a story", walk=stops
    )
    assert Violation.from_json(json.loads(json.dumps(asdict(violation)))) == violation
    boxes = list(ElementTree.fromstring(walk(violation)))
    assert ["".join(box.itertext()) for box in boxes] == [
        "the handler was calledWriter locked",
        "the ref is lockedWriter locked ×2success; expected: the handler waits, then tries again",
    ]
    assert [box.get("class") for box in boxes] == [None, "wrong"]
    assert walk(replace(violation, walk=())) == ""


def test_a_finding_of_the_table_knows_its_walk(verdict: Verdict) -> None:
    """It begins with the call, and ends where the call went wrong."""
    stops = verdict.violations["LOCK-3"].walk
    assert stops[0].state == "the handler was called"
    assert stops[-1].state == "the ref is locked"
    assert [bool(stop.then) for stop in stops] == [True] * (len(stops) - 1) + [False]


def test_a_diagram_has_a_lifeline_for_everybody_and_a_row_for_each_event() -> None:
    """Times appear where time has passed; errors have their own colour; the caller comes first."""
    events = (
        Event(0, 0, "caller", "is called", "caller", inward=True),
        Event(0, 0, "ingester", "Writer() → error e1: locked", "error"),
        Event(16_000_000, 0, "ingester", "Writer() → w1", "call"),
        Event(16_000_000, 0, "w1", "w1.Write(b'<&>') → 3 taken", "call"),
        Event(16_000_000, 0, "", "logs debug: fetch", "aside"),
        Event(3_600_000_000_000, 0, "caller", "returns success", "caller"),
        Event(3_600_000_000_000, -1, "", "still there: a thread", "error"),
    )
    drawing = ElementTree.fromstring(diagram(events))

    def texts(kind: str) -> list[str]:
        return [t.text or "" for t in drawing.iter("text") if kind in str(t.get("class"))]

    assert texts("lane") == ["caller", "t0", "ingester", "w1"]
    assert texts("time") == ["0 ms", "16 ms", "1 h 0 min 0 s"]
    assert texts("what") == [event.text for event in events]
    assert len([line for line in drawing.iter("line") if line.get("class") == "act error"]) == 1
    rows = [float(str(t.get("y"))) for t in drawing.iter("text") if "what" in str(t.get("class"))]
    assert rows == sorted(set(rows))
    assert rows[2] - rows[1] > rows[1] - rows[0]
    assert diagram(()) == ""


def test_texts_of_an_implementation_cannot_become_part_of_the_page() -> None:
    """Names, messages, media types are text, whatever they hold."""
    bad = "<script>alert(1)</script>"
    events = (Event(0, 0, "caller", bad, "caller"),)
    violation = Violation(
        "LOCK-3", "MUST", bad, bad, (bad,), "rc2.x", 3, bad, bad, (bad,), events
    )  # fmt: skip
    about = About(bad, bad, bad, "2017-06", "quick", 1)
    findings = Findings(about, [], how=bad, broke=[bad])
    findings.violations["LOCK-3"] = findings.causes["LOCK-3", bad] = violation
    verdict = Verdict.of(findings)
    page = Page(verdict.to_html())
    assert page.loaded == []
    assert page.scripts == 1
    assert bad in page.texts


def test_a_rule_that_is_reported_for_two_causes_has_one_anchor() -> None:
    """With a ledger each cause is reported; ids are unique in a page."""
    stories = [
        Violation("LOCK-3", "MUST", cause, cause, (), TOKEN, 3, cause, cause)
        for cause in ("one cause", "another cause")
    ]
    about = About("it", "", "", "2017-06", "quick", 1)
    both_causes = Result("1.000 both", 1, violations=tuple(stories))
    verdict = Verdict.of(Findings(about, [both_causes], of_other_editions=0))
    page = Page(verdict.to_html())
    assert page.ids.count("broken-LOCK-3") == 1
    assert {"one cause", "another cause"} <= set(page.texts)


def test_the_option_writes_the_page(run: Run, pytester: pytest.Pytester) -> None:
    """Under pytest; a folder that does not exist is reported before anything runs."""
    result = run(*suite("--remotes", WRONG, "-k", "half and second", "--remotes-html", "v.html"))
    assert result.ret == 1, both(result)
    page = Page(Path(pytester.path, "v.html").read_text(encoding="utf-8"))
    assert "broken-LOCK-3" in page.ids
    nowhere = refused(pytester, *suite("--remotes", WRONG, "--remotes-html", "no/v.html"))
    assert "--remotes-html no/v.html cannot be written: there is no folder" in nowhere
