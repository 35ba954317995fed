"""A scenario in a fresh process, in which nothing was played before. See `alone`.

To start Python and to import the harness takes longer than most scenarios. So one process does
both, never imports what is judged, and forks for each scenario.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any

from .alone import Shown

_START = 30.0
"""Real seconds in which Python starts and imports the implementation, on a busy machine too."""


class FreshProcesses:
    """Plays scenarios of an implementation that is named `module:object`, each in a process of its
    own. Within a `with` statement; at its end all of them have ended."""

    def __init__(self, spec: str, edition: str, patience: float) -> None:
        self._asked = {"spec": spec, "edition": edition, "patience": patience}
        self._longest = _START + patience
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> FreshProcesses:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()

    def play(self, token: str) -> Mapping[str, Shown] | None:
        """Play the scenario of *token*, and return each broken requirement by its id; None: that
        cannot be known."""
        try:
            server = self._server = self._server or self._started()
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.write(json.dumps({**self._asked, "token": token}).encode() + b"\n")
            server.stdin.flush()
            if select.select([server.stdout], [], [], self._longest)[0]:
                broken = json.loads(server.stdout.readline())
                return None if broken is None else {id: _shown(*how) for id, how in broken.items()}
        except (OSError, ValueError):
            pass  # it could not be started, or has ended
        self._end()
        return None

    def _started(self) -> subprocess.Popen[bytes]:
        paths = [path for path in sys.path if path]
        return subprocess.Popen(
            [sys.executable, "-m", __name__],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _end(self) -> None:
        """End the process, and what it has forked that hangs."""
        server, self._server = self._server, None
        if server is None:
            return
        with suppress(OSError):
            os.killpg(server.pid, signal.SIGKILL)
        with suppress(OSError):
            server.communicate()


def _shown(expected: str, observed: str, story: Iterable[str]) -> Shown:
    return Shown(expected, observed, tuple(story))


def _serve() -> None:
    """Answer each line of stdin, by a forked process, with a line of JSON on stdout.

    An answer is an object with the broken requirements (see `Shown`), or null: the process has
    ended without an answer.
    """
    from .stores import command

    assert command  # imported before any process is forked, for all of them
    for line in sys.stdin.buffer:
        ours, theirs = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(ours)
            os.dup2(os.open(os.devnull, os.O_RDWR), 0)
            os.dup2(2, 1)  # what the implementation prints is no answer
            _answer(json.loads(line), theirs)
        os.close(theirs)
        with os.fdopen(ours, "rb") as answers:
            answer = answers.readline()
        os.waitpid(pid, 0)
        os.write(1, answer or b"null\n")


def _answer(asked: dict[str, Any], to: int) -> None:
    """Play what is asked, write what is broken, and end the process."""
    from ..contract import STORE_EDITION
    from ..scenarios.written import from_token
    from ..telling.story import story
    from .bench import Tally
    from .opening import open_named
    from .stores.command import open_named_store

    try:
        if asked["edition"] in STORE_EDITION:
            loaded = open_named_store(asked["spec"], patience=asked["patience"])
        else:
            loaded = open_named(asked["spec"], edition=asked["edition"], patience=asked["patience"])
        tally = Tally()
        with loaded.bench.at_work():
            scenario = from_token(asked["token"])
            lines = tuple(story(scenario, loaded.bench.examine(scenario, tally)))
        loaded.bench.door.close()
        broken = [one for _, one in sorted(tally.breaches.items())]
        shown = {one.id: Shown(one.broken.expected, one.broken.observed, lines) for one in broken}
        with os.fdopen(to, "wb") as answer:
            answer.write(json.dumps(shown).encode() + b"\n")
    finally:
        os._exit(0)  # whatever threads it has left


if __name__ == "__main__":
    _serve()
