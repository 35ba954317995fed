"""Repeated events are printed once, with the number of repetitions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.telling.story import MAX_LINES, folded, story
from remotes_conformance.world.journal import Entry, Journal, Stuck

NOTHING = Entry(5, 5, 0, "Write", "w1", {"data": b"abc"}, {"n": 0}, None)
SCENARIO = scenario_of(fetch())


def test_a_livelock_is_a_few_lines() -> None:
    """One of 1,001 writes that take nothing is printed, with the number of the others."""
    stuck = Stuck("livelock", "1001 calls in a row changed nothing", (0,))
    lines = story(SCENARIO, Journal((NOTHING,) * 1001, stuck))
    assert len(lines) < 6
    assert lines[-3].endswith("w1.Write(b'abc') → 0 taken")
    assert lines[-2].strip() == "… 1000 times the same …"
    assert lines[-1].strip().startswith("livelock: 1001 calls")


def test_a_round_of_two_calls_is_folded_as_one() -> None:
    """It reads and writes, reads and writes."""
    lines = ["read", "write"] * 10 + ["end"]
    assert list(folded(lines, "")) == ["read", "write", "  … 9 times the same 2 lines …", "end"]


def test_each_refusal_has_an_error_of_its_own() -> None:
    """The refusals count as the same line all the same."""
    lines = [f"Writer() → error e{number}: locked" for number in range(1, 11)]
    assert list(folded(lines, "")) == [lines[0], "  … 9 times the same …"]


def test_the_middle_of_a_very_long_journal_is_not_looked_at() -> None:
    """Its two ends are, 2,000 events each."""
    entries = [NOTHING._replace(at=n, done=n) for n in range(100_000)]
    lines = story(SCENARIO, Journal(tuple(entries)))
    assert len(lines) == MAX_LINES + 1


def test_two_lines_that_are_alike_are_both_printed() -> None:
    """A line that counts them would be no shorter."""
    assert list(folded(["a", "a", "b", "b", "b"], "")) == ["a", "a", "b", "b", "b"]


@given(st.lists(st.sampled_from("abc"), max_size=60))
def test_nothing_gets_lost(lines: list[str]) -> None:
    """Folded lines can be unfolded."""
    unfolded: list[str] = []
    for line in folded(lines, ""):
        if "times the same" not in line:
            unfolded.append(line)
            continue
        words = line.split()
        size = int(words[5]) if words[-2] == "lines" else 1
        unfolded += unfolded[-size:] * int(words[1])
    assert unfolded == lines
