"""The command `remotes-reference`, in processes of its own: its output and its exit status."""

from __future__ import annotations

import logging
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback_registry import Call, Loopback
from registry_images import PASSWORD, USER, serve_image
from remotes_conformance.content import digest_of
from remotes_reference.registry.command import main

LAYERS = [os.urandom(600_000), b"small"]


@pytest.fixture
def registry() -> Iterator[Loopback]:
    with Loopback() as registry:
        serve_image(registry, LAYERS)
        yield registry


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "remotes_reference", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def started(*arguments: object) -> subprocess.Popen[str]:
    """The command, while it runs: it obeys Ctrl-C, also if these tests run in the background."""
    return subprocess.Popen(
        [sys.executable, "-m", "remotes_reference", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def image(registry: Loopback, rest: str = "lib/img:v1") -> str:
    return f"{registry.address}/{rest}"


def test_an_image_goes_round(registry: Loopback, tmp_path: Path) -> None:
    done = command("pull", "--plain-http", image(registry), tmp_path / "x")
    assert done.returncode == 0
    digest = digest_of(registry.manifests["v1"][1])
    assert done.stdout == f"{image(registry)} {digest}\n"
    assert len(done.stderr.splitlines()) == 4
    pushed = command("push", "--plain-http", "--quiet", tmp_path / "x", image(registry, "b/c:v2"))
    assert (pushed.returncode, pushed.stderr) == (0, "")
    ours = ("--plain-http", "--to-plain-http")
    copied = command("copy", *ours, image(registry), image(registry, "b/d:v3"))
    assert (copied.returncode, copied.stdout) == (0, f"{image(registry, 'b/d:v3')} {digest}\n")
    assert registry.manifests["v2"] == registry.manifests["v3"] == registry.manifests["v1"]


def test_it_shows_on_a_terminal_how_far_it_is(registry: Loopback, tmp_path: Path) -> None:
    def in_two(call: Call) -> None:
        call.answer(200, LAYERS[0][:300_000], length=len(LAYERS[0]))
        time.sleep(0.5)
        call.wfile.write(LAYERS[0][300_000:])

    registry.script(f"GET .*{digest_of(LAYERS[0])}", in_two)
    master, slave = pty.openpty()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "remotes_reference",
            "pull",
            "--plain-http",
            image(registry),
            tmp_path,
        ],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=slave,
        timeout=60,
    )
    os.close(slave)
    shown = os.read(master, 65536).decode()
    os.close(master)
    assert done.returncode == 0
    assert f"{digest_of(LAYERS[0]).partition(':')[2][:8]} " in shown
    assert "%" in shown


