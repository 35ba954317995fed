"""The laws on imports: which part of the harness may know which."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import remotes_conformance
import remotes_reference
import remotes_suite

HARNESS = Path(remotes_conformance.__file__).parent
WORDS = {"content", "media_types", "errors", "protocols"}
CARRIERS = {"threading", "_thread", "subprocess", "socket", "asyncio", "queue", "multiprocessing"}


def imports(path: Path, package: str) -> Iterator[str]:
    """The modules that *path*, a file of *package*, imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif not isinstance(node, ast.ImportFrom):
            continue
        elif node.level == 0:
            yield node.module or ""
        else:
            inside = path.relative_to(_root(path, package)).parent.parts
            base = [package, *inside][: len(inside) + 2 - node.level]
            module = ".".join([*base, node.module] if node.module else base)
            if node.module:
                yield module
            else:
                yield from (f"{module}.{alias.name}" for alias in node.names)


def _root(path: Path, package: str) -> Path:
    return next(parent for parent in path.parents if parent.name == package)


def of_the_harness(*parts: str) -> list[Path]:
    """The source files of these modules or folders."""
    files: list[Path] = []
    for part in parts:
        folder = HARNESS / part
        files += sorted(folder.rglob("*.py")) if folder.is_dir() else [HARNESS / f"{part}.py"]
    return files


def own_imports(path: Path) -> set[str]:
    """The modules of the harness that *path* imports, as first names: "world", "errors"."""
    found = list(imports(path, "remotes_conformance"))
    return {name.split(".")[1] for name in found if name.startswith("remotes_conformance.")}


@pytest.mark.parametrize("path", of_the_harness(*sorted(WORDS)), ids=lambda path: path.stem)
def test_words_import_nothing_of_ours_but_words(path: Path) -> None:
    """`content`, `media_types`, `errors`, `protocols` stand at the bottom."""
    assert own_imports(path) <= WORDS


@pytest.mark.parametrize("path", of_the_harness("world"), ids=lambda path: path.stem)
def test_the_kernel_imports_words_scenario_and_journal_alone(path: Path) -> None:
    """The world knows no door, no rule, no Hypothesis."""
    assert own_imports(path) <= WORDS | {"scenario", "journal", "world"}


@pytest.mark.parametrize("path", of_the_harness("rules"), ids=lambda path: path.stem)
def test_rules_import_words_scenario_journal_and_catalogue_alone(path: Path) -> None:
    """A rule reads a scenario and a journal. It knows no implementation, the reference least."""
    assert own_imports(path) <= WORDS | {"durations", "scenario", "journal", "catalogue", "rules"}
    assert not any("remotes_reference" in name for name in imports(path, "remotes_conformance"))


@pytest.mark.parametrize("path", of_the_harness("spec"), ids=lambda path: path.stem)
def test_the_specification_is_made_of_catalogue_and_rules(path: Path) -> None:
    """What it shows are the rules: no implementation has a part in it. Stories are surroundings."""
    known = WORDS | {"scenario", "journal", "world", "catalogue", "rules", "stories", "spec"}
    assert own_imports(path) <= known


@pytest.mark.parametrize("path", of_the_harness("catalogue"), ids=lambda path: path.stem)
def test_the_catalogue_knows_nothing_of_its_checks(path: Path) -> None:
    """It is the contract in words."""
    assert own_imports(path) <= WORDS | {"catalogue"}


def _carries(path: Path) -> bool:
    return bool({name.split(".")[0] for name in imports(path, "remotes_conformance")} & CARRIERS)


def test_only_doors_know_threads_processes_and_sockets() -> None:
    """A folder store keeps its locks, and hands them out under a lock: it is a collaborator."""
    knowing = {
        path.relative_to(HARNESS).parts[0] for path in HARNESS.rglob("*.py") if _carries(path)
    }
    assert knowing <= {"doors", "fakes"}


def test_only_doors_read_real_time() -> None:
    """Everything else lives in virtual time."""
    reading = {
        path.relative_to(HARNESS).parts[0]
        for path in HARNESS.rglob("*.py")
        if "time" in set(imports(path, "remotes_conformance"))
    }
    assert reading <= {"doors"}


def test_the_reference_imports_only_the_words_of_the_harness() -> None:
    """It is judged like any other implementation."""
    root = Path(remotes_reference.__file__).parent
    for path in root.rglob("*.py"):
        found = imports(path, "remotes_reference")
        ours = {name for name in found if name.startswith("remotes_conformance")}
        assert {name.split(".")[1] for name in ours if "." in name} <= WORDS, path


def test_the_suite_knows_no_implementation() -> None:
    """The suite judges what it is given."""
    root = Path(remotes_suite.__file__).parent
    for path in root.rglob("*.py"):
        assert not any("remotes_reference" in name for name in imports(path, "remotes_suite"))


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
