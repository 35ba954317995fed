"""The wording of a verdict: each fact once, the conclusion last, times in everyday units."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from little import LITTLE
from plugin_runs import REFERENCE, WRONG, Run, both, run, suite
from remotes_conformance import check
from remotes_conformance.scenarios.durations import as_text
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About, Result, Violation
from remotes_conformance.verdict.verdict import Verdict

__all__ = ["run"]

ABOUT = About("it", "1", "a door", "2017-06", "quick", 1)


@pytest.mark.parametrize("extra", [[], ["-n", "2"]], ids=["one process", "two workers"])
def test_junit_names_the_broken_requirements(
    run: Run, pytester: pytest.Pytester, extra: list[str]
) -> None:
    """Each failed test has a property for each rule that it found broken."""
    arguments = ("-k", "half and second", "--junitxml", "junit.xml", *extra)
    assert run(*suite("--remotes", WRONG, *arguments, of=["test_lock"])).ret == 1
    tree = ElementTree.parse(Path(pytester.path, "junit.xml"))
    found = [
        {property.get("value") for property in case.iter("property")}
        for case in tree.iter("testcase")
        if case.find("failure") is not None
    ]
    assert any("LOCK-3" in rules for rules in found)
    names = {case.get("classname") for case in tree.iter("testcase")}
    assert names == {"remotes_suite.test_lock"}, "wherever the suite lies"


def test_the_verdict_is_the_last_thing(run: Run) -> None:
    """After pytest's own list of failures, which has a line for each rule."""
    result = run(*suite("--remotes", WRONG, "--remotes-seed", "1", "-k", "half and second"))
    result.stdout.fnmatch_lines(
        [
            "LOCK-3 MUST: expected *; observed the error *",
            "FAILED *",
            "=* remotes conformance *=",
            "  LOCK-3 *MUST *× *│ the error *",
            "LOCK-3 MUST: The *",
        ]
    )
    lines = result.outlines
    conclusion = next(n for n, line in enumerate(lines) if line.startswith("conformant: "))
    assert [line for line in lines[conclusion + 1 :] if not line.startswith("  ")] == lines[-1:]
    assert sum("the handler must not give up" in line.lower() for line in lines) == 1


def test_strict_words_and_strict_status_agree(run: Run, pytester: pytest.Pytester) -> None:
    """A broken SHOULD fails a strict run, and the conclusion says so."""
    pytester.makepyfile(
        keys="from impatient import remotes as whole\nfrom little import OnlyKeys\n"
        "remotes = OnlyKeys(whole)\n"
    )
    claim = ("--remotes", "keys:remotes", "--remotes-sections", "key")
    lenient = run(*suite(*claim, of=["test_key"]))
    assert lenient.ret == 0, both(lenient)
    lenient.stdout.fnmatch_lines(["conformant: in what is claimed (key)*"])
    strict = run(*suite(*claim, "--remotes-strict", of=["test_key"]))
    assert strict.ret == 1
    strict.stdout.fnmatch_lines(["* · strict · *", "conformant: no (broken: KEY-9*"])


def test_a_replay_prints_its_story_once(run: Run) -> None:
    """And not a second time under each rule that it breaks."""
    verdict = check(WRONG, profile=LITTLE, seed=1, sections=["lock"], edition="2017-06")
    token = verdict.violations["LOCK-3"].token
    result = run(*suite("--remotes", WRONG, "--remotes-replay", token, of=["test_replay"]))
    assert both(result).count("t0  is called") == 1
    assert f"--remotes {WRONG} --remotes-replay {token}" in str(verdict)


def test_a_part_of_the_suite_gives_no_verdict_on_the_whole(run: Run) -> None:
    """Nothing broken, status 0: neither yes nor no."""
    result = run(*suite("--remotes", REFERENCE, "-k", "locked"))
    assert result.ret == 0
    result.stdout.fnmatch_lines(["conformant: in the part that was run (only a part of *"])


def test_every_unproven_rule_is_named_on_lines_that_fit() -> None:
    """A number would send the reader to look for them; a section does not. No id is torn apart."""
    applied = dict.fromkeys(("KEY-1", "COPY-17", "FETCH-1"), 1)
    text = str(Verdict.of(Findings(ABOUT, [Result("1.000 here", 1, applied=applied)])))
    conclusion = text[text.index("conformant: undetermined (never exercised: KEY-2") :]
    assert "all of lock, FETCH-2," in conclusion.replace("\n  ", " ")
    assert "COPY-18," in conclusion.replace("\n  ", " ")
    assert all(len(line) <= 98 for line in text.splitlines())
    assert not any(line.rstrip().endswith("-") for line in text.splitlines())


def _result(name: str, scenario: Scenario, *, replayed: int = 3) -> Result:
    token = to_token(scenario)
    violation = Violation("LOCK-3", "MUST", "", "", (), token, replayed, name.partition(" ")[2])
    return Result(name, 1, violations=(violation,))


def test_the_lightest_of_several_stories_is_reported() -> None:
    """Directed before drawn, certain before unsteady, small before big, in any order of results."""
    one, two = scenario_of(fetch(0)), scenario_of(fetch(0), fetch(1))
    results = [
        _result("1.001 two calls", two),
        _result("1.007 one call", one),
        _result("1.000 unsteady", one, replayed=1),
        _result("4.000 drawn", one),
    ]
    for shown in (results, results[::-1]):
        findings = Findings(ABOUT, shown)
        assert findings.violations["LOCK-3"].found_in == "one call"


@pytest.mark.parametrize(
    ("nanoseconds", "words"),
    [
        (0, "0 ms"),
        (16_000_000, "16 ms"),
        (16_000_001, "16.000001 ms"),
        (59_999_016_000, "59999.016 ms"),
        (60_000_000_000, "1 min 0 s"),
        (3_600_016_000_000, "1 h 0 min 0.016 s"),
        (90_061_500_000_000, "25 h 1 min 1.5 s"),
    ],
)
def test_a_time_is_printed_exactly(nanoseconds: int, words: str) -> None:
    """Milliseconds up to a minute, then hours, minutes, seconds; nothing is rounded."""
    assert as_text(nanoseconds) == words


def test_an_exit_is_reported_by_the_call_that_was_made(run: Run, pytester: pytest.Pytester) -> None:
    """`os._exit` raises nothing."""
    pytester.makepyfile(
        leaving="import os\nclass Leaving:\n"
        "    def make_ref_key(self, ctx, descriptor): os._exit(7)\nremotes = Leaving()\n"
    )
    result = run(
        *suite("--remotes", "leaving:remotes", "--remotes-sections", "conduct", of=["test_key"])
    )
    result.stdout.fnmatch_lines(["  observed  it called os._exit(7)"])
