"""Children that misbehave: each fault has an outcome of its own, in the scenario that caused it.

One row for each fault, with a real child: `wicked_adapter.py`.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from leftovers import marked_processes, open_pipes
from remotes_conformance.doors.command.child import Child, ChildFailed
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.stories.building import story, task

CHILD = Path(__file__).with_name("wicked_adapter.py")
LAYER = story("a layer's key", task("key")).scenario
CONFIG = story(
    "a config's key", task("key", media_type="application/vnd.oci.image.config.v1+json")
).scenario
PATIENCE = 1.0

CRASHES = {
    "exits": "crash: the adapter exited with status 3; its stderr: the last words",
    "succeeds": "crash: the adapter exited with status 0; its stderr: done, I think",
    "killed": "crash: the adapter killed by SIGSEGV",
    "half-and-gone": "crash: the adapter exited with status 4 in the middle of a line, "
    "b'{\"world\":'; its stderr: oh",
    "orphans": "crash: the adapter exited with status 5; its stderr: I leave my child alone",
    "daemons": "crash: the adapter exited with status 5; its stderr: I leave my child alone",
}
HANGS = {
    "mute": "hang: no answer for 1 s",
    "stops": "hang: no answer for 1 s",
    "deaf": "hang: no answer for 1 s",
    "half-and-silent": "hang: half a line, b'{\"world\":', and then nothing for 1 s",
    "drips": "hang: half a line, ",
}
FLOODS = {
    "endless": "flood: a line of more than 64 MiB: b'xxxxxxxx",
    "long-key": "flood: an answer of 30.0 MB besides content, with 1 returns: b'{",
    "key-of-5-mb": "flood: an answer of 5.0 MB besides content, with 1 returns: b'{",
    "many-calls": "flood: the adapter breaks the protocol: more than 256 calls wait for answers ",
    "many-logs": "flood: an answer of 6.3 MB besides content, with 1 returns, 100000 logs: b'{",
    "lines": 'flood: a flood of lines: b\'{"world":0}',
}
_BREAKS = "garbage: the adapter breaks the protocol: "
GARBAGE = {
    "garbage": "garbage: a line of the protocol is not JSON: b'this is no JSON'",
    "empty": "garbage: a line of the protocol is not JSON: b''",
    "null": "garbage: a line of the protocol is not an object: b'null'",
    "null-bytes": "garbage: a line of the protocol is not JSON: b'\\x00",
    "far-now": _BREAKS + "after “start” its clock says 1",
    "binary": "garbage: a line of the protocol is not JSON: b'\\xff\\xfe\\x00'",
    "deep": "garbage: the JSON of a line of the protocol is nested too deep: b'[[[[",
    "deep-fields": "garbage: the JSON of a line of the protocol is nested too deep: b'{",
    "list": "garbage: a line of the protocol is not an object: b'[1,2]'",
    "closes": "garbage: it closed its end of the protocol, but still runs",
    "answers-twice": 'garbage: more than one line in answer to a command: b\'{"world": ',
    "other-world": _BREAKS + "“world” is ",
    "unknown-op": _BREAKS + "call 1: unknown op 'Erase'",
    "twice-a-number": _BREAKS + "the call number 1 is used twice",
    "missing-field": _BREAKS + "call 1 (Writer): the field “ref” is missing",
    "wrong-type": _BREAKS + "call 1 (Writer): “size” is '1'",
    "wrong-list": _BREAKS + "“calls” is {'call': 1}, not a list of objects",
    "wrong-now": _BREAKS + "“now” is 'soon', not an integer (nanoseconds)",
    "back-in-time": _BREAKS + "its clock goes back, from 0 to -1",
    "runs-ahead": _BREAKS + "after “start” its clock says 1, not 0: let only “advance” and “until” "
    "move a clock of “virtual-time”",
    "overruns": _BREAKS + "after “advance” its clock says 3600000000001, which is beyond “until”, "
    "3600000000000",
    "strange-task": _BREAKS + "there is no task 't7'",
    "returns-twice": _BREAKS + "t0 returns, but it is not running",
    "no-log": _BREAKS + "a log's “level” is 1",
    "stands-still": _BREAKS + "it answers “advance” with nothing, though its clock has not moved",
}
REFUSALS = {"refuses": "refusal: the adapter breaks the protocol: it answers “start” with the "
            "error 'I will not'"}  # fmt: skip
FAULTS = {
    **{how: ("RUN-1", message) for how, message in HANGS.items()},
    **{how: ("RUN-2", message) for how, message in (CRASHES | FLOODS | GARBAGE | REFUSALS).items()},
}


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither a process of ours, however far it has gone, nor a pipe, a socket or a file."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    mark = secrets.token_hex(8)
    monkeypatch.setenv("THIS_TEST", mark)
    before = open_pipes()
    yield
    assert not marked_processes(mark)
    assert open_pipes() == before


def opened(how: str, *, stdio: bool = False, patience: float = PATIENCE) -> Iterator[Bench]:
    command = f"{sys.executable} {CHILD} {how}" + " stdio" * stdio
    bench = open_command(command, patience=patience, stdio=stdio).bench
    yield bench
    bench.door.close()  # type: ignore[attr-defined]


def test_there_are_forty_of_them() -> None:
    """Each a way to fail of its own."""
    assert len({*FAULTS, *LATE, *HANDSHAKES}) >= 50
    assert len(FAULTS) >= 40


@pytest.mark.parametrize("how", FAULTS)
def test_a_fault_is_reported_by_its_kind_and_the_next_scenario_is_not_touched(how: str) -> None:
    """The child is started anew; only the scenario that did it is blamed."""
    id, observed = FAULTS[how]
    for bench in opened(how):
        for _ in range(2):
            tally, healthy = Tally(), Tally()
            bench.examine(LAYER, tally)
            assert set(tally.breaches) == {id}
            assert tally.breaches[id].broken.observed.startswith(observed)
            bench.examine(CONFIG, healthy)
            assert not healthy.breaches


@pytest.mark.parametrize("how", ["right", "prints", "slow", "forks", "hides", "floods-stderr"])
def test_harmless_behaviour_is_no_fault(how: str) -> None:
    """Prints on stdout and stderr, slow answers within the patience, children of its own."""
    for bench in opened(how, patience=20.0):
        for scenario in (LAYER, CONFIG, LAYER):
            tally = Tally()
            bench.examine(scenario, tally)
            assert not tally.breaches


_DIES = "crash: the adapter exited with status 6 after its last answer; its stderr: all done"
LATE = {
    "adds-at-the-end": "garbage: more than one line in answer to a command: b'one more\\n'",
    "dies-at-the-end": _DIES,
    "dies-after-the-end": _DIES,
}


@pytest.mark.parametrize("how", LATE)
def test_a_fault_after_the_end_of_a_world_is_reported_for_that_world(how: str) -> None:
    """Also where it shows when the next one begins; then it shows at once in each play."""
    for bench in opened(how, patience=20.0):
        first, second, again = Tally(), Tally(), Tally()
        bench.examine(LAYER, first)
        bench.examine(CONFIG, second)
        assert bench.play(CONFIG).stuck is None
        (breach,) = [*first.breaches.values(), *second.breaches.values()]
        assert (breach.id, breach.scenario) == ("RUN-2", LAYER)
        assert breach.broken.observed == LATE[how]
        bench.examine(LAYER, again)
        assert again.breaches["RUN-2"].broken.observed == LATE[how]


def test_the_adapter_gets_the_protocol_and_nothing_else_of_ours() -> None:
    """Descriptors 0 to 4; the fifth here is the one that looks."""
    look = "import os, sys; print(sorted(map(int, os.listdir('/proc/self/fd'))), file=sys.stderr)"
    child = Child(f'{sys.executable} -c "{look}"', patience=PATIENCE)
    with pytest.raises(ChildFailed) as failed:
        child.ask({"do": "describe"})
    child.close()
    assert str(failed.value).endswith("its stderr: [0, 1, 2, 3, 4, 5]")


def test_the_adapter_is_kept_on_our_core() -> None:
    """The adapter, and the process that watches over it."""
    child = Child(f"{sys.executable} {CHILD} right", patience=PATIENCE)
    child.ask({"do": "describe"})
    theirs = marked_processes(os.environ["THIS_TEST"])
    cores = [os.sched_getaffinity(int(process)) for process in theirs]
    child.close()
    assert cores == [{child.core}] * 2


def test_prints_on_stdout_break_the_protocol_where_it_runs_there() -> None:
    """The finding shows the line."""
    for bench in opened("prints", stdio=True):
        tally = Tally()
        bench.examine(LAYER, tally)
        observed = tally.breaches["RUN-2"].broken.observed
        assert observed.startswith(
            "garbage: a line of the protocol is not JSON: b'hello on stdout'"
        )
        assert observed.endswith("; its stderr: hello on stderr")


def test_an_adapter_that_offers_nothing_leaves_nothing() -> None:
    """It is refused, and neither it nor a descriptor of ours stays: the fixture looks."""
    with pytest.raises(Unusable, match="its capabilities name none of"):
        list(opened("offers-nothing"))


HANDSHAKES = {
    "describe-exits": "does not answer “describe”: the adapter exited with status 3; "
    "its stderr: the last words",
    "describe-killed": "does not answer “describe”: the adapter killed by SIGSEGV",
    "describe-mute": "does not answer “describe”: no answer for 1 s",
    "describe-garbage": "does not answer “describe”: a line of the protocol is not JSON",
    "describe-half-and-silent": "does not answer “describe”: half a line",
    "describe-endless": "does not answer “describe”: a line of more than 64 MiB",
    "describes-refusal": "answers “describe” with an error: protocol 1 is not spoken here",
}


@pytest.mark.parametrize("how", HANDSHAKES)
def test_a_child_that_fails_in_the_handshake_cannot_be_judged(how: str) -> None:
    """The error comes before anything is played."""
    with pytest.raises(Unusable) as refused:
        list(opened(how))
    assert HANDSHAKES[how] in str(refused.value)


def test_a_child_that_does_not_start_again_blocks_what_is_left(tmp_path: Path) -> None:
    """No scenario is blamed for it, and nothing more is played."""
    once = tmp_path / "once"
    once.write_text(f'#!/bin/sh\nmv "$0" "$0.gone"\nexec {sys.executable} {CHILD} exits\n')
    once.chmod(0o755)
    bench = open_command(str(once), patience=PATIENCE).bench
    first, second = Tally(), Tally()
    bench.examine(LAYER, first)
    bench.examine(CONFIG, second)
    assert set(first.breaches) == {"RUN-2"}
    assert not second.breaches
    assert bench.is_blocked
    assert "failed to begin a world 3 times in a row" in bench.lost
