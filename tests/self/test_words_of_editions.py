"""The fields of scenarios that 1.6 and 2.x added, and their effect in a world, at each door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from remotes_conformance.content import Descriptor
from remotes_conformance.doors.command.translation import (
    descriptor_from_wire,
    descriptor_to_wire,
    start_to_wire,
)
from remotes_conformance.errors import Reset
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.media_types import OCI_CONFIG, OCI_LAYER
from remotes_conformance.plugs.scene import Plugs
from remotes_conformance.scenarios.scenario import Answer, KeyPrefix
from remotes_conformance.scenarios.stories.building import answered, fetch, push, story, task
from remotes_conformance.scenarios.surroundings import Blob, Holder
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of
from remotes_conformance.scenarios.written import from_token, to_json, to_token
from remotes_conformance.telling.story import story as story_lines
from remotes_conformance.world.journal import Journal

PREFIXES = (KeyPrefix(OCI_LAYER, "mine"), KeyPrefix(OCI_CONFIG, "yours"))
ALL = WholeCall(
    "push",
    Descriptor(OCI_LAYER, "sha256:00", 3, data=b"abc"),
    prefixes=PREFIXES,
    derived=1,
    pusher_ingests=True,
    answers=(Answer("Write", error="reset", position=0),),
)


class Short:
    """Handlers as short as they can be, with the features of 1.6 and later. `leaks`: as 1.6.20."""

    def __init__(self, *, leaks: bool = False) -> None:
        self._leaks = leaks

    def with_key_prefix(self, ctx: Any, media_type: str, prefix: str) -> Any:
        found = ctx.value("prefixes")
        mine = found if self._leaks and found is not None else dict(found or {})
        mine[media_type] = prefix
        return ctx.derive(values={"prefixes": mine})

    def make_ref_key(self, ctx: Any, descriptor: Descriptor) -> str:
        prefixes: Mapping[str, str] = ctx.value("prefixes") or {}
        return f"{prefixes.get(descriptor.media_type, 'other')}-{descriptor.digest}"

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        def handle(ctx: Any, descriptor: Descriptor) -> None:
            key = self.make_ref_key(ctx, descriptor)
            with ingester.writer(ctx, key, descriptor.size, descriptor.digest) as writer:
                while True:
                    writer.status()
                    try:
                        with fetcher.fetch(ctx, descriptor) as reader:
                            writer.write(reader.read(100)[writer.status().offset :])
                        return writer.commit(descriptor.size, descriptor.digest)
                    except Reset:
                        continue

        return handle

    def push_handler(self, provider: Any, pusher: Any) -> Any:
        def handle(ctx: Any, descriptor: Descriptor) -> None:
            key = self.make_ref_key(ctx, descriptor)
            if hasattr(pusher, "writer"):
                writer = pusher.writer(ctx, key, descriptor.size, descriptor.digest)
            else:
                writer = pusher.push(ctx, descriptor)
            with writer, provider.reader(ctx, descriptor.digest) as reader:
                writer.write(reader.read_at(0, descriptor.size))
                writer.commit(descriptor.size, descriptor.digest)

        return handle


class ShortAsync(Short):
    """The same, awaited."""

    def push_handler(self, provider: Any, pusher: Any) -> Any:
        async def handle(ctx: Any, descriptor: Descriptor) -> None:
            key = self.make_ref_key(ctx, descriptor)
            if hasattr(pusher, "writer"):
                writer = await pusher.writer(ctx, key, descriptor.size, descriptor.digest)
            else:
                writer = await pusher.push(ctx, descriptor)
            async with writer, await provider.reader(ctx, descriptor.digest) as reader:
                await writer.write(await reader.read_at(0, descriptor.size))
                await writer.commit(descriptor.size, descriptor.digest)

        return handle

    fetch_handler = None  # type: ignore[assignment]


def play(remotes: object, *tasks: WholeCall, edition: str = "1.6", **rest: Any) -> Journal:
    scenario = scenario_of(*tasks, edition=edition, **rest)
    assert from_token(to_token(scenario)) == scenario
    bench = open_bench(remotes, edition=edition).bench
    assert bench.can_play(scenario)
    journal = bench.play(scenario)
    assert journal.stuck is None, story_lines(scenario, journal)
    return journal


def keys(journal: Journal) -> list[str]:
    """The ref keys that were made or asked with, up to the digest."""
    asked = [e.result["outcome"].key for e in journal.entries if e.op == "return"]
    asked += [e.args["ref"] for e in journal.entries if e.op == "Writer"]
    return [key.partition("-")[0] for key in asked if key]


def ops(journal: Journal) -> list[str]:
    return [entry.op for entry in journal.entries if entry.op not in ("start", "return", "log")]


def test_a_scenario_with_everything_survives_its_token() -> None:
    """Embedded data, prefixes, which context is used, the pusher, the reset."""
    scenario = scenario_of(ALL, replace(ALL, derived=None), edition="1.6")
    assert from_token(to_token(scenario)) == scenario


def test_a_token_leaves_these_words_out_where_they_are_not_used() -> None:
    """So tokens from before stay valid, and short."""
    call = to_json(story("a fetch", fetch()).scenario)["calls"][0]
    assert set(call) == {"kind", "descriptor"}
    assert set(call["descriptor"]) == {"media_type", "digest", "size"}


@pytest.mark.parametrize("data", [None, b"", b"abc", bytes(range(256))])
def test_embedded_data_crosses_the_wire(data: bytes | None) -> None:
    """Base64 in JSON; no data and empty data are kept apart."""
    descriptor = Descriptor(OCI_LAYER, "sha256:00", 3, data=data)
    assert descriptor_from_wire(descriptor_to_wire(descriptor)) == descriptor


def test_start_carries_only_values_that_are_not_the_default() -> None:
    """The derived prefixes, how many of them the call's context has, and the kind of pusher."""
    wire = start_to_wire(ALL)
    assert wire["prefixes"] == [
        {"mediaType": OCI_LAYER, "prefix": "mine"},
        {"mediaType": OCI_CONFIG, "prefix": "yours"},
    ]
    assert (wire["derived"], wire["pusher_ingests"]) == (1, True)
    assert set(start_to_wire(push())) == {"kind", "handler", "descriptor"}


