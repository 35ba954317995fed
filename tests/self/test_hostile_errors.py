"""Exceptions and results whose classes do anything when inspected: reported by their type."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from remotes_conformance.doors.command.translation import outcome_from_wire
from remotes_conformance.doors.python.border import Border
from remotes_conformance.doors.python.loop import LoopDoor
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.errors import Locked, chain, is_locked
from remotes_conformance.scenarios.scenario import Answer
from remotes_conformance.scenarios.stories.building import fetch, task
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.telling.story import story
from remotes_conformance.world.journal import Journal, Outcome, Refusal

FETCH = scenario_of(fetch(answers=(Answer("Writer", error="not_found"),)))
REFUSED = Refusal("locked", "e1", "", "it is locked")


def raises(*_: Any) -> Any:
    raise RuntimeError("not to be asked")


class NoText(Exception):
    __str__ = __repr__ = raises  # type: ignore[assignment]


class TextOfNoType(Exception):
    def __str__(self) -> Any:
        return 7


class Interrupting(Exception):
    def __str__(self) -> str:
        raise KeyboardInterrupt


class NoAttributes(Exception):
    __getattr__ = raises


class NothingAtAll(Exception):
    __getattribute__ = raises  # type: ignore[assignment]


class NoClass(Exception):
    __class__ = property(raises)  # type: ignore[assignment]
    __notes__ = property(raises)  # type: ignore[assignment]
    __cause__ = __traceback__ = __dict__ = property(raises)  # type: ignore[assignment]


class StrangeNotes(Exception):
    __notes__ = ("one", 2, NoText())  # type: ignore[assignment]


class Text(str):
    __str__ = __format__ = __repr__ = raises  # type: ignore[assignment]


class TextOfItsOwn(Exception):
    def __str__(self) -> str:
        return Text("its own")


HOSTILE = {
    cls.__name__: cls
    for cls in (NoText, TextOfNoType, Interrupting, NoAttributes, NothingAtAll, NoClass,
                StrangeNotes, TextOfItsOwn)
}  # fmt: skip


class Raising:
    """Its handler raises, perhaps out of an error of a collaborator, or returns."""

    def __init__(self, error: BaseException | None = None, value: Any = None) -> None:
        self._do = (error, value)

    def make_ref_key(self, ctx: Any, descriptor: Any) -> Any:
        return self._do[1]

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        def handle(ctx: Any, descriptor: Any) -> Any:
            error, value = self._do
            try:
                ingester.writer(ctx, "ref", 0, "")
            except Exception as refused:
                if error is not None:
                    raise error from refused
            return value

        return handle


class AsyncRaising(Raising):
    """The same, awaited, in a helper task."""

    door = "async"

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        async def helper() -> Any:
            error, value = self._do
            if error is not None:
                raise error
            return value

        async def handle(ctx: Any, descriptor: Any) -> Any:
            return await asyncio.create_task(helper())

        return handle


def outcome(journal: Journal) -> Outcome:
    assert journal.stuck is None
    found: Outcome = journal.entries[-1].result["outcome"]
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_an_error_that_cannot_be_inspected_is_reported_by_its_type(name: str) -> None:
    """In both doors, with its cause; the same each time."""
    for door in (ThreadDoor(Raising(HOSTILE[name]())), LoopDoor(AsyncRaising(HOSTILE[name]()))):
        journal = door.play(FETCH)
        ended = outcome(journal)
        assert (ended.ok, ended.crash) == (False, "")
        assert ended.message.startswith(name)
        assert story(FETCH, journal)


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_the_error_that_it_wraps_is_found_all_the_same(name: str) -> None:
    """Its cause is read past its class."""
    error = HOSTILE[name]()
    vars(BaseException)["__cause__"].__set__(error, Border().error(REFUSED))
    assert is_locked(error)
    assert len(list(chain(error))) == 2
    ended = Border().failure(error)
    assert (ended.kinds, ended.ids) == (("locked",), ("e1",))


def test_notes_are_reported_where_they_are_text() -> None:
    """Only those."""
    error = ValueError("bad")
    error.__notes__ = ["one", 2, NoText(), Text("two")]  # type: ignore[list-item]
    assert Border().failure(error).message == "ValueError: bad: one: two"


def test_a_group_of_one_with_members_of_its_own_is_seen_through() -> None:
    """Its members are read past its class."""

    class Grouping(ExceptionGroup[Exception]):
        exceptions = property(raises)  # type: ignore[assignment]

    assert is_locked(Grouping("group", [Locked("x")]))


def test_no_address_is_reported() -> None:
    """The default `repr` of an object contains its address in memory."""
    for error in (ValueError(f"cannot use {object()!r}"), SystemExit(f"{object()!r}")):
        message = Border().failure(error).message
        assert "object at 0x…>" in message
    answer = {"task": "t0", "error": {"kinds": [], "ids": [], "message": "panic at 0xc000123456"}}
    assert outcome_from_wire(answer, "fetch").message == "panic at 0x…"
    assert Border().failure(ValueError("byte 0xff at 0x10")).message.endswith("0xff at 0x10")


class Unmeasurable(list[Any]):
    __len__ = raises
    __class__ = property(raises)  # type: ignore[assignment]


class Bare:
    __class__ = property(raises)  # type: ignore[assignment]
    __repr__ = raises  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (Unmeasurable, "returned an Unmeasurable [], which has no length"),
        (Bare, "returned <Bare>, which is not a sequence of descriptors"),
        (object, "returned <object>, which is not a sequence of descriptors"),
        (lambda: "x" * 500, "returned 'xxx"),
        (lambda: 10**6000, "returned <int>, which is not a sequence of descriptors"),
    ],
)
def test_a_result_that_cannot_be_inspected_is_reported(make: Any, message: str) -> None:
    """It is no ordinary result."""
    free = scenario_of(fetch())
    ended = outcome(ThreadDoor(Raising(value=make())).play(free))
    assert ended.crash.startswith(message)
    assert len(ended.crash) < 200
    assert not re.search("0x[0-9a-f]{6}", ended.crash)


def test_a_key_that_cannot_be_inspected_is_reported() -> None:
    """A string of a class of its own is a key; anything else is not."""
    key = scenario_of(task("key"))
    ended = outcome(ThreadDoor(Raising(value=Text("layer-x"))).play(key))
    assert (ended.key, type(ended.key)) == ("layer-x", str)
    ended = outcome(ThreadDoor(Raising(value=Bare())).play(key))
    assert ended.crash == "returned the key <Bare>, which is not a string"


def test_a_log_message_contains_no_address() -> None:
    """Its fields are plain."""

    class Logging:
        def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
            def handle(ctx: Any, descriptor: Any) -> None:
                derived = ctx.derive(fields={"a": object(), "b": Text("x"), "c": 1, 4: NoText()})
                derived.logger.info("see %r", object())

            return handle

    journal = ThreadDoor(Logging()).play(scenario_of(fetch()))
    (logged,) = [entry.args for entry in journal.entries if entry.op == "log"]
    assert logged["message"] == "see <object object at 0x…>"
    assert logged["fields"] == {
        "a": "<object object at 0x…>", "b": "a Text", "c": 1, "the int 4": "a NoText",
    }  # fmt: skip
