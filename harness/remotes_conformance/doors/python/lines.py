"""The lines of an implementation that its strands come to, and turns handed over between them.

The world hands a turn over at calls of collaborators and at patched locks, queues and clocks.
A check and the act that follows it may both stand between two such points. So strands can be
traced, in the code of the implementation alone: to see which lines they come to, and to park at
those that the scenario names.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TypeAlias

from ...scenarios.scenario import HandOver, Scenario
from ...world import Call
from ..door import Reached
from ..strands import Play, Strand

_Trace: TypeAlias = (
    Any  # a function of a frame, an event and its argument; it has no name of its own
)


class Lines:
    """Traces the strands of one implementation.

    `modules`: some of its modules; the rest of the packages that they are in is its code, too.
    """

    def __init__(self, modules: set[str]) -> None:
        self._modules = modules
        self._files: dict[str, str] = {}
        self._roots: tuple[tuple[str, str], ...] | None = None

    @contextmanager
    def in_strand(
        self, strand: Strand, scenario: Scenario, reached: list[Reached] | None
    ) -> Iterator[None]:
        """Trace the code that this thread, which is *strand*, runs within.

        It parks at the lines at which *scenario* hands its turn over. Where `reached` is a list,
        each line is added to it, the first time that the strand comes to it.
        """
        mine = [h for h in scenario.hand_overs if h.is_at_a_line and h.strand == strand.name]
        if not mine and reached is None:
            yield
            return
        before = sys.gettrace()
        sys.settrace(_Tracer(self, strand, mine, reached).enters)
        try:
            yield
        finally:
            sys.settrace(before)

    def name_of(self, file: str) -> str:
        """The name of a file of the implementation in a line; "": it is none."""
        name = self._files.get(file)
        if name is None:
            name = self._files[file] = next(
                (
                    file.removeprefix(above)
                    for above, root in self._known_roots()
                    if file == root or file.startswith(root + "/")
                ),
                "",
            )
        return name

    def _known_roots(self) -> tuple[tuple[str, str], ...]:
        """For each package the folder that it stands in, and its own folder, or its one file."""
        if self._roots is None:
            paths = [Path(file) for file in filter(None, map(_outermost, self._modules))]
            roots = [path.parent if path.name == "__init__.py" else path for path in paths]
            self._roots = tuple((f"{root.parent}/", str(root)) for root in roots)
        return self._roots


def _outermost(module: str) -> str:
    """The file of the outermost package around a module that has one; a namespace has none."""
    parts = module.split(".")
    names = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
    files = (getattr(sys.modules.get(name), "__file__", None) for name in names)
    return next(filter(None, files), "")


class _Tracer:
    def __init__(
        self,
        lines: Lines,
        strand: Strand,
        hand_overs: list[HandOver],
        reached: list[Reached] | None,
    ) -> None:
        self._lines = lines
        self._strand = strand
        self._stops: Mapping[str, set[int]] = {
            one.op: {other.nth for other in hand_overs if other.op == one.op} for one in hand_overs
        }
        self._reached = reached
        self._times: Counter[str] = Counter()

    def enters(self, frame: FrameType, event: str, arg: object) -> _Trace:
        """A function is called: trace its lines if it is the implementation's."""
        name = self._lines.name_of(frame.f_code.co_filename)
        if not name or self._strand.condemned:
            return None

        def at(frame: FrameType, event: str, arg: object) -> _Trace:
            if event == "line":
                self._comes_to(f"{name}:{frame.f_lineno}", frame)
            return at

        return at

    def _comes_to(self, line: str, frame: FrameType) -> None:
        if self._reached is None and line not in self._stops:
            return
        strand = self._strand
        self._times[line] = nth = self._times[line] + 1
        if self._reached is not None and nth == 1 and not _imports(frame):
            others = _able(strand.play, strand)
            if others:
                entries = strand.play.world.entries_so_far
                self._reached.append(Reached(strand.name, line, others, entries))
        if nth in self._stops.get(line, ()):
            call = Call(strand.task, "line", handle=line, args={"nth": nth}, seconds=0.0)
            strand.play.call(strand, call)


def _able(play: Play, me: Strand) -> tuple[str, ...]:
    """The other tasks that have not come back and are parked."""
    others = (f"t{number}" for number in sorted(play.world.unreturned) if number != me.task)
    return tuple(name for name in others if play.world.parked_call(name) is not None)


def _imports(frame: FrameType) -> bool:
    """True if a module is being imported: its lock is real, and would stop other users of it."""
    within: FrameType | None = frame
    while within is not None:
        if within.f_code.co_name == "<module>":
            return True
        within = within.f_back
    return False
