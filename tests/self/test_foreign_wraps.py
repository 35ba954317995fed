"""Errors that come with one of a class which they neither are nor wrap."""

from __future__ import annotations

from typing import Any

import pytest
from different.asynchronous import Asynchronous
from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.doors.python.border import Border
from remotes_conformance.doors.python.loop import LoopDoor
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.errors import CLASSES, ContentError, Locked
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.scenario import FOREIGN_WRAPS, WRAPS, Answer
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.telling.story import describe
from remotes_conformance.world.journal import Journal, Outcome, Refusal
from remotes_reference import remotes
from remotes_reference.aio import remotes as remotes_aio
from wrong.right import Right

KINDS = sorted(set(CLASSES) - {"other"})
RECOGNISED = {
    "exists": errors.is_exists,
    "locked": errors.is_locked,
    "not_found": errors.is_not_found,
    "reset": errors.is_reset,
}


class Its(Exception):
    """A lock error as another package has it."""


TRANSLATED = Border({Locked: Its})


def refusal(wrap: str, kind: str = "other") -> Refusal:
    return Refusal(kind, "e1", wrap, "a disk is full")


def play(door: Any, op: str, wrap: str) -> Journal:
    answer = Answer(op, error="other", wrap=wrap)
    journal: Journal = door.play(scenario_of(fetch(answers=(answer,))))
    return journal


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", FOREIGN_WRAPS)
def test_the_error_is_of_no_class(how: str, kind: str) -> None:
    """Neither for an implementation that asks, nor where it comes out again."""
    error = Border().error(refusal(f"{how}:{kind}"))
    assert not any(recognise(error) for recognise in RECOGNISED.values())
    assert Border().kinds(error) == ()
    ended = Border().failure(error)
    assert (ended.kinds, ended.ids, ended.crash) == ((), ("e1",), "")


@pytest.mark.parametrize("wrap", ["", *WRAPS])
@pytest.mark.parametrize("kind", RECOGNISED)
def test_an_error_that_is_wrapped_is_of_its_class(kind: str, wrap: str) -> None:
    """A group of one, a chain of causes, a subclass: as before."""
    assert RECOGNISED[kind](Border().error(refusal(wrap, kind)))


def test_beside_is_a_group_of_two() -> None:
    """One of the class, and a foreign error, which alone has the identity as well."""
    error = Border().error(refusal("beside:locked"))
    assert isinstance(error, ExceptionGroup)
    locked, foreign = error.exceptions
    assert (type(locked), type(foreign)) == (Locked, OSError)
    assert Border().failure(foreign).ids == ("e1",)
    assert Border().failure(locked).ids == ()
    rest = error.split(Locked)[1]
    assert rest is not None
    assert Border().failure(rest).ids == ("e1",)


def test_during_has_a_context_and_no_cause() -> None:
    """As a `raise` inside an `except` block leaves it."""
    error = Border().error(refusal("during:exists"))
    assert type(error) is OSError
    assert isinstance(error.__context__, errors.AlreadyExists)
    assert (error.__cause__, error.__suppress_context__) == (None, False)


@pytest.mark.parametrize("how", FOREIGN_WRAPS)
def test_an_adapters_own_classes_are_used(how: str) -> None:
    """Its own lock error is the other one."""
    error = TRANSLATED.error(refusal(f"{how}:locked"))
    members = error.exceptions if isinstance(error, ExceptionGroup) else (error.__context__,)
    assert any(isinstance(member, Its) for member in members)
    assert TRANSLATED.kinds(error) == ()


def class_of_any_member(error: BaseException, wanted: type[ContentError]) -> bool:
    members = error.exceptions if isinstance(error, BaseExceptionGroup) else (error,)
    found = [*members, error.__context__]
    return any(isinstance(member, wanted) for member in found)


class TakesAnyMember(Right):
    """Takes any error beside a lock error for one, and counts these."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    def fetch_handler(self, ingester: Any, fetcher: Any, /) -> Any:
        def handle(ctx: Any, descriptor: Descriptor) -> None:
            try:
                ingester.writer(ctx, "ref", 0, "")
            except Exception as error:
                if class_of_any_member(error, Locked):
                    self.taken.append(type(error).__name__)
                raise

        return handle


@pytest.mark.parametrize(
    ("wrap", "text"),
    [
        ("beside:locked", "error e1: other, in a group with locked"),
        ("during:locked", "error e1: other, raised while handling locked"),
    ],
)
def test_it_reaches_the_handler_and_comes_out(wrap: str, text: str) -> None:
    """With all members that may be taken for the class; the story describes the wrapping."""
    careless = TakesAnyMember()
    journal = play(ThreadDoor(careless), "Writer", wrap)
    assert len(careless.taken) == 1
    assert outcome(journal).ids == ("e1",)
    assert text in next(describe(e) for e in journal.entries if e.refusal is not None)


def outcome(journal: Journal) -> Outcome:
    (returned,) = [entry for entry in journal.entries if entry.op == "return"]
    found: Outcome = returned.result["outcome"]
    return found


@pytest.mark.parametrize(
    "door",
    [
        ThreadDoor(Right()),
        ThreadDoor(remotes),
        LoopDoor(Asynchronous()),
        LoopDoor(remotes_aio),
    ],
    ids=["right", "reference", "right, asyncio", "reference, asyncio"],
)
@pytest.mark.parametrize(("op", "kind"), [("Writer", "locked"), ("Writer", "exists"),
                                          ("Commit", "exists"), ("Write", "reset")])  # fmt: skip
@pytest.mark.parametrize("how", FOREIGN_WRAPS)
def test_right_implementations_let_it_out(door: Any, op: str, kind: str, how: str) -> None:
    """They neither wait, nor take it for success; equal scenarios give equal journals."""
    journal = play(door, op, f"{how}:{kind}")
    assert [e.op for e in journal.entries].count(op) == 1
    assert not outcome(journal).ok
    assert outcome(journal).ids == ("e1",)
    assert journal.to_json() == play(door, op, f"{how}:{kind}").to_json()


def test_only_doors_in_process_offer_it() -> None:
    """The protocol has no words for it."""
    scenario = scenario_of(fetch(answers=(Answer("Read", error="other", wrap="beside:locked"),)))
    assert scenario.needs == {"fetch", "foreign_wraps"}
    for loaded in (open_bench(remotes), open_bench(remotes_aio)):
        assert "foreign_wraps" in loaded.offers
        assert loaded.bench.can_play(scenario)
