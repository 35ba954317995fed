"""The reference in editions 1.6 and 2.x: each difference, literally, and no scenario gets stuck."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
import remotes_reference
import remotes_reference.aio
from hypothesis import assume, given, settings
from remotes_conformance.content import Descriptor
from remotes_conformance.judging.bench import Bench
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.media_types import DOCKER_FOREIGN_LAYER, OCI_CONFIG
from remotes_conformance.scenarios.scenario import Answer, KeyPrefix, Scenario
from remotes_conformance.scenarios.stories.building import (
    answered,
    blob,
    describe,
    fetch,
    from_source,
    push,
    with_size,
)
from remotes_conformance.scenarios.strategies import scenarios
from remotes_conformance.scenarios.surroundings import Blob, Holder, Source
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of
from remotes_conformance.telling.story import story as story_lines
from remotes_conformance.world.journal import Journal

OF = {
    "1.6": (remotes_reference.remotes_1_6, remotes_reference.aio.remotes_1_6),
    "2.x": (remotes_reference.remotes_2_x, remotes_reference.aio.remotes_2_x),
}
BENCHES: dict[str, tuple[Bench, ...]] = {
    edition: tuple(open_bench(one).bench for one in both) for edition, both in OF.items()
}
PLAIN = "Writer Status Fetch Status Write Commit r.Close w.Close"


def play(edition: str, task: WholeCall, **rest: object) -> Journal:
    """One task, by both twins, which do the same."""
    scenario = scenario_of(task, edition=edition, **rest)  # type: ignore[arg-type]
    first, second = (bench.play(scenario) for bench in BENCHES[edition])
    assert first.to_json() == second.to_json(), story_lines(scenario, second)
    return first


def events(journal: Journal) -> str:
    """The events of the contract's table; reads are not among them."""
    left_out = ("start", "return", "cancel", "log", "Read", "ReadAt")
    return " ".join(entry.op for entry in journal.entries if entry.op not in left_out)


def outcome(journal: Journal) -> tuple[str, ...]:
    """The classes of the error that came out; ("ok",): none."""
    ended = journal.entries[-1].result["outcome"]
    return ("ok",) if ended.ok else ended.kinds


def written(journal: Journal) -> bytes:
    return b"".join(entry.args["data"] for entry in journal.entries if entry.op == "Write")


@pytest.mark.parametrize("edition", OF)
@settings(max_examples=150, deadline=None)
@given(scenario=scenarios("2.x"))
def test_every_scenario_of_an_edition_is_played_to_its_end(
    edition: str, scenario: Scenario
) -> None:
    """No deadlock, no crash; the asynchronous twin does the same, call by call."""
    scenario = replace(scenario, edition=edition)
    # Only an asyncio task can be cancelled.
    assume("task_cancel" not in scenario.needs)
    first, second = (bench.play(scenario) for bench in BENCHES[edition])
    assert first.stuck is None, story_lines(scenario, first)
    assert not any(e.op == "return" and e.result["outcome"].crash for e in first.entries)
    # In a dispatch, threads take turns otherwise than coroutines.
    if not scenario.needs & {"dispatch", "image"}:
        assert first.to_json() == second.to_json()


@pytest.mark.parametrize("edition", OF)
def test_the_status_is_asked_before_the_source_is_opened(edition: str) -> None:
    """And once more by the copy; slow pieces of 10 bytes make one write."""
    journal = play(edition, fetch())
    assert events(journal) == PLAIN
    assert outcome(journal) == ("ok",)


@pytest.mark.parametrize("edition", OF)
def test_a_complete_ingest_is_committed_without_a_fetch(edition: str) -> None:
    """Also where the source is gone."""
    journal = play(edition, fetch(partial=blob(), source=None))
    assert events(journal) == "Writer Status Commit w.Close"
    assert outcome(journal) == ("ok",)


@pytest.mark.parametrize("edition", OF)
def test_size_0_is_an_invalid_argument(edition: str) -> None:
    """After the status, before the source."""
    journal = play(edition, with_size(fetch(), 0))
    assert events(journal) == "Writer Status w.Close"
    assert outcome(journal) == ("invalid_argument",)


@pytest.mark.parametrize("edition", OF)
def test_a_plain_source_is_discarded_up_to_the_offset(edition: str) -> None:
    """Never truncated; a source that ends before the offset is an error."""
    begun = fetch(partial=Blob(blob().content[:7], 7))
    journal = play(edition, begun)
    assert events(journal) == PLAIN
    assert written(journal) == blob().content[7:]
    short = play(edition, from_source(begun, blob=Blob(b"abc", 3)))
    assert "Write" not in events(short).split()
    assert outcome(short) == ("unexpected_end",)


