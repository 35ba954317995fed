"""Scripts, played against the model of a content store, which keeps its promises."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import given, settings
from remotes_conformance.content import digest_of
from remotes_conformance.scenarios.scenario import MILLISECOND, Scenario
from remotes_conformance.scenarios.script import (
    Abort,
    Close,
    Commit,
    Delete,
    Info,
    Open,
    OpenReader,
    Read,
    ReadAt,
    Script,
    Status,
    Step,
    Truncate,
    Wait,
    Walk,
    Write,
)
from remotes_conformance.scenarios.strategies import script_scenarios
from remotes_conformance.scenarios.surroundings import Blob, Content, Holder, Source, Surroundings
from remotes_conformance.scenarios.written import from_json, from_token, to_json, to_token
from remotes_conformance.telling.sequence import events
from remotes_conformance.telling.story import MAX_LINES, story
from remotes_conformance.world.journal import Entry, Journal
from store_observer import broken_promises, play

BLOB = Blob(b"some bytes", 10)
DIGEST = digest_of(BLOB.content)
OTHER = digest_of(b"some")


def calls_of(journal: Journal) -> list[Entry]:
    return [entry for entry in journal.entries if entry.op not in ("start", "return")]


def answers(*steps: Step, content: Content | None = None) -> list[str]:
    """The model's answers to these steps of one caller: a class of errors, or "ok"."""
    contents = {} if content is None else {DIGEST: content}
    journal = play(Scenario((Script(steps),), Surroundings(contents)))
    return [entry.refusal.kind if entry.refusal else "ok" for entry in calls_of(journal)]


@settings(max_examples=400, deadline=None)
@given(script_scenarios())
def test_the_model_keeps_what_a_store_promises(scenario: Scenario) -> None:
    """Each call and answer of the journal is checked, for any scripts."""
    journal = play(scenario)
    assert journal.stuck is None
    assert broken_promises(scenario, journal) == []
    returned = [entry.task for entry in journal.entries if entry.op == "return"]
    assert sorted(returned) == list(range(len(scenario.calls)))


@settings(max_examples=200, deadline=None)
@given(script_scenarios())
def test_the_same_script_gives_the_same_journal(scenario: Scenario) -> None:
    """Also after it was a token, and after it was JSON text."""
    again = from_token(to_token(scenario))
    assert again == scenario
    assert from_json(json.loads(json.dumps(to_json(scenario)))) == scenario
    assert play(again).to_json() == play(scenario).to_json()


@settings(max_examples=100, deadline=None)
@given(script_scenarios())
def test_a_script_has_a_story_and_a_diagram(scenario: Scenario) -> None:
    """A line for each call, on which nothing moves the cursor."""
    journal = play(scenario)
    lines = story(scenario, journal)
    assert len(lines) <= MAX_LINES + 1
    assert all(line.isprintable() for line in lines)
    assert len(events(scenario, journal)) >= min(len(journal.entries), 60)


def test_the_strategy_draws_each_kind_of_step_and_of_answer() -> None:
    """Each op is answered both ways, where there are two, in some hundred scenarios."""
    seen: Counter[tuple[str, str]] = Counter()

    @settings(max_examples=500, deadline=None, derandomize=True, database=None)
    @given(script_scenarios())
    def draw(scenario: Scenario) -> None:
        for entry in calls_of(play(scenario)):
            seen[entry.op, entry.refusal.kind if entry.refusal else ""] += 1

    draw()
    always = {("w.Close", ""), ("r.Close", ""), ("Walk", "")}
    either = {
        (op, kind)
        for op, kinds in {
            "Writer": ("", "locked", "exists"),
            "Write": ("", "failed_precondition"),
            "Truncate": ("", "failed_precondition", "invalid_argument"),
            "Commit": ("", "failed_precondition", "exists"),
            "Status": ("", "failed_precondition"),
            "Abort": ("", "locked", "not_found"),
            "Info": ("", "not_found"),
            "Reader": ("", "not_found"),
            "Read": ("", "failed_precondition"),
            "ReadAt": ("", "failed_precondition", "invalid_argument"),
            "Delete": ("", "not_found"),
        }.items()
        for kind in kinds
    }
    assert set(seen) == always | either


# -- each promise, by hand -----------------------------------------------------------------------


def test_a_ref_has_one_writer_at_a_time() -> None:
    """A second open is refused as locked, until the first is closed; other refs are free."""
    first, second, other = Open("a"), Open("a"), Open("b")
    assert answers(first, second, other, Close(0), second) == ["ok", "locked", "ok", "ok", "ok"]


