"""Arguments of any type reach the journal as plain values, and the run goes on."""

from __future__ import annotations

import array
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import remotes_reference.memory
from remotes_conformance.doors.plain_values import number, text
from remotes_conformance.doors.python.loop import LoopDoor
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.judging.opening import open_command
from remotes_conformance.plugs.prepared import prepared
from remotes_conformance.plugs.scene import Plugs
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories.building import fetch, push
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.telling.sequence import events
from remotes_conformance.telling.story import describe, story
from remotes_conformance.world.journal import Entry, Journal, Strange
from strange_values import STRANGE, AsyncFetching, Fetching, Hostile, Lying, Name, Plain, Size

FETCH, PUSH = scenario_of(fetch()), scenario_of(push())


def played(scenario: Scenario = FETCH, **passed: Any) -> Journal:
    return ThreadDoor(Fetching(**passed)).play(scenario)


def the(op: str, journal: Journal) -> Entry:
    return next(entry for entry in journal.entries if entry.op == op)


def succeeded(journal: Journal) -> bool:
    return bool(journal.entries[-1].result["outcome"].ok)


@pytest.mark.parametrize("name", STRANGE)
def test_a_fetcher_may_be_asked_for_anything(name: str) -> None:
    """It answers as if it had been asked for its own source, with the same entry in both doors."""
    value, text = STRANGE[name]
    for door in (ThreadDoor(Fetching(descriptor=value)), LoopDoor(AsyncFetching(descriptor=value))):
        journal = door.play(FETCH)
        assert the("Fetch", journal).args["descriptor"] == Strange(text)
        assert succeeded(journal)


@pytest.mark.parametrize("name", STRANGE)
def test_a_pusher_may_be_asked_for_anything(name: str) -> None:
    """And a provider for any digest."""
    value, text = STRANGE[name]
    journal = played(PUSH, descriptor=value)
    assert the("Push", journal).args["descriptor"] == Strange(text)
    if type(value) is not str:
        assert the("Reader", played(PUSH, digest=value)).args["digest"] == Strange(text)


@pytest.mark.parametrize("name", ["str", "None", "hostile", "big", "bool"])
@pytest.mark.parametrize(
    ("op", "argument", "passed"),
    [
        ("Writer", "ref", "ref"), ("Writer", "size", "size"), ("Writer", "digest", "digest"),
        ("Commit", "size", "commit_size"), ("Commit", "digest", "commit_digest"),
    ],
)  # fmt: skip
def test_a_writer_may_be_opened_and_committed_with_anything(
    name: str, op: str, argument: str, passed: str
) -> None:
    """Senseless values count as the descriptor's own, and the content is committed."""
    value, text = STRANGE[name]
    journal = played(**{passed: value})
    if type(value) is str and argument in ("ref", "digest"):
        assert the(op, journal).args[argument] == value
    else:
        assert the(op, journal).args[argument] == Strange(text)
        assert succeeded(journal)
    assert all(type(e.result.get("total", 0)) is int for e in journal.entries)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("abc", "the str 'abc'"),
        (None, "None"),
        (array.array("b", [1]), "an array array('b', [1])"),
        ([1, 2], "a list [1, 2]"),
    ],
)
def test_a_write_of_something_other_than_bytes_is_refused(value: Any, text: str) -> None:
    """It is in the journal, and its error comes out."""
    journal = played(data=value)
    write = the("Write", journal)
    assert write.args["data"] == Strange(text)
    assert write.refusal is not None
    assert write.refusal.message == f"Write cannot be given {text}"
    outcome = journal.entries[-1].result["outcome"]
    assert (outcome.kinds, outcome.ids) == (("invalid_argument",), (write.refusal.id,))


@pytest.mark.parametrize(
    "value", [bytearray(b"abc"), memoryview(b"abc"), Lying(b"abc"), memoryview(b"axbxcx")[::2]]
)
def test_a_write_takes_every_kind_of_bytes(value: Any) -> None:
    """Also of a class whose `__bytes__` fails."""
    write = the("Write", played(data=value))
    assert (write.args["data"], type(write.args["data"])) == (b"abc", bytes)


def test_a_released_buffer_is_reported() -> None:
    """Nothing can be read of it any more."""
    view = memoryview(bytearray(b"abc"))
    view.release()
    write = the("Write", played(data=view))
    assert write.args["data"] == Strange("a memoryview that has been released")


