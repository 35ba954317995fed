"""Big stories follow the number of calls that an implementation makes: a minute is enough.

The whole verdict on one that copies byte by byte: test_different.py.
"""

from __future__ import annotations

import pytest
from different.pieces import OneByteAtATime
from remotes_conformance.content import digest_of
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.plan import whole_plan
from remotes_conformance.judging.sizing import BIG, BUDGET, FAR_BUDGET, HELD
from remotes_conformance.protocols import Writer
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import STORIES, of_edition
from remotes_conformance.scenarios.stories.big_digests import BIG_DIGESTS
from remotes_conformance.scenarios.whole_calls import whole_calls
from wrong.right import Read, Right

BIG_STORIES = {
    story.name: story.scenario
    for story in of_edition("2017-06")
    if any(task.source and task.source.blob.size > BIG for task in whole_calls(story.scenario))
}


SOME = set(list(BIG_STORIES)[::3])
"""Enough where only the outcome of all together is asked for."""


def test_the_digests_of_big_blobs_are_constants_and_right() -> None:
    """A run does not begin with hashing fifty mebibytes."""
    for blob, digest in BIG_DIGESTS.items():
        assert digest_of(blob.content) == digest
    for story in STORIES:
        for call in whole_calls(story.scenario):
            blob = call.source.blob if call.source else None
            if blob and blob.size > 1024 * 1024 and call.descriptor.size in (blob.size, 0, -1):
                assert blob in BIG_DIGESTS or not call.descriptor.digest.startswith("sha256"), (
                    story.name
                )


class OneKibibyteAtATime(Right):
    def pump(self, read: Read, writer: Writer) -> None:
        while piece := read(1024):
            self.write(writer, piece)


class HoardsByTheByte(Right):
    """Reads everything, a byte at a time, before it writes a byte."""

    def pump(self, read: Read, writer: Writer) -> None:
        everything = bytearray()
        while piece := read(1):
            everything += piece
        for place in range(len(everything)):
            self.write(writer, everything[place : place + 1])


def _bench(remotes: object) -> Bench:
    return open_bench(remotes).bench


def _size(scenario: Scenario) -> int:
    return max(task.source.blob.size for task in whole_calls(scenario) if task.source)


def test_an_implementation_that_copies_in_big_pieces_gets_every_story_whole() -> None:
    """A mebibyte at a time: nothing is made smaller, and there is no note."""
    bench = _bench(Right())
    assert len(BIG_STORIES) > 10
    for whole in BIG_STORIES.values():
        assert bench.sizing.fitted(whole) is whole


@pytest.mark.parametrize("name", BIG_STORIES)
def test_a_copy_byte_by_byte_takes_no_more_calls_than_its_budget(name: str) -> None:
    """Two calls a byte; the world's own limit, 400,000, cuts nothing off."""
    bench, tally = _bench(OneByteAtATime()), Tally()
    fitted = bench.sizing.fitted(BIG_STORIES[name])
    journal = bench.examine(fitted, tally)
    assert journal.stuck is None
    # A write of one byte cannot be short: an answer that says so ends the copy at once.
    lies = any(answer.count is not None for answer in fitted.handler_call(0).answers)
    assert lies or len(journal.entries) > BUDGET / 4
    assert len(journal.entries) < 1.1 * BUDGET
    assert not tally.breaches


def test_a_smaller_story_is_the_same_story() -> None:
    """A right source stays right; offsets, pieces and breaks keep their places."""
    bench = _bench(OneByteAtATime())
    for whole in BIG_STORIES.values():
        before, after = (
            whole_calls(scenario)[0] for scenario in (whole, bench.sizing.fitted(whole))
        )
        assert before.source
        assert after.source
        was, now = before.source, after.source
        assert now.blob.size < was.blob.size / 10
        assert was.blob.content.startswith(now.blob.content)
        share = was.blob.size / now.blob.size
        rightly = before.descriptor.digest == digest_of(was.blob.content)
        assert rightly == (after.descriptor.digest == digest_of(now.blob.content))
        known = before.descriptor.size == was.blob.size
        assert known == (after.descriptor.size == now.blob.size)
        assert (was.breaks_at is None) == (now.breaks_at is None)
        if was.breaks_at and now.breaks_at:
            assert now.breaks_at * share == pytest.approx(was.breaks_at, rel=0.01)
        if before.partial and after.partial:
            assert was.blob.content.startswith(before.partial.content)
            assert now.blob.content.startswith(after.partial.content)
            assert after.partial.size * share == pytest.approx(before.partial.size, rel=0.01)


def test_pieces_of_a_kibibyte_are_put_to_the_proof_in_full() -> None:
    """More than 16 MiB are copied where 80,000 calls are enough for that."""
    bench = _bench(OneKibibyteAtATime())
    assert 2 * HELD / 1024 < FAR_BUDGET
    sizes = [_size(whole) for whole in BIG_STORIES.values() if _size(whole) > HELD]
    fitted = [_size(bench.sizing.fitted(whole)) for whole in BIG_STORIES.values()]
    assert [size for size in fitted if size > HELD] == sizes


def _outcome(remotes: object) -> tuple[str, set[str]]:
    """The outcome of COPY-21 after some directed stories, and their notes."""
    bench, applied, notes = _bench(remotes), 0, set[str]()
    for part in whole_plan():
        if part.title in SOME:
            result = part.run(bench, None, 0)  # type: ignore[arg-type]  # a story needs no profile
            applied += result.applied.get("COPY-21", 0)
            notes |= set(result.notes)
    return ("pass" if applied else "unproven"), notes


def test_reading_that_stays_close_is_believed_of_small_copies_too() -> None:
    """A byte read, a byte written: COPY-21 does not end as unproven."""
    outcome, notes = _outcome(OneByteAtATime())
    assert outcome == "pass"
    assert notes == {
        f"big blobs are made smaller where they are copied by a {kind}: "
        "it makes 2 calls for each byte"
        for kind in ("fetch", "push")
    }


def test_reading_all_before_writing_is_not_proven_right() -> None:
    """A few kilobytes do not show if it would stop before 16 MiB."""
    assert _outcome(HoardsByTheByte())[0] == "unproven"