def test_committed_content_is_the_written_bytes() -> None:
    """In order, across an interruption; it is read back byte for byte, and listed."""
    steps = (
        Open("a", 10, DIGEST),
        Write(0, Blob(b"some", 4)),
        Status(0),
        Close(0),
        Open("a", 10, DIGEST),
        Status(4),
        Write(4, Blob(b" bytes", 6)),
        Wait(MILLISECOND),
        Commit(4, 10, DIGEST),
        Info(DIGEST),
        OpenReader(DIGEST),
        Read(10, 4),
        Read(10, 40),
        ReadAt(10, 8, 4),
        Walk(),
    )
    journal = play(Scenario((Script(steps),)))
    results = {n: entry.result for n, entry in enumerate(calls_of(journal))}
    assert [results[n]["offset"] for n in (2, 5)] == [4, 4]
    assert results[8] == {"size": 10, "created": MILLISECOND}
    assert [results[n]["data"] for n in (10, 11, 12)] == [b"some", b" bytes", b"es"]
    assert results[13] == {"contents": [[DIGEST, 10]]}


def test_a_commit_checks_size_and_digest() -> None:
    """A wrong one is refused, nothing becomes visible, and the ingest can be made good."""
    written = (Open("a"), Write(0, BLOB))
    assert answers(*written, Commit(0, 11, DIGEST), Info(DIGEST))[2:] == [
        "failed_precondition",
        "not_found",
    ]
    mended = (Commit(0, 0, OTHER), Truncate(0), Write(0, Blob(b"some", 4)), Commit(0, 4, OTHER))
    assert answers(*written, *mended)[2:] == ["failed_precondition", "ok", "ok", "ok"]


def test_content_that_is_there_is_not_ingested_again() -> None:
    """Neither opened nor committed; the blob stays as it is, and the ref is free."""
    there = Content(Source(BLOB), in_store=True)
    again = (Open("a"), Write(0, BLOB), Commit(0), Close(0), Open("a"), Status(4))
    assert answers(Open("b", 10, DIGEST), *again, content=there)[0] == "exists"
    assert answers(*again, content=there) == ["ok", "ok", "exists", "ok", "ok", "ok"]


def test_after_an_abort_the_ref_is_free_and_at_0() -> None:
    """An active one is locked, one that is not known is not found; a partial ingest is gone."""
    left = Content(Source(BLOB), partial=Blob(b"some", 4))
    steps = (
        Open("a", 10, DIGEST),
        Status(0),
        Abort("a"),
        Close(0),
        Abort("a"),
        Abort("a"),
        Open("a", 10, DIGEST),
        Status(6),
    )
    journal = play(Scenario((Script(steps),), Surroundings({DIGEST: left})))
    kinds = [entry.refusal.kind if entry.refusal else "ok" for entry in calls_of(journal)]
    assert kinds == ["ok", "ok", "locked", "ok", "ok", "not_found", "ok", "ok"]
    offsets = [entry.result["offset"] for entry in journal.entries if entry.op == "Status"]
    assert offsets == [4, 0]


def test_a_closed_writer_takes_nothing() -> None:
    """Closing again does nothing, and frees no ref of another writer."""
    steps = (Open("a"), Close(0), Open("a"), Close(0), Open("a"), Write(0, BLOB), Commit(0))
    refused = "failed_precondition"
    assert answers(*steps) == ["ok", "ok", "ok", "ok", "locked", refused, refused]


def test_a_deletion_does_not_disturb_a_reader() -> None:
    """Open content stays readable; deleted content is not found."""
    there = Content(Source(BLOB), in_store=True)
    steps = (OpenReader(DIGEST), Delete(DIGEST), Read(0, 10), Info(DIGEST), Close(0), Read(0, 1))
    assert answers(*steps, content=there) == [
        "ok", "ok", "ok", "not_found", "ok", "failed_precondition",
    ]  # fmt: skip


def test_a_held_digest_is_locked_until_its_holder_leaves() -> None:
    """Then it exists, if the holder has committed it."""
    steps = (Open("a", 10, DIGEST), Wait(5 * MILLISECOND), Open("a", 10, DIGEST))
    for commits, then in ((False, "ok"), (True, "exists")):
        held = Content(Source(BLOB), held=Holder(5 * MILLISECOND, commits))
        assert answers(*steps, content=held) == ["locked", then]


def test_steps_of_a_writer_that_was_refused_are_left_out() -> None:
    """There is no handle that they could work on."""
    assert answers(Open("a"), Open("a"), Write(1, BLOB), Close(1), Walk()) == ["ok", "locked", "ok"]


def test_the_story_of_a_script() -> None:
    """The contents and their places, then each call."""
    contents = {DIGEST: Content(Source(BLOB), in_store=True), OTHER: Content(partial=BLOB)}
    steps = (Open("a", 4, OTHER), Write(0, BLOB), Delete(DIGEST), Walk())
    scenario = Scenario((Script(steps, at=MILLISECOND),), Surroundings(contents))
    assert story(scenario, play(scenario)) == [
        "the store has sha256:0d22cdcc…: b'some bytes'",
        "an earlier ingest of sha256:a6b46dd0… has left b'some bytes'",
        "t0: a script of 4 steps",
        "      1 ms  t0  is called",
        "      1 ms  t0  Writer(a, 4, sha256:a6b46dd0…) → w1",
        "      1 ms  t0  w1.Write(b'some bytes') → 10 taken",
        "      1 ms  t0  Delete(sha256:0d22cdcc…) → done",
        "      1 ms  t0  Walk() → 0 blobs",
        "      1 ms  t0  returns success",
    ]
