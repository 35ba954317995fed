"""Messages that an adapter may not send, one by one: each is reported, none is a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from remotes_conformance.doors.command.naming import BadMessage, task_number
from remotes_conformance.doors.command.translation import call_from_wire, outcome_from_wire

CTX = {"task": "t0", "cancelled": False, "fields": {}}


def owner(handle: str) -> int | None:
    """There are one writer and one reader."""
    return 0 if handle in ("w1", "r1") else None


def test_a_key_may_come_with_a_crash() -> None:
    """Both are read."""
    outcome = outcome_from_wire({"task": "t0", "key": "layer-x", "crash": "panicked"}, "key")
    assert (outcome.key, outcome.crash) == ("layer-x", "panicked")


@pytest.mark.parametrize("text", ["panicked: out of range", "it panicked: out of range"])
def test_a_crash_may_be_a_whole_sentence(text: str) -> None:
    """It is reported as “it panicked” all the same, not “it it panicked”."""
    outcome = outcome_from_wire({"task": "t0", "crash": text}, "fetch")
    assert outcome.crash == "panicked: out of range"


def test_a_key_call_has_to_return_a_key() -> None:
    """Success without one is nothing proper; the same of a fetch is success."""
    assert outcome_from_wire({"task": "t0", "ok": True}, "key").crash == "returned no key"
    assert outcome_from_wire({"task": "t0", "ok": True}, "fetch").crash == ""


def test_failure_without_an_error_is_no_message() -> None:
    """It would be taken for success."""
    with pytest.raises(BadMessage, match="without an “error”"):
        outcome_from_wire({"task": "t0", "ok": False}, "fetch")


@pytest.mark.parametrize(
    ("wire", "message"),
    [
        ({"op": "Read", "writer": "w1", "n": 1}, "there is no ''"),
        ({"op": "Read", "reader": "w1", "n": 1}, "there is no 'w1'"),
        ({"op": "Status", "writer": "r1"}, "there is no 'r1'"),
        ({"op": "Status", "writer": "w1", "task": "t1"}, "(Status): there is no task 't1'"),
        ({"op": "Status", "writer": "w1", "task": 0}, "(Status): there is no task 0"),
        ({"op": "Fetch", "descriptor": {"digest": None}, "ctx": CTX}, "“descriptor” is"),
        ({"op": "Fetch", "descriptor": {"size": 1.5}, "ctx": CTX}, "“descriptor” is"),
    ],
)
def test_a_call_that_makes_no_sense_is_reported(wire: dict[str, Any], message: str) -> None:
    """With its number, its op, and the field."""
    with pytest.raises(BadMessage, match="call 3") as caught:
        call_from_wire({"call": 3, "task": "t0", **wire}, owner, 1)
    assert message in str(caught.value)


@pytest.mark.parametrize("named", [{}, {"task": ""}, {"task": "t0"}, {"task": "t1"}])
def test_a_call_on_a_handle_may_name_its_task_or_another_or_none(named: dict[str, Any]) -> None:
    """It counts for the one that the handle was opened for: handlers may share what they open."""
    wire = {"call": 3, "op": "Status", "writer": "w1", **named}
    assert call_from_wire(wire, owner, 2).task == 0


@pytest.mark.parametrize("name", ["t" + "9" * 5000, "t٠", "t1", "x0", None])
def test_a_task_that_does_not_exist_is_reported(name: object) -> None:
    """However long its number is, and in whatever digits."""
    with pytest.raises(BadMessage, match="there is no task"):
        task_number(name, 1)
