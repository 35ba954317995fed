"""A cause of many failed tests is reported once; state that outlives a scenario, as such."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from plugin_runs import Run, both, run, suite
from remotes_conformance.judging.alone import Shown, replay_alone
from remotes_conformance.judging.fresh import FreshProcesses
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.overview import doubts
from remotes_conformance.verdict.results import About, Result, Violation

__all__ = ["run"]

FORGETFUL = ("--remotes", "shelves:LeaksTheReader", "--remotes-seed", "1", "-k", "pieces")
FORGETS = """
from remotes_reference import remotes as right

class Keeps:
    failed = []

    def fetch_handler(self, ingester, fetcher):
        inner = right.fetch_handler(ingester, fetcher)

        def handle(ctx, descriptor):
            if len(self.failed) > 3:
                raise RuntimeError("there were too many failures")
            try:
                return inner(ctx, descriptor)
            except Exception as error:
                self.failed.append(error)
                raise

        return handle

remotes = Keeps()
"""


@pytest.mark.parametrize("extra", [[], ["-n", "2"]], ids=["one process", "two workers"])
def test_a_forgotten_close_is_reported_once(
    run: Run, pytester: pytest.Pytester, extra: list[str]
) -> None:
    """Pytest lists one of many failed tests; a line counts the others, and says where to look."""
    result = run(*suite(*FORGETFUL, "--junitxml", "junit.xml", *extra, of=["test_copy"]))
    output = both(result)
    assert result.ret == 1
    assert output.count("FAILED ") == 1
    assert " more tests failed, for these rules only; -v lists them" in output
    assert len(result.outlines) < 100
    tree = ElementTree.parse(Path(pytester.path, "junit.xml"))
    texts = [(one.text or "").splitlines()[-1] for one in tree.iter("failure")]
    assert sum(text.startswith("FETCH-10 MUST: expected ") for text in texts) == 1
    rest = [
        text for text in texts if text.startswith("FETCH-10, reported at test_the_contract_is_")
    ]
    assert len(rest) == len(texts) - 1
    assert len(rest) > 3
    assert f"{len(texts)} failed" in output


def test_all_failed_tests_are_listed_where_that_is_asked_for(run: Run) -> None:
    """With -v, and all stories too."""
    output = both(run(*suite(*FORGETFUL)[1:], "-v"))
    assert output.count("FAILED test_") > 4
    assert "more tests failed for nothing" not in output


def test_state_that_outlives_a_scenario_is_reported_as_such(
    run: Run, pytester: pytest.Pytester
) -> None:
    """It replays in this run, and not in a fresh process."""
    pytester.makepyfile(keeps=FORGETS)
    result = run(*suite("--remotes", "keeps:remotes", "-k", "again", "--remotes-report", "r.json"))
    assert result.ret == 1
    output = " ".join(both(result).split())
    assert "showed only after other scenarios, not alone in a fresh process: the" in output
    report = json.loads(Path(pytester.path, "r.json").read_text())
    assert {violation["alone"] for violation in report["violations"]} <= {True, False}
    assert any(violation["alone"] is False for violation in report["violations"])


SHOWN = {"LOCK-3": Shown("", "", ())}


def _violation(cause: str, *, scenario: Scenario, replayed: int = 3) -> Violation:
    return Violation("LOCK-3", "MUST", "", cause, (), to_token(scenario), replayed, "", cause)


def test_a_story_that_shows_by_itself_is_reported_instead() -> None:
    """The lightest of the stories that do; a note says that the others did not."""
    one, two = scenario_of(fetch(0)), scenario_of(fetch(0), fetch(1))
    light, heavy = _violation("light", scenario=one), _violation("heavy", scenario=two)
    about = About("it", "1", "a door", "2017-06", "quick", 1)
    cases = ((heavy, "heavy", True), (light, "light", True), (None, "light", False))
    for shows, cause, alone in cases:
        findings = Findings(about, [Result("1.000 both", 1, violations=(light, heavy))])
        played = {shows.token} if shows else set()
        replay_alone(findings, lambda token, played=played: SHOWN if token in played else {})
        violation = findings.violations["LOCK-3"]
        assert (violation.cause, violation.alone) == (cause, alone)
        assert bool(doubts(violation)) == (not alone)


def test_a_process_without_a_result_changes_nothing() -> None:
    """The implementation cannot be loaded, or ends the process."""
    token = to_token(scenario_of(fetch(0)))
    with FreshProcesses("nowhere:be", "2017-06", 5) as apart:
        assert apart.play(token) is None
    with FreshProcesses("ends_the_process:remotes", "2017-06", 5) as apart:
        assert apart.play(token) is None
    with FreshProcesses("impatient:remotes", "2017-06", 5) as apart:
        assert apart.play("no token") is None
        assert set(apart.play(token) or ()) == {"FETCH-9"}


def test_each_scenario_has_a_process_of_its_own() -> None:
    """State that one leaves in a module is gone for the next; a hang costs the patience once."""
    token = to_token(scenario_of(fetch(0)))
    with FreshProcesses("counts_its_calls:remotes", "2017-06", 5) as apart:
        once = apart.play(token)
        assert once is not None
        assert apart.play(token) == once
    with FreshProcesses("impatient:remotes", "2017-06", 5) as apart:
        apart._longest = 0.0
        assert apart.play(token) is None  # no answer in time: the next gets another process
        apart._longest = 30.0
        assert set(apart.play(token) or ()) == {"FETCH-9"}


def test_a_long_token_is_kept_in_a_file(run: Run, pytester: pytest.Pytester) -> None:
    """In pytest's cache; the line that replays it names the file, and works."""
    pytester.makepyfile(
        test_long="import remotes_conformance.under_pytest.terminal as terminal\n"
        "def pytest_configure(config): terminal.LONG_TOKEN = 100\n"
    )
    arguments = suite("--remotes", "impatient:remotes", "-k", "half and second", of=["test_lock"])
    output = both(run("-p", "cacheprovider", "-p", "test_long", *arguments))
    line = next(line for line in output.splitlines() if line.startswith("  replay "))
    name = line.split()[-1]
    assert name.startswith(".pytest_cache/d/remotes/")
    assert Path(pytester.path, name).read_text().startswith("rc2.")
    for spelling in (name, f"@{name}"):
        replayed = ("--remotes", "impatient:remotes", "--remotes-replay", spelling)
        again = run(*suite(*replayed, of=["test_replay"]))
        assert "the replayed scenario" in both(again)
