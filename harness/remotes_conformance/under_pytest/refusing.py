"""The end of a run in which nothing can be judged: one block in the terminal has the reason."""

from __future__ import annotations

import textwrap
import traceback
from typing import NoReturn

import pytest

_REFUSED = pytest.StashKey[str]()


def refuse(config: pytest.Config, reason: str) -> NoReturn:
    """The run cannot be judged: skip this test, and all others of the suite.

    `pytest.exit` would show its own name beside the reason, and a worker of pytest-xdist may not
    end by itself: the reporting process gets the reason from the worker.
    """
    config.stash.setdefault(_REFUSED, reason)
    if hasattr(config, "workerinput"):
        config.workeroutput["remotes_refused"] = reason  # type: ignore[attr-defined]
    pytest.skip(reason)


def why_refused(config: pytest.Config) -> str:
    """The reason why nothing can be judged in this process; empty: there is none."""
    return config.stash.get(_REFUSED, "")


def as_block(reason: str, width: int) -> str:
    """The reason as a person reads it. Its own lines stay lines."""
    wrapped = (
        textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
        for line in reason.splitlines()
    )
    return "\n".join(piece for pieces in wrapped for piece in pieces)


def failed_fixture(name: str, error: Exception) -> str:
    """The error of a fixture that raises, and its place."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{frame.filename}:{frame.lineno}"
    kind = type(error).__name__
    return f"the fixture `{name}` failed with {kind}: {error!s:.500} ({place}): fix that first"
