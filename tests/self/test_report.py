"""A report is a plain value: it can be pickled, compared and hashed, and never changes."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields

import pytest
from remotes_conformance import Report, Verdict
from remotes_conformance.contract import requirements
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.telling.sequence import Event
from remotes_conformance.verdict import html, prose
from remotes_conformance.verdict.as_json import as_json
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About, Result, Standing, Stop, Violation

TOKEN = to_token(scenario_of(fetch(0)))
ABOUT = About("it", "1", "a door", "2017-06", "quick", 1)


def _violation(id: str, cause: str = "") -> Violation:
    return Violation(
        id, "MUST", "expected", "observed", ("a line",), TOKEN, 3, "here", cause,
        events=(Event(0, 0, "caller", "is called", "caller"),), walk=(Stop("a state"),),
    )  # fmt: skip


def _findings(of_other_editions: int | None = None) -> Findings:
    """Findings of two parts, in each of which several rules are broken."""
    known = Standing("LOCK-1", "2017-06", "a cause", "reason", "", "", TOKEN, "known")
    first = Result(
        "1.000 first", 3, {"COPY-3": 2}, (("COPY-11", "error", 1),),
        (_violation("LOCK-3"), _violation("KEY-1", "one")),
        known=(("LOCK-1", "a cause", 2),), standings=(known,), notes=("a note",),
    )  # fmt: skip
    second = Result("1.001 second", 1, {"COPY-3": 5}, violations=(_violation("KEY-1", "other"),))
    return Findings(
        ABOUT, [first, second], blocked={"a part": "it hung"}, of_other_editions=of_other_editions
    )


@pytest.mark.parametrize("of_other_editions", [None, 2])
def test_it_can_be_pickled_compared_and_hashed(of_other_editions: int | None) -> None:
    """Two verdicts on the same findings are equal; on others they are not."""
    verdict, same = (
        Verdict.of(_findings(of_other_editions)),
        Verdict.of(_findings(of_other_editions)),
    )
    assert verdict == same == pickle.loads(pickle.dumps(verdict))
    assert hash(verdict) == hash(same)
    assert verdict != Verdict.of(Findings(ABOUT, []))


def test_it_never_changes() -> None:
    """Its findings may go on."""
    findings = _findings()
    verdict, before = Verdict.of(findings), Verdict.of(findings)
    with pytest.raises(FrozenInstanceError):
        verdict.scenarios = 0  # type: ignore[misc]
    findings.violations.clear()
    findings.applied["COPY-3"] = 100
    assert verdict == before


def test_prose_html_and_json_need_a_report_alone() -> None:
    """A verdict is the same value, which can write itself."""
    verdict = Verdict.of(_findings(0))
    report = Report(**{one.name: getattr(verdict, one.name) for one in fields(Report)})
    assert "\n".join(prose.summary(report)) == str(verdict)
    assert html.page(report) == verdict.to_html()
    assert as_json(report) == verdict.to_json()


def test_it_has_an_entry_for_each_requirement_of_the_edition() -> None:
    """With its outcome, the number of times it applied, and the observations."""
    verdict = Verdict.of(_findings())
    assert [one.id for one in verdict.requirements] == [one.id for one in requirements("2017-06")]
    assert (verdict.requirement("COPY-3").outcome, verdict.requirement("COPY-3").applied) == (
        "pass",
        7,
    )
    assert verdict.requirement("COPY-11").saw == (("error", 1),)
    assert verdict.requirement("LOCK-1").outcome == "known"
    assert verdict.counts("key")["fail"] == 1
    with pytest.raises(KeyError):
        verdict.requirement("KEY-4711")


def test_violations_stand_in_the_order_in_which_they_are_reported() -> None:
    """One of each requirement, with its other causes; with a ledger one of each cause."""
    one, two = Verdict.of(_findings()).broken
    assert (one.violation.id, two.violation.id) == ("KEY-1", "LOCK-3")
    assert (one.times, one.violation.cause) == (2, "other")
    assert [other.cause for other in one.others] == ["one"]
    found = [(each.violation.id, each.violation.cause) for each in Verdict.of(_findings(0)).broken]
    assert found == [("KEY-1", "one"), ("KEY-1", "other"), ("LOCK-3", "")]


def test_it_is_short_in_a_debugger() -> None:
    """A report on real findings has thousands of lines."""
    text = repr(Verdict.of(_findings()))
    assert text.startswith("<Verdict on it: conformant: no (broken: KEY-1, LOCK-3")
    assert len(text) < 1000
