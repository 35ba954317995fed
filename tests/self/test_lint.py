"""The protocol's JSON Schema, and `--remotes-lint`, which holds every message against it."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest
from remotes_conformance.doors.command.lint import SCHEMA
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.stories.building import story, task
from remotes_reference import remotes

CHILD = Path(__file__).with_name("wicked_adapter.py")
CONTAINERD = os.environ.get("REMOTES_CONTAINERD", "")
SERVED = f"{sys.executable} -m remotes_conformance.serve remotes_reference:remotes"
LAYER = story("a layer's key", task("key")).scenario

DEVIATIONS = {
    "wrong-type": "the answer to “start”: calls[0].size: '1' is not of type 'integer'; the answer",
    "unknown-op": "calls[0].op: there is no operation 'Erase'",
    "missing-field": "calls[0]: 'ref' is a required property",
    "wrong-list": "calls: {'call': 1} is not of type 'array'",
    "wrong-now": "now: 'soon' is not of type 'integer'",
    "back-in-time": "now: -1 is less than the minimum of 0",
    "strange-task": "returns[0].task: 't7' is not running",
    "returns-twice": "returns[1].task: 't0' is not running",
    "twice-a-number": "calls[1].call: the number 1 has been used in this world",
    "no-log": "logs[0]",
}


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


def linted(command: str) -> Iterator[Bench]:
    bench = open_command(command, patience=20, lint=True).bench
    yield bench
    bench.door.close()  # type: ignore[attr-defined]


def test_the_schema_is_a_schema() -> None:
    """Draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(json.loads(SCHEMA.read_text()))


def test_an_adapter_need_not_give_its_name() -> None:
    """As in docs/protocol.md: only the protocol and the capabilities are required."""
    whole = json.loads(SCHEMA.read_text())
    required = [one["required"] for one in whole["$defs"].values() if _is_of_describe(one)]
    assert required == [["protocol", "capabilities"]]


def _is_of_describe(definition: dict[str, object]) -> bool:
    return definition.get("description") == "the answer to describe"


@pytest.mark.parametrize("how", DEVIATIONS)
def test_the_first_deviation_is_explained_in_one_line(how: str) -> None:
    """The command, the field, the expectation, and the message."""
    for bench in linted(f"{sys.executable} {CHILD} {how}"):
        tally = Tally()
        bench.examine(LAYER, tally)
        observed = tally.breaches["RUN-2"].broken.observed
        assert DEVIATIONS[how] in observed
        assert "\n" not in observed


@pytest.mark.parametrize(
    "command",
    [
        f"{sys.executable} {CHILD} right",
        SERVED,
        pytest.param(
            CONTAINERD,
            marks=pytest.mark.skipif(not CONTAINERD, reason="REMOTES_CONTAINERD names none"),
        ),
    ],
    ids=["keys", "served", "containerd"],
)
def test_right_adapters_and_the_harness_keep_the_schema(command: str) -> None:
    """In both directions, in every eighth story that is short: others repeat their messages."""
    here = open_bench(remotes).bench
    short = [
        candidate.scenario
        for candidate in STORIES[::8]
        if here.can_play(candidate.scenario) and len(here.play(candidate.scenario).entries) <= 60
    ]
    assert len(short) > 100
    for bench in linted(command):
        for scenario in filter(bench.can_play, short):
            journal = bench.play(scenario)
            assert journal.stuck is None or journal.stuck.why != "garbage", journal.stuck


def test_without_jsonschema_it_names_the_extra_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A usage error, before anything is started."""
    found = importlib.import_module

    def missing(name: str, package: str | None = None) -> ModuleType:
        if name == "jsonschema":
            raise ImportError(name)
        return found(name, package)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(Unusable, match=r"pip install 'remotes-conformance\[lint\]'"):
        open_command("true", lint=True)


def test_there_is_nothing_to_hold_in_process(tmp_path: Path) -> None:
    """`--remotes-lint` needs `--remotes-command`."""
    command = [
        sys.executable, "-m", "pytest", "-c", "/dev/null", "-p", "remotes_conformance.plugin",
        "--pyargs", "remotes_suite", "--remotes", "remotes_reference:remotes", "--remotes-lint",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert (
        "--remotes-lint: it checks the messages of an adapter; add --remotes-command" in done.stderr
    )
