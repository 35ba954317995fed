"""Ledgers of format 1, whose causes were texts: they are read, and an update rewrites them."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from little import LITTLE
from remotes_conformance import Verdict, check
from remotes_conformance.judging.ledger import BadLedger, Entry, read_ledger
from remotes_conformance.judging.ledger.entries import parse
from remotes_conformance.judging.ledger.updating import update_ledger, updated
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About, Result, Standing, Violation
from wrong import SHELF

# The rules that an implementation breaks are found once, in one process.
pytestmark = pytest.mark.xdist_group("ledger")

TOKEN = to_token(STORIES[0].scenario)
OTHER = to_token(replace(STORIES[0].scenario, edition="1.6"))
OLD = (
    '''# Ours, since 2020.

# About the lock:
# it is short.
[[divergence]]   # the first
token='TOKEN'
cause = """expected one;
observed 'another'"""  # as it was
requirement = "LOCK-3"
edition   = "2017-06"
reason = """
cause = "is none here"
"""
expires = 2030-12-31

# About the second.
[[divergence]]
requirement = "LOCK-3"
edition = "2017-06"
'cause'='expected "two"'
reason = "the other
 reason"
issue = "https://example.org/2"
token = "TOKEN"

[[divergence]]
requirement = "KEY-3"
edition = "1.6"
cause = "expected three"
reason = "r"
token = "OTHER"
'''.replace("TOKEN", TOKEN)
    .replace("OTHER", OTHER)
    .replace("other\n reason", "other reason")
)
ONE, TWO = "the ref is locked: it failed", 'a "state": \\ it failed'


def entries(text: str) -> list[Entry]:
    return parse(tomllib.loads(text), to_update=True)


def rewritten(text: str, *causes: str) -> str:
    """*text* after an update in which the entries of 2017-06 have shown these causes."""
    old = [entry for entry in entries(text) if entry.edition == "2017-06"]
    shown = {entry: entry.standing_for(cause) for entry, cause in zip(old, causes, strict=True)}
    return updated(text, gone=[], new=[], shown=shown)


def test_a_file_without_a_format_is_of_format_1(tmp_path: Path) -> None:
    """So is a file with `format = 1`."""
    path = tmp_path / "ledger.toml"
    for text in (OLD, "format = 1\n" + OLD):
        path.write_text(text, encoding="utf-8")
        read = read_ledger(path, "2017-06")
        assert read.format == 1
        assert all(entry.is_old for entry in (*read.entries, *read.of_other_editions))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_update_changes_the_causes_and_nothing_else(line_end: str) -> None:
    """Comments, order, formatting, reasons and days stay. Other editions wait for their own run."""
    old = OLD.replace("\n", line_end)
    after = rewritten(old, ONE, TWO)
    wanted = (
        OLD.replace('"""expected one;\nobserved \'another\'"""', f'"{ONE}"')
        .replace("'expected \"two\"'", '"a \\"state\\": \\\\ it failed"')
        .replace('requirement = "KEY', 'format = 1\nrequirement = "KEY')
    )  # fmt: skip
    assert after == ("format = 2\n\n" + wanted).replace("\n", line_end)
    first, second, third = entries(after)
    assert (first.cause, second.cause) == (ONE, TWO)
    assert first.expires == entries(OLD)[0].expires
    assert [entry.is_old for entry in (first, second, third)] == [False, False, True]


def test_a_format_that_is_written_is_replaced() -> None:
    """There is one line of it, where it was."""
    after = rewritten("# kept\nformat = 1 # old\n" + OLD, ONE, TWO)
    assert after.startswith("# kept\nformat = 2\n# Ours")
    assert after.count("format = 2") == 1


def test_entries_of_other_editions_are_rewritten_in_their_own_run() -> None:
    """The mark goes then."""
    after = rewritten(OLD, ONE, TWO)
    (waiting,) = (entry for entry in entries(after) if entry.is_old)
    last = updated(after, gone=[], new=[], shown={waiting: waiting.standing_for("a key: wrong")})
    assert not any(entry.is_old for entry in entries(last))
    assert "format = 1" not in last
    assert last == after.replace("format = 1\n", "").replace("expected three", "a key: wrong")