@pytest.mark.parametrize("edition", OF)
def test_a_clean_end_that_comes_too_early_is_not_committed(edition: str) -> None:
    """If the size is known: the bytes before the end are written."""
    journal = play(edition, from_source(fetch(), blob=Blob(b"abc", 3)))
    assert written(journal) == b"abc"
    assert events(journal) == "Writer Status Fetch Status Write r.Close w.Close"
    assert outcome(journal) == ("unexpected_end",)


@pytest.mark.parametrize("edition", OF)
@pytest.mark.parametrize("size", [24, -1])
def test_a_source_that_breaks_is_an_error_whatever_the_size(edition: str, size: int) -> None:
    """The bytes before it are written; nothing is committed."""
    broken = from_source(with_size(fetch(), size), breaks_at=15, breaks_with="unexpected_end")
    journal = play(edition, broken)
    assert written(journal) == blob().content[:15]
    assert "Commit" not in events(journal).split()
    assert outcome(journal) == ("unexpected_end",)


@pytest.mark.parametrize("edition", OF)
def test_writes_are_full_mebibytes_however_slow_the_source(edition: str) -> None:
    """Pieces of 100,000 bytes; 2.5 MiB are three writes."""
    big = Blob(b"0123456789abcdef!", 5 * 2**19)
    task = WholeCall("fetch", describe(big), Source(big, pieces=(100_000,)))
    journal = play(edition, task)
    sizes = [len(entry.args["data"]) for entry in journal.entries if entry.op == "Write"]
    assert sizes == [2**20, 2**20, 2**19]


@pytest.mark.parametrize("edition", OF)
@pytest.mark.parametrize("can", [("seek",), ("read_at",)])
@pytest.mark.parametrize("position", [0, 5, 24])
def test_a_reset_goes_on_where_the_status_says(
    edition: str, can: tuple[str, ...], position: int
) -> None:
    """At the commit, with a source that can go back: the rest is written, and committed."""
    reset = answered(
        from_source(fetch(), can=can), Answer("Commit", error="reset", position=position)
    )
    journal = play(edition, reset)
    assert outcome(journal) == ("ok",)
    assert written(journal) == blob().content + blob().content[position:]


@pytest.mark.parametrize("edition", OF)
def test_a_reset_to_an_offset_beyond_the_first_does_not_mislead_the_length_check(
    edition: str,
) -> None:
    """From 10 on, reset to 0, the source ends at 20 of 24: 20 is not enough."""
    begun = from_source(
        fetch(partial=Blob(blob().content[:10], 10)), blob=blob(0, 20), can=("seek",)
    )
    journal = play(edition, answered(begun, Answer("Write", error="reset", position=0)))
    assert outcome(journal) == ("unexpected_end",)
    assert "Commit" not in events(journal).split()


@pytest.mark.parametrize("edition", OF)
def test_a_plain_source_cannot_go_back_for_a_reset(edition: str) -> None:
    """It is an error with this reason, of the reset's class; never other bytes."""
    journal = play(edition, answered(fetch(), Answer("Commit", error="reset", position=4)))
    assert outcome(journal) == ("reset",)
    assert written(journal) == blob().content


@pytest.mark.parametrize(("edition", "ends"), [("1.6", "reset"), ("2.x", "ok")])
def test_resets_are_put_up_with(edition: str, ends: str) -> None:
    """Four in every edition; the fifth is one too many in 1.6. Any number in 2.x."""
    seekable = from_source(fetch(), can=("seek",))
    resets = [Answer("Commit", nth, error="reset", position=0) for nth in range(1, 41)]
    assert outcome(play(edition, answered(seekable, *resets[:4]))) == ("ok",)
    assert outcome(play(edition, answered(seekable, *resets[:5]))) == (ends,)
    assert outcome(play(edition, answered(seekable, *resets))) == (ends,)


@pytest.mark.parametrize("edition", OF)
@pytest.mark.parametrize("can", [(), ("seek",)])
def test_a_push_reads_a_window_of_what_the_provider_has(edition: str, can: tuple[str, ...]) -> None:
    """From the ingest's offset up to the size, though there is more."""
    more = Blob(blob().content + b"XXXX", 28)
    task = push(partial=Blob(blob().content[:7], 7), source=Source(more, can=can))
    journal = play(edition, task)
    assert events(journal) == "Push Reader Status Write Commit r.Close w.Close"
    assert written(journal) == blob().content[7:]
    assert {e.args["offset"] for e in journal.entries if e.op == "ReadAt"} == {7}


