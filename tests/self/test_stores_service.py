"""Content services behind gRPC: the reference's is right, wrong ones are caught, others refused."""

from __future__ import annotations

import importlib.util
import shlex
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from plugin_runs import Run, both, run
from real_daemon import needs_grpc
from remotes_conformance import check_store
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.errors import CLASSES
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.planting.checking import plant
from remotes_conformance.judging.planting.faults import STORE_FAULTS
from remotes_conformance.judging.stores import plan
from remotes_conformance.judging.stores.command import open_named_store
from remotes_conformance.judging.stores.kills import kill_service
from remotes_conformance.scenarios.stores import STORE_STORIES
from stores.broken import broken_by

__all__ = ["run"]

pytestmark = needs_grpc
if importlib.util.find_spec("grpc"):
    from remotes_conformance.content_api import CODES
    from remotes_conformance.doors.grpc import codes
    from remotes_reference import content_service
    from stores import served as wrong
    from stores.served import served

WRONG_SERVICES = {
    "ReadsFromTheStart": "STORE-9", "ForgetsTheDigest": "STORE-6", "AnswersUnknown": "STORE-14",
    "ListsTwice": "STORE-20",
}  # fmt: skip
WRONG_STORES = {"NeverLocks": "STORE-1", "CommitsAgain": "STORE-8", "NeverFrees": "STORE-4"}


@pytest.fixture(autouse=True)
def _no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The harness waits for the end of each Write, so the server need not wait for free refs."""
    monkeypatch.setattr(content_service, "FREED_WITHIN", 0.0)


def test_the_reference_is_conformant_behind_its_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories, schedules and families; power cuts and failing disks are unsupported.

    The server waits as it does for users: an Abort takes the ref for a moment, and a Write that
    overlaps with it would be refused as locked.
    """
    monkeypatch.setattr(content_service, "FREED_WITHIN", 0.1)
    with served() as address:
        verdict = check_store(address, profile="quick", seed=1)
    assert not verdict.violations
    assert verdict.conclusion.conformity == "yes"
    outcomes = {one["id"]: one["outcome"] for one in verdict.to_json()["requirements"]}
    unsupported = {id for id, outcome in outcomes.items() if outcome == "unsupported"}
    assert unsupported == {"STORE-17", "STORE-17a", "STORE-17b", "STORE-18"}


def test_a_call_that_the_service_ends_leaves_no_thread() -> None:
    """A thread of gRPC waits for the next request of each Write, also after an error."""
    refused = [story.scenario for story in STORE_STORIES if "one writer at a time" in story.name]
    assert refused
    with served() as address:
        bench = open_named_store(address).bench
        try:
            bench.examine(refused[0], Tally())
            before = _threads_of_callers()
            for _ in range(10):
                bench.examine(refused[0], Tally())
            deadline = time.monotonic() + 5
            while _threads_of_callers() > before and time.monotonic() < deadline:
                time.sleep(0.01)  # gRPC ends them by itself
            assert _threads_of_callers() <= before
        finally:
            bench.door.close()


def _threads_of_callers() -> int:
    """Without those of the service, whose pool begins one whenever more calls overlap."""
    names = [one.name for one in threading.enumerate()]
    return sum(not name.startswith("ThreadPoolExecutor") for name in names)


def test_faults_planted_before_a_service_are_found() -> None:
    """`--remotes-self-check`, with a socket: the answers are changed on the harness's side."""
    with served() as address:
        bench = open_named_store(address).bench
        try:
            with bench.at_work():
                found = {one.title: plant(one, bench) for one in STORE_FAULTS}
        finally:
            bench.door.close()
    assert {title: one.outcome for title, one in found.items() if one.outcome != "found"} == {}


@pytest.mark.parametrize(("name", "id"), WRONG_SERVICES.items())
def test_a_wrong_service_is_caught(name: str, id: str) -> None:
    """Over a right store."""
    with served(getattr(wrong, name)) as address:
        assert id in broken_by(address, {id})


@pytest.mark.parametrize(("name", "id"), WRONG_STORES.items())
def test_a_wrong_store_behind_a_right_service_is_caught(name: str, id: str) -> None:
    with served(store=getattr(wrong, name)) as address:
        assert id in broken_by(address, {id})


def test_a_race_shows_only_where_calls_overlap() -> None:
    """No story shows it; schedules that hand the turn over before an answer do."""
    with served(store=wrong.LetsTwoInMeanwhile) as address:
        assert not broken_by(address)
    with served(store=wrong.LetsTwoInMeanwhile) as address:
        bench, found = open_named_store(address).bench, set()
        for part in plan.BRANCHES:
            found |= {one.id for one in part.run(bench, PROFILES["quick"], 1).violations}
        bench.door.close()
    assert found


