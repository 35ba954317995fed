"""A collaborator is called with a context of no caller: the implementation is blamed for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from remotes_conformance.cli import main
from remotes_conformance.doors.command.attributing import find_caller
from remotes_conformance.doors.command.child import Child
from remotes_conformance.doors.command.turns import Turns
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.opening import open_command
from remotes_conformance.rules import judge
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories.building import fetch, push
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.world import World
from remotes_conformance.world.journal import Journal

LOSES = f"{sys.executable} {Path(__file__).with_name('plain_adapter.py')} loses-context"
LOST = {"task": "", "cancelled": False, "fields": {}}


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


@pytest.fixture
def tally() -> Iterator[Tally]:
    """The findings of a fetch and a push by an adapter whose handlers lose their contexts."""
    loaded, tally = open_command(LOSES, patience=20), Tally()
    for call in (fetch(), push()):
        journal = loaded.bench.examine(scenario_of(call), tally)
        assert journal.stuck is None
    yield tally
    loaded.bench.door.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("rule", "op"), [("FETCH-8", "Fetch"), ("PUSH-7", "Push")])
def test_a_handler_that_runs_alone_has_called(tally: Tally, rule: str, op: str) -> None:
    """Reported under the rule of contexts, and not as an adapter that breaks the protocol."""
    broken = tally.breaches[rule].broken
    assert broken.expected.startswith(f"{op} gets a context derived from the caller's")
    assert broken.observed == "the caller's value is not in it"
    assert "RUN-2" not in tally.breaches


def test_the_doctor_finds_the_adapter_sound(capsys: pytest.CaptureFixture[str]) -> None:
    """No adapter can do better than report what it finds."""
    status = main(["doctor", "--remotes-command", LOSES, "--remotes-patience", "20"])
    output = capsys.readouterr().out
    assert status == 0, output
    assert "broken" not in output


class Scripted:
    """A child that answers each command with calls that were written down beforehand."""

    def __init__(self, **calls: dict[str, Any]) -> None:
        self.calls = calls
        self.tasks: list[str] = []

    def begins_a_world(self) -> None:
        """The beginning of a world changes nothing here."""

    def ask(self, command: dict[str, Any]) -> dict[str, Any]:
        now = command.get("until", 0)
        answer = {"world": command["world"], "now": now, "calls": [], "returns": [], "logs": []}
        if command["do"] == "start":
            self.tasks.append(command["task"])
            if call := self.calls.get(command["task"]):
                answer["calls"] = [{"call": len(self.tasks), "task": "", "ctx": LOST, **call}]
        if "error" in command or command.get("cancel"):
            answer["returns"] = [{"task": name, "ok": True} for name in self.tasks]
            self.tasks = []
        return answer


def _played(scenario: Scenario, **calls: dict[str, Any]) -> Journal:
    world = World(scenario)
    turns = Turns(cast(Child, Scripted(**calls)), world, 1)
    turns.begin()
    turns.play()
    return world.journal()


def _writer(digest: str) -> dict[str, Any]:
    return {"op": "Writer", "ref": "layer", "size": 24, "digest": digest}


def test_where_several_may_have_called_the_context_is_blamed_and_no_call() -> None:
    """Two fetches of one blob, one of which asks: the world ends. The logger is lost as well."""
    scenario = scenario_of(fetch(), fetch())
    journal = _played(scenario, t1=_writer(fetch().descriptor.digest))
    assert journal.stuck is not None
    assert journal.stuck.why == "context lost"
    broken = dict(judge(scenario, journal).broken)
    assert set(broken) == {"FETCH-8", "FETCH-9"}
    assert (
        broken["FETCH-8"].observed == "the caller's value is not in it: t0 may have called, or t1"
    )


def test_a_handler_that_asks_for_its_own_content_is_recognised() -> None:
    """By the content if two fetches differ in it, by the kind if a fetch and a push run."""
    tasks = (fetch(0), fetch(1), push(1))
    args = {"digest": fetch(1).descriptor.digest}
    assert find_caller("Writer", args, tasks, {0, 1, 2}, set()) == (1, ())
    assert find_caller("Reader", args, tasks, {0, 1, 2}, set()) == (2, ())
    assert find_caller("Fetch", {"descriptor": fetch(0).descriptor}, tasks, {0, 1}, set())[0] == 0


def test_a_handler_that_waits_for_an_answer_has_not_called() -> None:
    """Two fetches of one blob: the call is the other one's."""
    args = {"digest": fetch().descriptor.digest}
    assert find_caller("Writer", args, (fetch(), fetch()), {0, 1}, {0}) == (1, ())
    assert find_caller("Writer", args, (fetch(), fetch()), {0, 1}, {0, 1}) == (0, (1,))


def test_a_result_after_the_end_of_its_world_is_no_outcome() -> None:
    """It was driven out: neither its error nor its logs stand in the journal."""
    journal = _played(scenario_of(fetch(), fetch()), t1=_writer(fetch().descriptor.digest))
    assert [entry.op for entry in journal.entries] == ["start", "start", "Writer"]