@pytest.mark.parametrize(("derived", "carried"), [(None, 2), (0, 0), (1, 1), (2, 2), (9, 2)])
def test_a_call_carries_as_many_prefixes_as_were_derived(derived: int | None, carried: int) -> None:
    """All of them by default."""
    assert len(replace(ALL, derived=derived).carried) == carried


@pytest.mark.parametrize("remotes", [Short(), ShortAsync()], ids=["sync", "async"])
def test_the_context_carries_the_prefixes_of_the_call(remotes: object) -> None:
    """A key, a push: with the second context of two, the first, and the caller's own."""
    layer = task("key", prefixes=PREFIXES)
    journal = play(remotes, layer, replace(layer, derived=1), replace(layer, derived=0))
    assert keys(journal) == ["mine", "mine", "other"]
    pushed = push(prefixes=PREFIXES, pusher_ingests=True)
    assert keys(play(remotes, pushed)) == ["mine"]


@pytest.mark.parametrize(("leaks", "key"), [(False, "other"), (True, "yours")])
def test_a_prefix_that_leaks_into_the_context_it_was_derived_from_shows(
    leaks: bool, key: str
) -> None:
    """The first context knows a prefix for layers; the second adds one for configs."""
    config = task("key", media_type=OCI_CONFIG, prefixes=PREFIXES, derived=1)
    assert keys(play(Short(leaks=leaks), config)) == [key]


