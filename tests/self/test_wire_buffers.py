"""Behind the command door: a buffer that is used again while a writer still holds it."""

from __future__ import annotations

import base64
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from remotes_conformance.doors.command.child import Child
from remotes_conformance.doors.command.naming import BadMessage
from remotes_conformance.doors.command.turns import Turns
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.stories.building import push
from remotes_conformance.scenarios.whole_calls import scenario_of, whole_calls
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About, Result
from remotes_conformance.verdict.verdict import Verdict
from remotes_conformance.world import World
from remotes_conformance.world.journal import Journal

PLAIN = f"{sys.executable} {Path(__file__).with_name('plain_adapter.py')}"
SERVED = f"{sys.executable} -m remotes_conformance.serve remotes_reference:remotes"
SCENARIO = scenario_of(push(0), push(1))
OWN, FOREIGN = (task.source.blob.content[:10] for task in whole_calls(SCENARIO) if task.source)


class OneBuffer:
    """A child with two pushes, the first of which waits in a Write when the second begins."""

    def __init__(self, *changed: dict[str, Any]) -> None:
        self.changed = list(changed)
        self.made = 0

    def begins_a_world(self) -> None:
        """The beginning of a world changes nothing here."""

    def ask(self, command: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = {"world": command["world"], "now": command.get("until", 0)}
        if command["do"] == "start" and command["task"] == "t1":
            answer["changed"] = self.changed
        if command["do"] == "start" and command["task"] == "t0":
            answer["calls"] = [self.call("Push", descriptor=command["descriptor"], ctx=self.ctx())]
        elif "writer" in command.get("result", {}):
            answer["calls"] = [self.call("Write", writer="w1", data=_text(OWN))]
        elif command["do"] == "reply":
            answer["returns"] = [{"task": "t0", "ok": True}, {"task": "t1", "ok": True}]
        return answer

    def ctx(self) -> dict[str, Any]:
        return {"task": "t0", "cancelled": False, "fields": {}}

    def call(self, op: str, **args: Any) -> dict[str, Any]:
        self.made += 1
        return {"call": self.made, "op": op, "task": "t0", **args}


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _played(*changed: dict[str, Any]) -> Journal:
    # The second push begins while the first one's Write waits.
    world = World(replace(SCENARIO, schedule=bytes([0, 0, 1])))
    turns = Turns(cast(Child, OneBuffer(*changed)), world, 1)
    turns.begin()
    turns.play()
    return world.journal()


def test_the_writer_receives_what_the_buffer_holds_when_it_is_served() -> None:
    """Not what it held when the call was made: as in process."""
    journal = _played({"call": 2, "data": _text(FOREIGN)})
    (write,) = (entry for entry in journal.entries if entry.op == "Write")
    assert write.args["data"] == FOREIGN


def test_a_buffer_that_is_not_changed_stays_as_it_was() -> None:
    """The same if the child reports no change."""
    journal = _played()
    (write,) = (entry for entry in journal.entries if entry.op == "Write")
    assert write.args["data"] == OWN


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"call": 2, "data": _text(FOREIGN[:-1])},
            "“changed” names call 2, which is no waiting Write of 9 bytes",
        ),
        ({"call": 1, "data": ""}, "“changed” names call 1"),
        ({"call": 2}, "not a call and its data"),
        ({"call": 2, "data": "?"}, "not a call and its data"),
    ],
)
def test_a_change_that_makes_no_sense_is_reported(change: dict[str, Any], message: str) -> None:
    """Another length, another call, no bytes."""
    with pytest.raises(BadMessage, match="changed") as caught:
        _played(change)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("command", "lacks"), [(PLAIN, {"keeps_buffers"}), (SERVED, set())], ids=["plain", "strands"]
)
def test_an_adapter_declares_whether_it_reports_changed_buffers(
    command: str, lacks: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An adapter that names its strands always does."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    bench = open_command(command, patience=20).bench
    assert bench.lacks == lacks
    assert bench.in_edition("1.6").lacks == lacks
    bench.door.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("strict", [False, True])
def test_a_rule_that_an_adapter_cannot_show_does_not_pass(strict: bool) -> None:
    """COPY-20 is unsupported, with the reason; it stands against nothing that is claimed."""
    about = About("it", "", "", "2017-06", "quick", 1, strict=strict, lacks=("keeps_buffers",))
    verdict = Verdict.of(Findings(about, [Result("1.000 a story", 1, {"COPY-20": 108})]))
    assert verdict.requirement("COPY-20").outcome == "unsupported"
    assert "the adapter copies written bytes at once" in " ".join(str(verdict).split())
    assert not verdict.requirement("COPY-20").is_claimed
    assert About.from_json(about.to_json()) == about
