"""A scenario in a fresh process, in which nothing was played before. See `alone`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

_START = 30.0
"""Real seconds in which Python starts and imports the implementation, on a busy machine too."""


@dataclass(frozen=True, slots=True)
class FreshProcess:
    """What a process has to know of an implementation that is named `module:object`."""

    spec: str
    edition: str
    patience: float

    def play(self, token: str) -> Collection[str] | None:
        """Play the scenario of *token*: the requirements that are broken; None: nobody can tell."""
        asked = {"spec": self.spec, "edition": self.edition, "patience": self.patience}
        paths = [path for path in sys.path if path]
        try:
            ended = subprocess.run(
                [sys.executable, "-m", __name__],
                input=json.dumps({**asked, "token": token}),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_START + self.patience,
                text=True,
            )
            return frozenset(json.loads(ended.stdout))
        except (OSError, subprocess.SubprocessError, ValueError, TypeError):
            return None


def _broken(asked: Mapping[str, Any]) -> Collection[str]:
    from ..scenarios.written import from_token
    from .bench import Tally
    from .opening import open_named

    loaded = open_named(asked["spec"], edition=asked["edition"], patience=asked["patience"])
    tally = Tally()
    with loaded.bench.at_work():
        loaded.bench.examine(from_token(asked["token"]), tally)
    loaded.bench.door.close()
    return tally.breaches.keys()


def main() -> None:
    """Read what is asked from stdin, answer with the ids of broken requirements on stdout."""
    asked = json.loads(sys.stdin.read())
    answer = os.dup(1)
    os.dup2(2, 1)  # what the implementation prints is no answer
    broken = sorted(_broken(asked))
    os.write(answer, json.dumps(broken).encode())
    os._exit(0)  # whatever threads it has left


if __name__ == "__main__":
    main()
