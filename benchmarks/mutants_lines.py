"""Which stories run which lines of the reference: a mutant can only show where its line is run."""

from __future__ import annotations

import json
import os
import sys
import threading
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

Finder = tuple[str, str, str]
"""Package, edition and story."""
IMPORT: Finder = ("", "", "")
"""In the place of a story: a line that is run while the modules are imported."""


class Lines:
    """Which stories run which lines. `stories`: all; `by_line`: by line (`aio/fetching:29`), their
    places among these."""

    def __init__(self, stories: Sequence[Finder], by_line: Mapping[str, Sequence[int]]) -> None:
        self._stories = stories
        self._by_line = {line: array("l", places) for line, places in by_line.items()}

    def running(self, file: str, line: int, last: int) -> frozenset[Finder] | None:
        """The stories that run a line from *line* to *last*; None: any may depend on it."""
        places: set[int] = set()
        for one in range(line, last + 1):
            places.update(self._by_line.get(f"{file}:{one}", ()))
        found = frozenset(self._stories[place] for place in places)
        return None if IMPORT in found else found


def traced(
    package: Path, plays: Iterable[tuple[Finder, Callable[[], Any]]]
) -> Mapping[str, list[Finder]]:
    """Make all *plays*, and note which of them run which lines below *package*."""
    ran: set[tuple[str, int]] = set()
    below = f"{package}{os.sep}"

    def local(frame: FrameType, event: str, argument: object) -> Any:
        ran.add((frame.f_code.co_filename, frame.f_lineno))
        return local

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if not frame.f_code.co_filename.startswith(below):
            return None
        return local(frame, event, argument)

    stories: dict[str, list[Finder]] = defaultdict(list)
    # Threads of the doors wait for work between two plays: they are traced from their start.
    threading.settrace(trace)
    sys.settrace(trace)
    for name, play in plays:
        ran.clear()
        play()
        for file, line in list(ran):
            stories[f"{file.removeprefix(below).removesuffix('.py')}:{line}"].append(name)
    sys.settrace(None)
    return stories


def written(file: Path, stories: Mapping[str, Sequence[Finder]]) -> None:
    """Write what `traced` has returned."""
    every = sorted({one for some in stories.values() for one in some})
    place = {one: number for number, one in enumerate(every)}
    by_line = {line: [place[one] for one in some] for line, some in stories.items()}
    file.write_text(json.dumps({"stories": every, "by_line": by_line}), encoding="utf-8")


def read(file: Path) -> Lines:
    """What `written` has written."""
    value = json.loads(file.read_text(encoding="utf-8"))
    return Lines([(a, b, c) for a, b, c in value["stories"]], value["by_line"])
