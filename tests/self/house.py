"""The import graph of the harness: its modules, its rooms, and the floors they stand on.

A room is a folder of the package, or the words or the ways in, which are modules at its top.
Run as a program, it prints the floors and the arrows between rooms.
"""

from __future__ import annotations

import ast
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeVar

if __name__ == "__main__":
    # It also runs where nothing is installed.
    sys.path.insert(0, str(Path(__file__).parents[2] / "harness"))

import remotes_conformance

PACKAGE = "remotes_conformance"
HARNESS = Path(remotes_conformance.__file__).parent
ROOMS = (
    "words", "contract", "scenarios", "world", "telling", "plugs", "doors", "rules", "spec",
    "verdict", "judging", "serving", "adapters", "under_pytest", "ways in",
)  # fmt: skip
"""From the bottom up: a room may only import from rooms before it."""
WORDS = frozenset(
    {
        "content",
        "content_api",
        "errors",
        "field_logger",
        "media_types",
        "protocols",
        "remoting",
        "stores",
        "trees",
        "version",
    }
)
"""The modules that any implementation may import."""

Node = TypeVar("Node", bound=str)
Graph = Mapping[Node, Iterable[Node]]


def sources() -> dict[str, Path]:
    """The source files of the harness by the names of their modules."""
    found = {}
    for path in sorted(HARNESS.rglob("*.py")):
        inside = path.relative_to(HARNESS.parent).with_suffix("").parts
        if "templates" not in inside:
            found[".".join(part for part in inside if part != "__init__")] = path
    return found


def imported(name: str, path: Path) -> Iterator[tuple[str, str]]:
    """The imports of the module *name*: a module, and the name in it ("": the module itself)."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            yield from ((source, alias.name) for alias in node.names)


@cache
def modules() -> dict[str, frozenset[str]]:
    """The graph of modules: what each imports of the harness, also inside functions."""
    files = sources()
    graph = {}
    for name, path in files.items():
        ours = set()
        for source, attribute in imported(name, path):
            inner = f"{source}.{attribute}"
            ours |= {one for one in (inner if inner in files else source,) if one in files}
        graph[name] = frozenset(ours - {name})
    return graph


def room(module: str) -> str:
    """The room in which a module of the harness stands."""
    inside = module.split(".")[1:2]
    if not inside or inside[0] in ("plugin", "cli", "serve"):
        return "ways in"
    return "words" if inside[0] in WORDS else inside[0]


def arrows() -> Counter[tuple[str, str]]:
    """The number of imports from one room to another."""
    found: Counter[tuple[str, str]] = Counter()
    for module, others in modules().items():
        found.update((room(module), room(one)) for one in others if room(one) != room(module))
    return found


def circle(graph: Graph[str]) -> list[str]:
    """The nodes of a circle, or an empty list."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def floors() -> list[list[str]]:
    """The rooms by floors: each stands on the lowest floor that is above all that it imports."""
    graph: dict[str, set[str]] = {name: set() for name in ROOMS}
    for above, below in arrows():
        graph[above].add(below)
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    found = []
    while sorter.is_active():
        ready = sorter.get_ready()
        found.append(sorted(ready, key=ROOMS.index))
        sorter.done(*ready)
    return found


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` reads only a part
    for number, rooms in reversed(list(enumerate(floors()))):
        print(f"floor {number}: {', '.join(rooms)}")
    for (above, below), times in sorted(arrows().items()):
        print(f"{above} -> {below}: {times}")
    print(
        f"{len(modules())} modules, {len(arrows())} arrows, circle: {circle(modules()) or 'none'}"
    )