def test_two_entries_that_come_to_one_cause_are_merged() -> None:
    """The first stays; the comment and the reason of the second stand above it."""
    after = rewritten(OLD, ONE, ONE)
    first, other = entries(after)
    assert (first.cause, first.reason) == (ONE, entries(OLD)[0].reason)
    assert other.edition == "1.6"
    assert (
        "# About the lock:\n# it is short.\n# About the second.\n# the other reason\n"
        "# https://example.org/2\n[[divergence]]   # the first\n"
    ) in after


def test_the_changes_of_a_conversion_are_reported(tmp_path: Path) -> None:
    """It lists the merged entries, and counts those that wait for a run in their edition."""
    path = tmp_path / "ledger.toml"
    path.write_text(OLD, encoding="utf-8")
    read = read_ledger(path, "2017-06")
    standings = tuple(
        Standing("LOCK-3", "2017-06", ONE, "r", "", "", TOKEN, "known", written=entry.cause)
        for entry in read.entries
    )  # fmt: skip
    about = About("x", "1", "in process", "2017-06", "quick", 1)
    findings = Findings(about, [Result("x", 1, standings=standings)], of_other_editions=1)
    summary = update_ledger(read, Verdict.of(findings))
    assert summary == (
        "0 added, 0 removed, 2 rewritten in format 2; merged into an entry above that has the same "
        "cause: LOCK-3 (the comment and the reason are kept above that entry); 1 of other editions "
        "stay in format 1 until a run in their edition"
    )
    assert len(read_ledger(path, "2017-06").entries) == 1


def test_a_ledger_that_cannot_be_edited_by_lines_stays_of_format_1() -> None:
    """An array of inline tables."""
    text = (
        'divergence = [{requirement = "LOCK-3", edition = "2017-06", cause = "x", reason = "r", '
        f'token = "{TOKEN}"}}]\n'
    )
    (entry,) = entries(text)
    with pytest.raises(BadLedger, match="cannot be edited"):
        updated(text, gone=[], new=[], shown={entry: entry.standing_for(ONE)})


# -- runs ----------------------------------------------------------------------------------------


IMPATIENT = "GivesUpAfterFiveRefusals"


def locks(ledger: Path | None = None) -> Verdict:
    wrong = SHELF[IMPATIENT].factory()
    return check(wrong, edition="2017-06", profile=LITTLE, seed=1, sections=["lock"], ledger=ledger)


@pytest.fixture(scope="module")
def violation() -> Violation:
    return locks().violations["LOCK-3"]


@pytest.fixture(scope="module")
def old_ledger(tmp_path_factory: pytest.TempPathFactory, violation: Violation) -> Path:
    """One entry of format 1, of an implementation that gives up."""
    path = tmp_path_factory.mktemp("old") / "ledger.toml"
    path.write_text(
        '[[divergence]]\nrequirement = "LOCK-3"\nedition = "2017-06"\nreason = "r"\n'
        'cause = "expected refusal # of the locked ref: wait; observed the error “…”"\n'
        f'token = "{violation.token}"\n',
        encoding="utf-8",
    )
    return path


def test_an_entry_stands_for_the_cause_that_its_scenario_shows(
    old_ledger: Path, violation: Violation
) -> None:
    """In all other scenarios too; the report says what to do."""
    verdict = locks(old_ledger)
    (standing,) = verdict.standings
    assert standing.outcome == "known"
    assert standing.cause == violation.cause
    assert standing.written.startswith("expected refusal #")
    assert verdict.conclusion.settled
    assert verdict.requirement("LOCK-3").known > 3
    assert "rewrite it with --remotes-ledger-update" in " ".join(str(verdict).split())
    assert "rewrite it with --remotes-ledger-update" in verdict.to_html()


def test_two_entries_may_stand_for_one_cause(old_ledger: Path) -> None:
    """Their texts distinguish causes that the rules no longer distinguish."""
    text = old_ledger.read_text(encoding="utf-8")
    twins = old_ledger.with_name("twins.toml")
    twins.write_text(text + text.replace("“…”", "success"), encoding="utf-8")
    verdict = locks(twins)
    assert [standing.outcome for standing in verdict.standings] == ["known", "known"]
    assert len({standing.cause for standing in verdict.standings}) == 1
    assert verdict.conclusion.settled


def test_an_entry_whose_scenario_shows_nothing_is_fixed(old_ledger: Path) -> None:
    """It excuses nothing."""
    verdict = check(
        "remotes_reference:remotes", profile=LITTLE, seed=1, sections=["lock"], ledger=old_ledger
    )
    assert [standing.outcome for standing in verdict.stale] == ["fixed"]