def test_the_password_is_read_and_never_shown(registry: Loopback, tmp_path: Path) -> None:
    """REMOTE-11: not by --verbose, not where the registry repeats it."""
    heard = []

    def guard(call: Call) -> None:
        heard.append(call.headers.get("Authorization"))
        if not heard[-1]:
            return call.answer(401, WWW_Authenticate='Basic realm="x"')
        return call.answer(403, f'{{"errors":[{{"code":"{PASSWORD}"}}]}}'.encode())

    registry.script("GET", guard)
    (tmp_path / "secret").write_text(f"{PASSWORD}\n")
    ways = [
        (("--password-file", tmp_path / "secret"), {}),
        ((), {"REMOTES_PASSWORD": PASSWORD}),
    ]
    for more, environment in ways:
        done = command(
            "pull", "--plain-http", "--verbose", "--user", USER, *more,
            image(registry), tmp_path / "x", **environment,
        )  # fmt: skip
        assert done.returncode == 1
        assert "403 ***" in done.stderr
        assert PASSWORD not in done.stdout + done.stderr
    assert heard[1] == heard[3] is not None
    missing = command("pull", "--user", USER, image(registry), tmp_path / "x")
    assert missing.returncode == 2
    assert "REMOTES_PASSWORD" in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ((), 2, "COMMAND"),
        (("pull", "img:1", "x"), 2, "does not begin with a registry"),
        (("pull", "a.b/c:1", "x", "--timeout", "0"), 2, "timeout"),
        (("push", "nowhere", "a.b/c:1"), 1, "no OCI image layout"),
        (("push", "nowhere", "a.b/c:1@sha256:" + 64 * "0"), 2, "takes no digest"),
        (("pull", "--plain-http", "127.0.0.1:1/c:1", "x"), 1, "Connection refused"),
        (("pull", "--plain-http", "--password-file", "x", "--user", "u", "a.b/c:1", "x"), 1, "x"),
    ],
)
def test_errors_are_one_line_and_a_status(
    arguments: tuple[str, ...],
    status: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        ended = main(arguments)
    except SystemExit as error:
        ended = int(error.code or 0)
    shown = capsys.readouterr().err
    assert ended == status
    assert words in shown.splitlines()[-1]
    assert "Traceback" not in shown


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_pull_goes_on_where_it_was(
    registry: Loopback, tmp_path: Path, how: signal.Signals
) -> None:
    """By Ctrl-C, and by a signal that it never sees."""
    large = digest_of(LAYERS[0])

    def stop_half_way(call: Call) -> None:
        call.answer(200, LAYERS[0][:524_288], length=len(LAYERS[0]))
        call.rfile.read(1)

    registry.script(f"GET .*{large}", stop_half_way, 1)
    running = started("pull", "--plain-http", image(registry), tmp_path)
    deadline = time.monotonic() + 30
    while not _has_half(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.02)
    began = time.monotonic()
    running.send_signal(how)
    _, err = running.communicate(timeout=30)
    assert time.monotonic() - began < 5
    if how is signal.SIGINT:
        assert running.returncode == 130
        assert err.splitlines()[-1] == "interrupted: the same command goes on from here"
        assert "Traceback" not in err
    assert not (tmp_path / "index.json").exists()
    before = len(registry.seen)
    assert command("pull", "--plain-http", image(registry), tmp_path).returncode == 0
    again = [one for one in registry.seen[before:] if large in one.path]
    assert [one.headers["Range"] for one in again] == ["bytes=524288-"]
    assert (tmp_path / "blobs/sha256" / large.partition(":")[2]).read_bytes() == LAYERS[0]


def test_an_interrupted_push_deletes_its_upload(registry: Loopback, tmp_path: Path) -> None:
    """REMOTE-9a: and the PUT that was under way never becomes whole."""
    assert command("pull", "--plain-http", image(registry), tmp_path).returncode == 0
    large = os.urandom(16 * 1024 * 1024)
    serve_image(registry, [large], "v2")
    assert command("pull", "--plain-http", image(registry, "a:v2"), tmp_path).returncode == 0
    put = threading.Event()

    def never_read(call: Call) -> None:
        put.set()
        time.sleep(6)
        call.close_connection = True

    never_read.reads_body = False  # type: ignore[attr-defined]
    with Loopback() as other:
        other.script("PUT", never_read)
        running = started("push", "--plain-http", "--name", "v2", tmp_path, image(other, "a:v2"))
        assert put.wait(30)
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
        assert running.returncode == 130
        assert err.splitlines()[-1] == "interrupted: the same command goes on from here"
        assert other.asked("DELETE")
        assert digest_of(large) not in other.blobs


def _has_half(folder: Path) -> bool:
    sizes = [one.stat().st_size for one in folder.glob("ingests/*") if one.suffix != ".json"]
    return 524_288 in sizes


def test_without_requests_it_says_what_is_missing() -> None:
    program = (
        "import importlib.util as u, sys\n"
        "found = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'requests' else found(name, *more)\n"
        "from remotes_reference.__main__ import main\n"
        "sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "remotes-conformance[registry]" in done.stderr


def test_the_core_needs_no_requests() -> None:
    """Only the package `registry` does."""
    program = (
        "import remotes_reference, remotes_reference.disk, sys; print('requests' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


def test_a_program_that_calls_it_has_its_loggers_back(tmp_path: Path) -> None:
    """Also if the command fails."""
    logger = logging.getLogger("remotes_reference")
    before = (list(logger.handlers), logger.level, logger.propagate)
    assert main(["pull", "127.0.0.1:9/library/thing:v1", str(tmp_path / "image"), "--plain-http"])
    assert (list(logger.handlers), logger.level, logger.propagate) == before