def test_a_server_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    """It works on one folder; a new one each time is noticed at once."""
    socket, python = tmp_path / "s.sock", shlex.quote(sys.executable)
    server = f"{python} -m remotes_reference.content_server --socket {socket}"
    found = kill_service(f"unix:{socket}", f"{server} --folder {tmp_path}/a", kills=5)
    assert (found.kills, found.broken) == (5, "")
    assert found.commits
    forgetting = f"{python} -c {shlex.quote(wrong.FORGETTING)} {socket} {tmp_path}"
    found = kill_service(f"unix:{socket}", forgetting, kills=5)
    assert "was acknowledged, and is gone" in found.broken


@pytest.mark.parametrize(
    ("command", "message"), [("false", "it has ended"), ("/no/such", "cannot be started")]
)
def test_a_command_that_serves_nothing_is_one_line(command: str, message: str) -> None:
    with pytest.raises(Unusable, match=message):
        kill_service("unix:/nowhere/s.sock", command)


def test_a_service_that_never_answers_hangs_and_is_left() -> None:
    """After the patience, under the requirement of the call."""
    story = next(one for one in STORE_STORIES if one.name == "an ingest is written, and read back")
    with served(wrong.NeverAnswers) as address:
        bench, tally = open_named_store(address, patience=0.2).bench, Tally()
        bench.examine(story.scenario, tally)
        bench.door.close()
    assert "hang" in tally.breaches["STORE-9"].broken.observed


def test_a_socket_without_a_content_service_is_refused_in_one_line(tmp_path: Path) -> None:
    """The error says what to do."""
    with pytest.raises(Unusable, match="is the service running"):
        open_named_store(f"unix:{tmp_path}/s.sock")
    with served(wrong.NothingServed) as address, pytest.raises(Unusable, match="has no content"):
        open_named_store(address)


def test_a_store_without_namespaces_is_judged_only_if_it_is_empty() -> None:
    """Otherwise judging would delete what is there."""
    with served() as address:
        door: Any = open_named_store(address).bench.door
        store = door.factory(Path)
        writer = store.writer(None, "kept", 0, "")
        writer.write(b"somebody's content")
        writer.commit(0, "")
        with pytest.raises(Unusable, match="is not empty"):
            open_named_store(address)
        assert [one.size for one in store.walk(None)] == [18]
        door.close()


def test_codes_are_read_as_they_are_written() -> None:
    """The codes that the reference sends are read as the classes that it meant."""
    for kind, code in CODES.items():
        read = codes.CLASSES[code]
        assert read is kind or (kind.kind, code) == ("locked", "UNAVAILABLE")
    assert set(codes.CLASSES.values()) <= set(CLASSES.values())


def test_the_option_judges_a_service(run: Run) -> None:
    """And its replay line names it."""
    with served(wrong.ListsTwice) as address:
        suite = ("-q", "--pyargs", "remotes_suite.test_store", "-k", "listed")
        result = run(*suite, "--remotes-content-socket", address, "--remotes-seed", "1")
    text = both(result)
    assert result.ret == 1
    assert "STORE-20" in text
    assert f"--remotes-content-socket {address} --remotes-replay rc2." in text.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--remotes-content-socket", "tcp:localhost:1"), "give the path of a socket"),
        (("--remotes-content-socket", "unix:/nowhere/s.sock"), "is the service running"),
        (
            ("--remotes-content-socket", "unix:/x", "--remotes", "remotes_reference:remotes"),
            "two implementations are named",
        ),
    ],
)
def test_a_wrong_address_is_a_wrong_use(run: Run, arguments: tuple[str, ...], message: str) -> None:
    """With exit status 4."""
    result = run("-q", "--pyargs", "remotes_suite.test_store", *arguments)
    assert (result.ret, message in both(result)) == (4, True)


def test_the_server_ends_by_sigterm(tmp_path: Path) -> None:
    """It prints its address first, and only its owner can use the socket."""
    socket = tmp_path / "s.sock"
    words = ["--socket", str(socket), "--folder", str(tmp_path / "store")]
    command = [sys.executable, "-m", "remotes_reference.content_server", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": ":".join(sys.path)}
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == f"unix:{socket}\n"
        assert socket.stat().st_mode & 0o077 == 0
        running.terminate()
        assert running.wait(20) == 0


_WITHOUT_OTHER_EXTRAS = """
import sys
from pathlib import Path
for absent in ("requests", "urllib3", "responses", "jsonschema", "pyfakefs"):
    sys.modules[absent] = None
from remotes_reference.content_server import Running
Running(Path(sys.argv[1], "c.sock"), Path(sys.argv[1], "folder")).stop()
"""


def test_the_server_needs_no_other_extra(tmp_path: Path) -> None:
    """It takes its context from the reference, and not from the client of registries."""
    run = [sys.executable, "-c", _WITHOUT_OTHER_EXTRAS, str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
