"""The laws on imports between parts of the harness. `house.py` draws the graph."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import remotes_reference
import remotes_suite
from house import ROOMS, WORDS, arrows, circle, floors, imported, modules, room, sources

CARRIERS = {"threading", "_thread", "subprocess", "socket", "asyncio", "queue", "multiprocessing"}
MAY_KNOW = {
    "words": set(),
    "contract": {"words"},
    "scenarios": {"words", "contract"},
    "world": {"words", "contract", "scenarios"},
    "telling": {"words", "contract", "scenarios", "world"},
    "rules": {"words", "contract", "scenarios", "world"},
    "spec": {"words", "contract", "scenarios", "world", "rules"},
    "doors": {"words", "contract", "scenarios", "world", "telling", "plugs"},
    "verdict": {"words", "contract", "scenarios", "world", "telling", "plugs", "rules"},
}
"""The rooms that a room may import from, beside itself. Of the others only the order is fixed."""


def outside(path: Path) -> set[str]:
    """The packages that *path* imports, whosever they are."""
    return {source.partition(".")[0] for source, _ in imported("", path)}


def of_folder(package: object) -> Iterator[Path]:
    """The source files of a package."""
    yield from Path(str(getattr(package, "__file__", ""))).parent.rglob("*.py")


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Neither directly nor around others, nor inside of functions."""
    assert circle(modules()) == []


def test_no_import_leads_to_a_room_above() -> None:
    """The order of the rooms is the way of the data, and there are at most nine floors of them."""
    assert {room(name) for name in modules()} == set(ROOMS)
    up = [(one, other) for one, other in arrows() if ROOMS.index(one) < ROOMS.index(other)]
    assert up == []
    assert len(floors()) <= 9


def test_the_page_has_the_floors_that_the_imports_give() -> None:
    """Each room in the table of docs/how-it-works.md, with its floor, from the top down."""
    page = Path(__file__).parents[2] / "docs" / "how-it-works.md"
    rows = re.findall(
        r"^\| (\d) \| `(\w+)(?:/|\.py)`", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    named = {"plugin": "ways in", "content": "words"}
    found = [(int(floor), named.get(name, name)) for floor, name in rows]
    assert [floor for floor, _ in found] == sorted((floor for floor, _ in found), reverse=True)
    assert sorted(found) == sorted(
        (floor, name) for floor, names in enumerate(floors()) for name in names
    )


@pytest.mark.parametrize("name", sorted(MAY_KNOW))
def test_a_room_imports_only_from_those_that_it_may_know(name: str) -> None:
    """Words know nothing; the world knows no door and no rule; rules know no implementation."""
    assert {other for one, other in arrows() if one == name} <= MAY_KNOW[name]


def test_no_file_is_longer_than_300_lines_and_no_function_than_60() -> None:
    """Longer ones have more than one reason to change."""
    long = []
    tests = Path(__file__).parents[1]
    for path in [*sources().values(), *of_folder(remotes_reference), *tests.rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        long += [path.name] if len(text.splitlines()) > 300 else []
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                long += [f"{path.name}:{node.name}"] if lines > 60 else []
    assert long == []


def test_nothing_is_named_for_when_it_was_added() -> None:
    """A variant of a rule stands beside its original."""
    named = [path for path in sources().values() if "later" in path.stem]
    for path in sources().values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "name", None)
            if isinstance(name, str) and "later" in name.lower().split("_"):
                named.append(path)
    assert named == []


def test_only_doors_know_threads_processes_and_sockets() -> None:
    """Two exceptions: a folder store locks its refs; a scenario is played in a fresh process."""
    knowing = {name for name, path in sources().items() if outside(path) & CARRIERS}
    inside = {name.removeprefix("remotes_conformance.") for name in knowing}
    assert {one for one in inside if not one.startswith("doors.")} <= {
        "plugs.folder",
        "judging.fresh",
    }


def test_only_doors_read_real_time() -> None:
    """Everything else lives in virtual time."""
    assert {room(name) for name, path in sources().items() if "time" in outside(path)} == {"doors"}


def test_only_the_plugin_knows_pytest() -> None:
    """A verdict can be reached, and reported, without it."""
    knowing = {room(name) for name, path in sources().items() if "pytest" in outside(path)}
    assert knowing <= {"under_pytest", "ways in"}


def test_the_reference_imports_only_the_words_of_the_harness() -> None:
    """It is judged like any other implementation."""
    for path in of_folder(remotes_reference):
        ours = {source for source, _ in imported("", path) if "remotes_conformance" in source}
        assert {name.split(".")[1] for name in ours if "." in name} <= WORDS, path


def test_rules_and_suite_know_no_implementation() -> None:
    """They judge the implementation that they are given."""
    rules = [path for name, path in sources().items() if room(name) in ("rules", "spec")]
    for path in [*of_folder(remotes_suite), *rules]:
        assert "remotes_reference" not in outside(path)


@pytest.mark.parametrize(
    "statement",
    [
        "import remotes_conformance.plugin",
        "import remotes_conformance.errors",
        "import remotes_reference",
    ],
)
def test_the_plugin_and_the_words_cost_nothing_to_import(statement: str) -> None:
    """Neither Hypothesis nor the suite nor the rules are imported."""
    program = f"{statement}; import sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.split()
    heavy = (
        "hypothesis",
        "remotes_suite",
        "remotes_conformance.rules",
        "remotes_conformance.world",
    )
    assert not [name for name in loaded if name.startswith(heavy)]


def test_the_graph_is_printed_where_only_the_clone_is_there() -> None:
    """No package is installed; and a reader that closes the pipe leaves no traceback."""
    program = [sys.executable, "-S", "-E", str(Path(__file__).with_name("house.py"))]
    run = subprocess.run(program, capture_output=True, text=True, check=True)
    assert run.stdout.startswith(f"floor {len(floors()) - 1}: ")
    assert run.stdout.endswith("circle: none\n")
    reader, writer = os.pipe()
    os.close(reader)
    broken = subprocess.run(program, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert broken.stderr == b""
