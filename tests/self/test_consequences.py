"""Causes are reported before their consequences, sections in their order, each rule in a line."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance.contract import by_id
from remotes_conformance.judging.bench import Breach, Tally
from remotes_conformance.rules import Broken
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.prose import summary
from remotes_conformance.verdict.results import About, Result, Violation
from remotes_conformance.verdict.verdict import Verdict

ABOUT = About("it", "1", "a door", "2017-06", "quick", 1)
ONE, TWO = scenario_of(fetch(0)), scenario_of(fetch(0), fetch(1))


def _violation(
    id: str, *, follows: str = "", scenario: Scenario = ONE, cause: str = "", where: str = "here"
) -> Violation:
    return Violation(
        id, by_id(id).level.value, f"expected of {id}", f"observed {cause}", (),
        to_token(scenario), 3, where, cause, follows=follows,
    )  # fmt: skip


def _follows(verdict: Verdict, id: str) -> str:
    (one,) = (one for one in verdict.broken if one.violation.id == id)
    return one.follows


def _verdict(*violations: Violation) -> Verdict:
    return Verdict.of(Findings(ABOUT, [Result("1.000 here", 1, violations=violations)]))


def test_sections_stand_in_their_order_and_consequences_last() -> None:
    """Keys first; SHOULDs after all MUSTs; consequences of other rules at the end of a level."""
    verdict = _verdict(
        _violation("COPY-3"),
        _violation("FETCH-14", follows="COPY-3"),
        _violation("KEY-9"),
        _violation("LOCK-3"),
        _violation("KEY-6"),
        _violation("PUSH-1"),
    )
    order = [one.violation.id for one in verdict.broken]
    assert order == ["KEY-6", "LOCK-3", "COPY-3", "PUSH-1", "FETCH-14", "KEY-9"]
    text = str(verdict)
    assert "FETCH-14 MUST (follows from COPY-3): " in text
    assert "  FETCH-14  MUST      1×  follows from COPY-3: expected of FETCH-14 │ observed" in text


def test_a_rule_is_a_consequence_only_if_all_its_findings_are() -> None:
    """A finding that follows from nothing is reported, though another one is lighter."""
    light = _violation("FETCH-14", follows="COPY-3", cause="light")
    heavy = _violation("FETCH-14", scenario=TWO, cause="heavy")
    verdict = _verdict(_violation("COPY-3"), light, heavy)
    assert verdict.violations["FETCH-14"].cause == "heavy"
    assert _follows(verdict, "FETCH-14") == ""


def test_a_tally_prefers_causes_too() -> None:
    """In one test, in any order."""
    light = Breach("FETCH-14", Broken("", "", follows="COPY-3"), ONE)
    heavy = Breach("FETCH-14", Broken("", ""), TWO)
    for order in ((light, heavy), (heavy, light)):
        tally = Tally()
        for breach in order:
            tally.note(breach)
        assert tally.breaches["FETCH-14"] is heavy


def test_nothing_follows_from_a_rule_that_is_not_broken() -> None:
    """Its section was not asked for, or it is no rule of the verdict."""
    assert _follows(_verdict(_violation("FETCH-14", follows="COPY-3")), "FETCH-14") == ""


def test_wrapped_errors_follow_from_bare_ones() -> None:
    """LOCK-8 is a finding of its own only if bare errors are recognised."""
    assert _follows(_verdict(_violation("LOCK-8")), "LOCK-8") == ""
    assert _follows(_verdict(_violation("LOCK-8"), _violation("FETCH-4")), "LOCK-8") == "FETCH-4"


def test_a_second_cause_is_reported_in_a_line() -> None:
    """The lightest of another cause, and how many more there are."""
    verdict = _verdict(
        _violation("COPY-3", cause="md5"),
        _violation("COPY-3", cause="sha512", scenario=TWO, where="a story of sha512"),
        _violation("COPY-3", cause="third", scenario=scenario_of(fetch(0), fetch(1), fetch(2))),
    )
    text = " ".join(str(verdict).split())
    assert "also expected expected of COPY-3; observed observed sha512; in: a story of sha" in text
    assert "(and for 1 more cause)" in text


def test_the_first_stories_are_printed_and_the_others_named() -> None:
    """Every rule has its line; the stories of the rest are somewhere else."""
    verdict = _verdict(*(_violation(id) for id in ("KEY-6", "LOCK-3", "COPY-3")))
    text = "\n".join(summary(verdict, stories=2))
    assert text.count("  story     ") == 2
    assert text.count("│ observed ") == 3
    assert "1 more story: -v shows it here" in text
    assert str(verdict).count("  story     ") == 3


def test_no_line_is_wider_than_the_terminal() -> None:
    """But for the command that plays a story again, which has to be one line."""
    long = replace(_violation("COPY-3"), expected="a Seek is due, " * 12, observed="blank " * 40)
    for width in (60, 80, 98, 120):
        lines = list(summary(_verdict(long, _violation("KEY-9")), width=width))
        wide = [line for line in lines if len(line) > width and "--remotes-replay" not in line]
        assert not wide or width == 98, wide


def test_sections_that_were_never_exercised_are_named_as_sections() -> None:
    """A report lists no sixty ids, and a short one no sixty reasons."""
    verdict = Verdict.of(Findings(ABOUT, [], complete=True))
    assert "never exercised: all of key, all of lock, all of fetch, all of copy" in verdict.why[0]
    short = [line for line in summary(verdict, stories=10) if line.startswith("unproven")]
    whole = [line for line in summary(verdict) if line.startswith("unproven")]
    assert len(short) == 13
    assert short[-1] == f"unproven  {len(whole) - 12} more: -v shows them"
    assert "unproven  KEY-1: no key of a manifest was returned" in short


def test_sections_that_were_left_out_have_no_line() -> None:
    """The last line names them; conduct is always judged."""
    about = replace(ABOUT, sections=("key", "conduct"))
    text = str(Verdict.of(Findings(about, [])))
    assert "\n  key       MUST 9 unproven" in text
    assert "\n  conduct   MUST 5 unproven" in text
    assert "\n  lock" not in text
    assert "not asked for: lock, fetch, copy, push, walk" in " ".join(text.split())
    assert "0 scenarios" in text
