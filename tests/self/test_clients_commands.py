"""Clients that are commands: a mistake in one is one clear line, and nothing stays behind."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from remotes_conformance.doors.clients import command, server
from remotes_conformance.doors.clients.command import CommandClient
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.plan import CLIENT_PLAN
from remotes_conformance.scenarios.clients import BY_SLUG, ORDINARY
from remotes_conformance.world.registry.journal import ClientJournal, Ended

CLIENT = Path(__file__).parent / "clients" / "program.py"
VALUES = "{registry} {name} {tag} {digest} {user} {password}"
PULL = f"{sys.executable} {CLIENT} pull {VALUES} {{out}}"
PUSH = f"{sys.executable} {CLIENT} push {VALUES} {{in}}"


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child can import the same modules as this process."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


def played(program: str, *, patience: float = 1.0) -> ClientJournal:
    """An ordinary pull by a program in Python, which is given the registry's address."""
    words = f"{sys.executable} -c '{program}' {{registry}} {{out}}"
    return CommandClient({"pull": words}, patience=patience).play(ORDINARY["pull"], "1")


def is_there(process: int) -> bool:
    """True if the process runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the command is empty"),
        ("cp {registry} {into}", r"no placeholder \{into\} in a pull: choose from \{registry\}"),
        ("cp {registry} {in}", r"no placeholder \{in\} in a pull"),
        ("cp {name} {out}", r"no placeholder \{registry\}"),
        ("cp '{registry}", "not written as in a shell"),
        ("no-such-client {registry}", "no command 'no-such-client': install it"),
    ],
)
def test_a_command_that_cannot_be_judged_is_refused(text: str, message: str) -> None:
    """Before anything is played."""
    with pytest.raises(Unusable, match=message):
        CommandClient({"pull": text}, patience=1)


@pytest.mark.parametrize(("does", "text"), [("pull", PULL), ("push", PUSH)])
def test_a_program_pulls_and_pushes(does: str, text: str) -> None:
    """By placeholders alone; only its exit status counts."""
    client = CommandClient({does: text}, patience=5)  # type: ignore[dict-item]
    journal = client.play(ORDINARY[does], "1")  # type: ignore[index]
    assert journal.ended.how == "done", journal.ended.text
    assert len(journal.blobs) == 3
    journal = client.play(BY_SLUG["pull.a-layer-is-changed"], "1") if does == "pull" else journal
    assert (journal.ended.how, journal.ended.status) in [("failed", 1), ("done", 0)]


@pytest.mark.parametrize("takes", ["{out}", "-"])
@pytest.mark.parametrize("place", ["manifests/{digest}", "blobs/{blob}"])
def test_a_part_is_fetched_into_a_file_or_to_the_output(place: str, takes: str) -> None:
    """A client that prints any answer is wrong as soon as the answer is another one."""
    program = (
        "import sys, urllib.request as r; "
        'c = r.urlopen("http://" + sys.argv[1], timeout=2).read(); '
        'sys.stdout.buffer.write(c) if sys.argv[2] == "-" else open(sys.argv[2], "wb").write(c)'
    )
    words = f"{sys.executable} -c '{program}' {{registry}}/v2/{{name}}/{place} {takes}"
    bench = ClientBench(CommandClient({"fetch": words}, patience=5), name="fetch", seed=1)
    role = bench.client.fetches(ORDINARY["fetch"])
    assert role == ("layer" if "blob" in place else "manifest")
    ordinary = ORDINARY["fetch"]
    assert {id for id, _ in bench.judged(ordinary, bench.play(ordinary)).broken} <= {"REMOTE-1a"}
    changed = BY_SLUG[f"fetch.{'a-layer' if role == 'layer' else 'the-manifest'}-is-changed"]
    assert "REMOTE-13" in {id for id, _ in bench.judged(changed, bench.play(changed)).broken}


def test_a_pull_by_tag_meets_no_manifest_that_is_another() -> None:
    """And one without a password no registry that asks for one."""
    bench = ClientBench(CommandClient({"pull": "cp {registry}"}, patience=1), name="cp")
    left_out = [one.slug for one in BY_SLUG.values() if not bench.can_play(one)]
    assert [slug for slug in left_out if slug.startswith("pull.")] == [
        "pull.the-manifest-is-changed",
        "pull.the-manifest-is-changed-and-its-digest-header-agrees",
        "pull.a-password-is-asked-for",
        "pull.every-answer-has-a-warning",
        "pull.an-index-is-pulled",
        "pull.a-manifest-of-an-index-is-changed",
        "pull.an-index-is-sent-as-a-manifest",
        "pull.the-manifest-never-comes-and-no-limit-is-given",
    ]


def test_a_command_that_hangs_is_stopped() -> None:
    """After its patience without a request, with all that it has started."""
    began = time.monotonic()
    ended = played("import time; time.sleep(600)").ended
    assert ended.how == "hung"
    assert ended.text == "(stopped: no request for 1 s)"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(("pause", "is_kept"), [(0, True), (600, True), (-1, False)])
def test_a_wait_that_the_client_ends_is_one_with_a_limit(pause: int, is_kept: bool) -> None:
    """If it ends then, and also if it pauses for long before another attempt."""
    timeout = 0.3 if is_kept else None
    program = (
        "import http.client, sys, time\n"
        f"c = http.client.HTTPConnection(sys.argv[1], timeout={timeout})\n"
        'c.request("GET", sys.argv[2])\n'
        "try: c.getresponse()\n"
        f"except OSError: c.close(); time.sleep({pause}); sys.exit(1)"
    )
    words = f"{sys.executable} -c '{program}' {{registry}} /v2/{{name}}/manifests/{{digest}}"
    bench = ClientBench(CommandClient({"pull": words}, patience=1), name="waits", seed=1)
    scenario = BY_SLUG["pull.the-manifest-never-comes"]
    judgement = bench.judged(scenario, bench.play(scenario))
    assert judgement.applied["REMOTE-12a"] == 1
    assert ("REMOTE-12a" not in {id for id, _ in judgement.broken}) == is_kept
    assert ("REMOTE-12" in judgement.applied) == is_kept


def test_a_pause_is_no_hang() -> None:
    """A client that waits long before another attempt may still be right: there is only a note."""
    program = (
        "import sys, time, urllib.request as r\n"
        'try: r.urlopen("http://" + sys.argv[1])\n'
        "except OSError: time.sleep(600)"
    )
    words = f"{sys.executable} -c '{program}' {{registry}}/v2/{{name}}/manifests/{{digest}}"
    bench = ClientBench(CommandClient({"pull": words}, patience=1), name="pauses", seed=1)
    part = next(p for p in CLIENT_PLAN if p.scenario.slug == "pull.the-manifest-is-not-found")
    result = part.run(bench)
    assert "REMOTE-2" not in result.applied
    assert "needs a longer --remotes-patience" in "".join(result.notes)


def test_a_process_that_is_left_is_ended_and_named(tmp_path: Path) -> None:
    """Also one in a session of its own."""
    place = tmp_path / "process"
    program = (
        "import subprocess, sys; "
        'p = subprocess.Popen(["sleep", "600"], start_new_session=True); '
        f'open("{place}", "w").write(str(p.pid))'
    )
    ended = played(program).ended
    assert ended.how == "done"
    assert ended.left_behind == ("sleep",)
    assert not is_there(int(place.read_text()))


def test_a_question_for_a_password_gets_no_answer() -> None:
    """The standard input is at its end."""
    ended = played('input("password: ")').ended
    assert (ended.how, ended.status) == ("failed", 1)
    assert "EOFError" in ended.text


def test_output_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """After some MiB."""
    monkeypatch.setattr(command, "_MOST_OUTPUT", 1 << 20)
    ended = played('while True: print("x" * 1000)', patience=5).ended
    assert ended.how == "hung"
    assert ended.text.endswith("(stopped: it wrote more than 1 MiB of output)")


def test_files_without_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever in its folder they are."""
    monkeypatch.setattr(command, "_MOST_FILES", 1 << 20)
    program = (
        'import sys, time; f = open(sys.argv[2], "wb"); f.write(bytes(1 << 21)); f.flush(); '
        "time.sleep(600)"
    )
    ended = played(program, patience=5).ended
    assert ended.text == "(stopped: it wrote more than 1 MiB of files)"


