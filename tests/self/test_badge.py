"""A badge never claims more than the run has shown."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from remotes_conformance import Verdict
from remotes_conformance.cli import main
from remotes_conformance.contract import requirements
from remotes_conformance.verdict.badge import endpoint, label, message, svg
from remotes_conformance.verdict.course import Course
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About, Result, Standing
from test_report import TOKEN, _violation

_RULES = {one.id: 1 for one in requirements("2017-06")}
_KEYS = {"sections": ("key", "conduct")}


def _verdict(result: Result, **about: object) -> Verdict:
    who = About("it", "1", "a door", "2017-06", "quick", 1, **about)  # type: ignore[arg-type]
    of_other_editions = 0 if result.standings else None
    return Verdict.of(Findings(who, [result], of_other_editions=of_other_editions))


def _standing(outcome: str) -> Standing:
    return Standing("LOCK-1", "2017-06", "a cause", "reason", "", "", TOKEN, outcome)


KEPT = Result("1.000 first", 1, _RULES)
KNOWN = Result(
    "1.000 first", 1, _RULES, known=(("LOCK-1", "a cause", 1),), standings=(_standing("known"),)
)
STALE = Result("1.000 first", 1, _RULES, standings=(_standing("fixed"),))
BROKEN = Result("1.000 first", 1, _RULES, violations=(_violation("KEY-1"), _violation("LOCK-1")))


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        (_verdict(KEPT), ("conformant", "green")),
        (_verdict(KEPT, **_KEYS), ("key: conformant", "green")),
        (_verdict(KNOWN), ("1 rule known to be broken", "amber")),
        (_verdict(STALE), ("its ledger is not true", "red")),
        (_verdict(BROKEN), ("2 rules broken", "red")),
        (_verdict(Result("1.000 first", 1)), ("no verdict", "grey")),
    ],
)
def test_it_shows_the_outcome(verdict: Verdict, shown: tuple[str, str]) -> None:
    """Each outcome in its own colour; a part is never taken for the whole."""
    assert message(verdict) == shown


def test_a_run_that_was_stopped_is_no_verdict() -> None:
    """Though nothing was broken until then."""
    about = About("it", "1", "a door", "2017-06", "quick", 1)
    found = Findings(about, [KEPT], course=Course(interrupted=True))
    assert message(Verdict.of(found)) == ("interrupted", "grey")


def test_it_names_the_edition_and_whether_shoulds_decide() -> None:
    """A badge of one edition makes no claim about another."""
    assert label(_verdict(KEPT)) == "remotes 2017-06"
    assert label(_verdict(KEPT, strict=True)) == "remotes 2017-06, strict"


def test_the_endpoint_has_what_badge_services_ask_for() -> None:
    """Schema version 1: label, message and colour are texts."""
    found = endpoint(_verdict(BROKEN))
    assert found["schemaVersion"] == 1
    assert (found["label"], found["message"]) == ("remotes 2017-06", "2 rules broken")


def test_the_picture_is_whole_xml_with_the_same_words() -> None:
    """It can be read aloud, and needs nothing from elsewhere."""
    picture = svg(_verdict(KEPT, **_KEYS))
    root = ElementTree.fromstring(picture)
    assert root.get("aria-label") == "remotes 2017-06: key: conformant"
    texts = [one.text for one in root.iter() if one.tag.endswith("text")]
    assert texts == ["remotes 2017-06", "key: conformant"]
    assert picture.count("http") == 1, "only the namespace"


def test_a_badge_in_another_form_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture is SVG: nothing else is written, under whatever name."""
    with pytest.raises(SystemExit) as ended:
        main(["report", "any.json", "--badge", str(tmp_path / "badge.png")])
    assert ended.value.code == 4
    assert "FILE.svg or FILE.json" in capsys.readouterr().err
    assert not (tmp_path / "badge.png").exists()
