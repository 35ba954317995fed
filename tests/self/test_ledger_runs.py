"""Runs with a ledger: known divergences do not fail them, entries that no longer hold do."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import remotes_conformance
from little import LITTLE
from plugin_runs import REFERENCE, Run, both, refused, run, suite, without_times
from remotes_conformance import Verdict, check
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.ledger.blocks import with_more
from remotes_conformance.judging.ledger.entries import Entry
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.plan import branches, hunts, stories
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.written import to_token
from wrong import SHELF

__all__ = ["run"]

# The cause and the token of each entry are found once, in one process.
pytestmark = pytest.mark.xdist_group("ledger")

IMPATIENT = "GivesUpAfterFiveRefusals"
EVASIVE = "AsksAgainUnderAnotherRef"
FINAL = "TakesLockedForFinal"
LOCK, OF_LOCKS = ("--remotes-sections", "lock"), ("test_lock", "test_ledger")
STORED = {name: f"stored:{name}" for name in (IMPATIENT, EVASIVE, FINAL)}


def locks(name: str, ledger: Path | None = None) -> Verdict:
    """The verdict on a wrong implementation, on its locks alone."""
    wrong = SHELF[name].factory() if name in SHELF else name
    return check(wrong, edition="2017-06", profile=LITTLE, seed=1, sections=["lock"], ledger=ledger)


@cache
def alone(name: str) -> Verdict:
    """The same without a ledger, judged once."""
    return locks(name)


@cache
def entry_of(name: str) -> Entry:
    """The ledger's entry for the one rule that it breaks."""
    (violation,) = (v for v in alone(name).violations.values() if v.id == SHELF[name].rule)
    return Entry(violation.id, "2017-06", violation.cause, "it is being mended", violation.token)


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[..., Path]:
    """A ledger of these entries; `extra` are lines added to the last."""

    def ledger(*entries: Entry, extra: str = "") -> Path:
        path = tmp_path / "ledger.toml"
        path.write_text(with_more("", entries) + extra, encoding="utf-8")
        return path

    return ledger


def test_a_known_divergence_is_reported_and_settled(ledger: Callable[..., Path]) -> None:
    """Not conformant, and only for the known divergence."""
    verdict = locks(IMPATIENT, ledger(entry_of(IMPATIENT)))
    assert [standing.outcome for standing in verdict.standings] == ["known"]
    assert not verdict.violations
    assert verdict.requirement("LOCK-3").known > 3
    assert verdict.conclusion.settled
    assert not verdict.conformant
    assert not verdict.conclusion.conforms_as_claimed
    text = str(verdict)
    assert "known     LOCK-3: it is being mended" in text
    assert "lock      MUST 9 passed, 1 known" in text
    assert "conformant: except for known divergences" in text


def test_an_entry_for_a_fixed_fault_is_stale(ledger: Callable[..., Path]) -> None:
    """The entry has to go."""
    verdict = locks(REFERENCE, ledger(entry_of(IMPATIENT)))
    assert [standing.outcome for standing in verdict.stale] == ["fixed"]
    assert not verdict.conclusion.settled
    assert not verdict.conformant
    assert "LOCK-3 is fixed" in str(verdict)
    assert "no longer true in the ledger: LOCK-3" in str(verdict)


def test_another_cause_is_reported_beside_the_known_one(ledger: Callable[..., Path]) -> None:
    """Under the same requirement, in the scenario of the entry."""
    known, now = entry_of(EVASIVE), entry_of(FINAL)
    assert known.requirement == now.requirement == "LOCK-1"
    assert known.cause != now.cause
    verdict = locks(FINAL, ledger(known))
    (standing,) = verdict.stale
    assert (standing.outcome, standing.observed) == ("changed", now.cause)
    assert verdict.violations["LOCK-1"].cause == now.cause
    assert f"knows another cause: {known.cause}" in " ".join(str(verdict).split())


def test_the_same_fault_in_another_state_is_changed(ledger: Callable[..., Path]) -> None:
    """A cause is where a call goes wrong, and by which step."""
    known = entry_of(IMPATIENT)
    state, _, step = known.cause.partition(": ")
    assert state
    assert step
    elsewhere = replace(known, cause=f"the writer is open: {step}")
    (standing,) = locks(IMPATIENT, ledger(elsewhere)).stale
    assert (standing.outcome, standing.observed) == ("changed", known.cause)


def test_a_cause_is_the_same_in_every_scenario_and_from_every_seed() -> None:
    """Nothing that was drawn is in it: one entry excuses them all."""
    wrong = SHELF[IMPATIENT].factory()
    bench, broken = open_bench(wrong).bench, set()
    bench.known = frozenset()
    for part in (*stories("lock"), *branches("lock")):
        if part.can_be_played(bench.edition, bench.kinds):
            violations = part.run(bench, PROFILES["quick"], 1).violations
            broken |= {(v.cause, v.token) for v in violations if v.id == "LOCK-3"}
    for seed in (2, 3):
        for part in hunts("lock"):
            if part.can_be_played(bench.edition, bench.kinds):
                violations = part.run(bench, PROFILES["quick"], seed).violations
                broken |= {(v.cause, v.token) for v in violations if v.id == "LOCK-3"}
    assert len({token for _, token in broken}) > 3
    assert {cause for cause, _ in broken} == {entry_of(IMPATIENT).cause}


def test_an_unknown_cause_is_not_hidden_by_a_known_one(ledger: Callable[..., Path]) -> None:
    """An entry of one requirement does not cover another, nor does it take its story."""
    verdict = locks(FINAL, ledger(entry_of(FINAL), entry_of(IMPATIENT)))
    assert {s.id: s.outcome for s in verdict.standings}["LOCK-1"] == "known"
    assert {s.id: s.outcome for s in verdict.standings}["LOCK-3"] in ("fixed", "nothing")
    assert "LOCK-1" not in verdict.violations