@pytest.mark.parametrize("remotes", [Short(), ShortAsync()], ids=["sync", "async"])
def test_a_pusher_is_an_ingester_only_where_the_task_asks_for_it(remotes: object) -> None:
    """Side by side, under one number: they are two handlers."""
    journal = play(remotes, push(0), push(1, pusher_ingests=True))
    assert sorted({op for op in ops(journal) if op in ("Push", "Writer")}) == ["Push", "Writer"]
    assert all(e.result["outcome"].ok for e in journal.entries if e.op == "return")


def test_an_ingesting_pusher_has_locks_and_what_an_earlier_push_has_left() -> None:
    """Another writer holds it until 5 ms; from then on it is in the remote."""
    pushed = push(pusher_ingests=True)
    held = {pushed.descriptor.digest: Holder(5_000_000, commits=True)}
    first = play(Short(), pushed, held=held)
    assert [e.refusal.kind for e in first.entries if e.refusal] == ["locked"]
    then = play(Short(), replace(pushed, at=5_000_000), held=held)
    assert [e.refusal.kind for e in then.entries if e.refusal] == ["exists"]


def test_a_plugged_pusher_shows_itself_whether_it_is_an_ingester() -> None:
    """Scenarios that make it an ingester are not played."""
    plugged = open_bench(Short(), edition="1.6", plugs=Plugs(pusher=lambda scene: None))  # type: ignore[arg-type,return-value]
    assert not plugged.bench.can_play(scenario_of(push(pusher_ingests=True)))
    assert plugged.bench.can_play(scenario_of(push()))


def test_without_the_function_prefixes_are_not_played() -> None:
    """It is optional."""

    class Bare:
        make_ref_key = Short.make_ref_key

    assert not open_bench(Bare(), edition="1.6").bench.can_play(
        scenario_of(task("key", prefixes=PREFIXES))
    )


@pytest.mark.parametrize(
    ("answer", "offsets"),
    [
        (Answer("Commit", error="reset", position=0), [0, 0, 0, 0]),
        (Answer("Commit", error="reset", position=10), [0, 0, 10, 10]),
        (Answer("Commit", error="reset", position=99), [0, 0, 24, 24]),
        (Answer("Commit", error="reset"), [0, 0, 24, 24]),
        (Answer("Write", error="reset", position=0), [0, 0, 0, 0]),
        (Answer("Write", error="reset", position=3, count=9), [0, 0, 3, 3]),
    ],
)
def test_status_has_the_offset_at_which_a_reset_writer_goes_on(
    answer: Answer, offsets: list[int]
) -> None:
    """Not beyond its bytes; if the scenario names no offset, nothing is lost."""
    whole = replace(fetch().source, pieces=())  # type: ignore[type-var]
    journal = play(Short(), answered(fetch(source=whole), answer))
    assert [e.result["offset"] for e in journal.entries if e.op == "Status"] == offsets
    assert journal.entries[-1].result["outcome"].ok


@pytest.mark.parametrize(
    ("edition", "can"), [("2017-06", []), ("1.6", ["read_at"]), ("2.x", ["read_at"])]
)
def test_a_reader_of_a_provider_can_read_at_from_1_6_on(edition: str, can: list[str]) -> None:
    """A fetcher's source does not change."""
    scenario = scenario_of(fetch(), push(1), edition=edition)
    journal = open_bench(Short()).bench.play(scenario)
    opened = {e.op: e.result["can"] for e in journal.entries if e.op in ("Fetch", "Reader")}
    assert opened == {"Fetch": [], "Reader": can}


def test_a_story_describes_prefixes_embedded_data_and_pushers() -> None:
    """The prefixes and their media types, the embedded data, the pusher."""
    scenario = scenario_of(replace(ALL, source=None, partial=Blob(b"a", 1)), edition="1.6")
    line = story_lines(scenario, Journal(()))[0]
    assert "the prefix 'mine' for application/vnd.oci.image.layer.v1.tar;" in line
    assert "'yours' for application/vnd.oci.image.config.v1+json, which is not for this" in line
    assert "embeds b'abc'; the pusher is also an ingester" in line