@pytest.mark.parametrize("edition", OF)
def test_a_locked_push_is_waited_for_where_the_pusher_is_an_ingester(edition: str) -> None:
    """Held for 50 ms; a plain pusher's lock comes out at once."""
    held = {push().descriptor.digest: Holder(50_000_000)}
    journal = play(edition, push(pusher_ingests=True), held=held, seed=3)
    assert outcome(journal) == ("ok",)
    assert journal.entries[-1].at >= 50_000_000
    refs = {e.args["ref"] for e in journal.entries if e.op == "Writer"}
    assert refs == {f"layer-{push().descriptor.digest}"}
    locked = play(edition, answered(push(), Answer("Push", error="locked")))
    assert outcome(locked) == ("locked",)


@pytest.mark.parametrize("edition", OF)
def test_waits_are_random_below_their_bounds(edition: str) -> None:
    """Seeded by the world: other seeds, other waits; none reaches its bound."""
    held = {fetch().descriptor.digest: Holder(20_000_000_000)}
    waits = set()
    for seed in range(5):
        journal = play(edition, fetch(), held=held, seed=seed)
        asked = [entry.at for entry in journal.entries if entry.op == "Writer"]
        between = tuple(b - a for a, b in pairwise(asked))
        bounds = [16_000_000 * min(2**n, 128) for n in range(len(between))]
        assert all(0 <= wait < bound for wait, bound in zip(between, bounds, strict=True))
        waits.add(between)
    assert len(waits) == 5


@pytest.mark.parametrize(("edition", "fetches"), [("1.6", True), ("2.x", False)])
def test_embedded_content_is_used_from_2_0_on(edition: str, fetches: bool) -> None:
    """Length and digest are right: nothing is fetched."""
    right = replace(fetch(), descriptor=replace(fetch().descriptor, data=blob().content))
    journal = play(edition, right)
    assert ("Fetch" in events(journal).split()) is fetches
    assert outcome(journal) == ("ok",)
    assert written(journal) == blob().content


@pytest.mark.parametrize("data", [b"", b"abc", blob(1).content])
@pytest.mark.parametrize("edition", OF)
def test_embedded_content_that_is_not_right_is_not_used(edition: str, data: bytes) -> None:
    """None, too short, other bytes of the right length: fetched."""
    wrong = replace(fetch(), descriptor=replace(fetch().descriptor, data=data))
    journal = play(edition, wrong)
    assert events(journal) == PLAIN
    assert written(journal) == blob().content


def key(edition: str, descriptor: Descriptor, *prefixes: KeyPrefix, derived: int = 9) -> str:
    task = WholeCall("key", descriptor, prefixes=prefixes, derived=derived)
    return str(play(edition, task).entries[-1].result["outcome"].key)


@pytest.mark.parametrize("edition", OF)
def test_keys_have_the_ref_name_and_the_prefix_that_the_context_names(edition: str) -> None:
    """The annotation also if it is empty; the prefix before all else, unless it is empty."""
    layer = Descriptor(DOCKER_FOREIGN_LAYER, "sha256:00", 3)
    assert key(edition, layer) == "layer-sha256:00"
    named = replace(layer, annotations={"org.opencontainers.image.ref.name": "a/b:c"})
    assert key(edition, named) == "layer-a/b:c@sha256:00"
    nameless = replace(layer, annotations={"org.opencontainers.image.ref.name": ""})
    assert key(edition, nameless) == "layer-@sha256:00"
    mine = KeyPrefix(layer.media_type, "mine")
    assert key(edition, named, mine) == "mine-a/b:c@sha256:00"
    assert key(edition, layer, mine, KeyPrefix(layer.media_type, "")) == "layer-sha256:00"


@pytest.mark.parametrize("edition", OF)
def test_a_prefix_does_not_show_in_the_context_it_was_derived_from(edition: str) -> None:
    """The first context knows one for layers; what is derived from it, one for configs."""
    config = Descriptor(OCI_CONFIG, "sha256:00", 3)
    prefixes = (KeyPrefix(DOCKER_FOREIGN_LAYER, "mine"), KeyPrefix(OCI_CONFIG, "yours"))
    keys = [key(edition, config, *prefixes, derived=derived) for derived in range(3)]
    assert keys == ["config-sha256:00", "config-sha256:00", "yours-sha256:00"]


def test_an_edition_that_is_not_known_is_refused() -> None:
    """With the names of those that are."""
    for module in (remotes_reference, remotes_reference.aio):
        with pytest.raises(ValueError, match=r"no edition '3'.*2017-06, 1\.6, 2\.x"):
            module.of_edition("3")