@pytest.mark.parametrize("name", ["str", "hostile", "big", "float", "bool"])
def test_a_read_of_no_number_is_refused(name: str) -> None:
    """A real reader could do nothing else."""
    value, text = STRANGE[name]
    read = the("Read", played(n=value))
    assert read.args["n"] == Strange(text)
    assert read.refusal is not None
    assert read.refusal.kind == "invalid_argument"


def test_arguments_that_have_changed_places_are_reported() -> None:
    """A context for a ref, a descriptor for a context."""

    class Swapping:
        def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
            def handle(ctx: Any, descriptor: Any) -> None:
                ingester.writer("layer-x", ctx, descriptor.digest, 24)
                fetcher.fetch(descriptor, ctx)

            return handle

    journal = ThreadDoor(Swapping()).play(FETCH)
    args = the("Writer", journal).args
    assert (args["ref"], args["digest"]) == (Strange("a TaskContext"), Strange("the int 24"))
    assert args["ctx"]["problem"] == "it was called with the str 'layer-x' in place of a context"
    assert the("Fetch", journal).args["descriptor"] == Strange("a TaskContext")


@pytest.mark.parametrize("name", ["None", "hostile", "dict", "str"])
def test_any_value_in_place_of_a_context_is_reported(name: str) -> None:
    """And the call belongs to the task that makes it."""
    ctx, text = STRANGE[name]
    writer = the("Writer", played(ctx=ctx))
    assert writer.task == 0
    assert writer.args["ctx"]["problem"].startswith(
        f"it was called with {text} in place of a context"
    )


def test_subclasses_of_str_and_int_count_as_their_values() -> None:
    """Their own methods are not called."""
    writer = the("Writer", played(ref=Name("layer-y"), size=Size.RIGHT))
    assert (writer.args["ref"], writer.args["size"]) == ("layer-y", 24)
    assert (type(writer.args["ref"]), type(writer.args["size"])) == (str, int)
    assert (number(-(2**63)), number(2**63)) == (-(2**63), Strange(f"the int {2**63}"))
    assert type(text(Name("x"))) is str


def test_stories_and_diagrams_show_the_arguments() -> None:
    """On one line, short."""
    journal = played(descriptor={"x": "\n" * 500}, ref=None)
    lines = story(FETCH, journal)
    assert any("Fetch(a dict {'x': '" in line for line in lines)
    assert any("Writer(None, 24, " in line for line in lines)
    assert all(len(line) < 300 and line.isprintable() for line in lines)
    assert any("Fetch(a dict" in event.text for event in events(FETCH, journal))
    assert "0x" not in describe(the("Fetch", played(descriptor=Plain())))


def test_journals_with_anything_in_them_are_equal() -> None:
    """No address, no order of a set."""
    for value in (Plain(), {Plain(): 1}, frozenset("abcdefgh"), Hostile(), lambda: 1):
        first = played(descriptor=value, ref=value)
        assert first.to_json() == played(descriptor=value, ref=value).to_json()
    assert played(descriptor=Plain()).to_json() == played(descriptor=Plain()).to_json()


def test_a_plugged_collaborator_gets_the_very_value() -> None:
    """And the journal the same plain one."""
    plugs = Plugs(ingester=prepared(lambda scene: remotes_reference.memory.MemoryStore()))
    journal = ThreadDoor(Fetching(data="abc"), plugs=plugs).play(FETCH)
    write = the("Write", journal)
    assert write.args["data"] == Strange("the str 'abc'")
    assert write.refusal is not None
    assert "TypeError" in write.refusal.message


passes_strange_things = Fetching(descriptor=Plain(), ref=None, size="24", commit_size=10**6000)
writes_no_bytes = Fetching(data="abc")


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Journal]:
    folders = [*filter(None, sys.path), str(Path(__file__).parent)]
    monkeypatch.setenv("PYTHONPATH", ":".join(folders))

    def play(name: str) -> Journal:
        command = f"{sys.executable} -m remotes_conformance.serve test_strange_arguments:{name}"
        door = open_command(command, lint=True).bench.door
        try:
            return door.play(FETCH)
        finally:
            door.close()  # type: ignore[attr-defined]

    return play


@pytest.mark.parametrize("name", ["passes_strange_things", "writes_no_bytes"])
def test_through_the_command_door_the_journal_is_the_same(
    name: str, serve: Callable[[str], Journal]
) -> None:
    """With every message held against its schema."""
    here = ThreadDoor(globals()[name]).play(FETCH)
    assert serve(name).to_json() == here.to_json()
    assert here.stuck is None