def test_an_entry_in_whose_scenario_the_rule_does_not_apply_matches_nothing(
    ledger: Callable[..., Path],
) -> None:
    """A ref key is not locked."""
    entry = Entry("LOCK-3", "2017-06", "a cause", "r", to_token(STORIES[0].scenario))
    (standing,) = locks(REFERENCE, ledger(entry)).stale
    assert standing.outcome == "nothing"


def test_an_entry_that_has_expired_is_stale(ledger: Callable[..., Path]) -> None:
    """On the day after its last one."""
    entry = entry_of(IMPATIENT)
    (standing,) = locks(IMPATIENT, ledger(entry, extra="expires = 2017-06-16\n")).stale
    assert standing.outcome == "expired"
    assert not locks(IMPATIENT, ledger(entry, extra="expires = 9999-12-31\n")).stale


def test_entries_of_other_editions_are_left_alone_and_counted(
    ledger: Callable[..., Path],
) -> None:
    """They are for another run."""
    token = to_token(replace(STORIES[0].scenario, edition="1.6"))
    verdict = locks(REFERENCE, ledger(Entry("LOCK-3", "1.6", "a cause", "r", token)))
    assert verdict.conclusion.conforms_as_claimed
    assert "ledger    1 entry of other editions ignored" in str(verdict)


@pytest.fixture
def stored(pytester: pytest.Pytester) -> Path:
    """The wrong implementations under names, and the folder of the run."""
    pytester.makepyfile(
        stored="from wrong import SHELF\n"
        + "".join(f"{name} = SHELF[{name!r}].factory()\n" for name in STORED)
        + "from little import OnlyKeys\nfrom remotes_reference import remotes\n"
        "wrong_keys, right_keys = map(OnlyKeys, (SHELF['WritesBlobForLayer'].factory(), remotes))\n"
    )
    return pytester.path


def test_a_run_in_which_all_that_is_broken_is_known_ends_with_0(run: Run, stored: Path) -> None:
    """In one process and in two workers: the same report; its schema is kept."""
    (stored / "ledger.toml").write_text(with_more("", [entry_of(IMPATIENT)]))
    reports = []
    for extra in ([], ["-n", "2"]):
        arguments = [*LOCK, "--remotes-seed", "1", "--remotes-report", "r.json", *extra]
        name = STORED[IMPATIENT]
        result = run(
            *suite("--remotes", name, "--remotes-ledger", "ledger.toml", *arguments, of=OF_LOCKS)
        )
        assert result.ret == 0, both(result)
        result.stdout.fnmatch_lines(["conformant: except for known divergences*"])
        assert result.parseoutcomes()["xfailed"] > 3
        reports.append(json.loads((stored / "r.json").read_text()))
    assert without_times(reports[0]) == without_times(reports[1])
    schema = Path(remotes_conformance.__file__).with_name("verdict") / "report.schema.json"
    jsonschema.validate(reports[0], json.loads(schema.read_text()))
    outcomes = {r["id"]: r["outcome"] for r in reports[0]["requirements"]}
    assert {id for id, outcome in outcomes.items() if outcome == "known"} == {"LOCK-3"}
    assert [entry["outcome"] for entry in reports[0]["ledger"]["entries"]] == ["known"]


def test_an_update_writes_what_a_person_has_to_explain(
    run: Run, pytester: pytest.Pytester, stored: Path
) -> None:
    """New ones are added, and refused until they have a reason; fixed ones are removed.

    Only the whole suite updates a ledger. It is short where nothing but ref keys is offered.
    """
    path = stored / "ledger.toml"
    use = ("--remotes-ledger", "ledger.toml", "--tb=no")
    update = (*use, "--remotes-ledger-update")
    wrong, right = ("--remotes", "stored:wrong_keys"), ("--remotes", "stored:right_keys")

    first = run(*suite(*wrong, "--remotes-seed", "1", *update))
    assert first.ret == 1
    first.stdout.fnmatch_lines(
        ["the ledger: 1 added, 0 removed; write a reason for each new entry"]
    )
    unexplained = refused(pytester, *suite(*wrong, *use))
    assert "divergence 1 (KEY-3): the reason is empty" in unexplained

    assert path.read_text().startswith("format = 2\n\n[[divergence]]\n")
    path.write_text("# kept\n\n" + path.read_text().replace('reason = ""', 'reason = "r"'))
    written = path.read_text()
    stale = run(*suite(*right, *use, "--remotes-sections", "key", of=("test_key", "test_ledger")))
    assert stale.ret == 1
    stale.stdout.fnmatch_lines(["ledger    KEY-3 is fixed: *", "*no longer true in the ledger*"])

    part = run(*suite(*right, *update, "-k", "ledger or layer"))
    part.stdout.fnmatch_lines(["the ledger: it was not updated: only a part of the suite *"])
    assert path.read_text() == written

    run(*suite(*right, *update)).stdout.fnmatch_lines(["the ledger: 0 added, 1 removed"])
    assert path.read_text() == "# kept\n\nformat = 2\n"


def test_a_ledger_that_cannot_be_used_is_refused(pytester: pytest.Pytester) -> None:
    """Before anything is played."""
    missing = refused(pytester, *suite("--remotes", REFERENCE, "--remotes-ledger", "none.toml"))
    assert "--remotes-ledger none.toml: there is no such file" in missing
    nowhere = refused(pytester, *suite("--remotes", REFERENCE, "--remotes-ledger-update"))
    assert "add --remotes-ledger FILE" in nowhere