def test_requests_without_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client in a loop makes progress, but comes to no end."""
    monkeypatch.setattr(server, "MAX_REQUESTS", 20)
    program = (
        "import sys, urllib.request as r\n"
        "while True:\n"
        " try: r.urlopen('http://'+sys.argv[1]+'/v2/')\n"
        " except OSError: pass"
    ).replace("'", '"')
    ended = played(program, patience=5).ended
    assert ended.how == "hung"
    assert "requests)" in ended.text


def test_a_crash_is_distinguished_from_an_error() -> None:
    """The signal is the negative status."""
    ended = played("import os; os.kill(os.getpid(), 11)").ended
    assert (ended.how, ended.status) == ("crashed", -11)


def test_a_secret_that_is_written_is_found_and_not_repeated() -> None:
    """In the output and in files; the report shows a word in its place."""
    program = 'import sys; print(sys.argv[1]); open(sys.argv[3], "w").write(sys.argv[2])'
    words = (
        f"{sys.executable} -c '{program}' {{password}} {{user}}:{{password}} {{out}} {{registry}}"
    )
    client = CommandClient({"pull": words}, patience=5)
    ended: Ended = client.play(ORDINARY["pull"], "1").ended
    assert ended.text == "‹password›"
    assert ended.leaks == ("its output: ‹password›", "the file image: ‹password›")


def test_proxies_and_credentials_of_the_user_are_not_passed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Loopback is never reached by a proxy; HOME is a folder of the run."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    program = (
        "import os, urllib.request as r, sys; "
        'r.urlopen("http://" + sys.argv[1] + "/v2/").read(); print(os.environ["HOME"])'
    )
    ended = played(program).ended
    assert ended.how == "done", ended.text
    assert "remotes-client-" in ended.text
