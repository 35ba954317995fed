"""The mutants of docs/mutants.md: each changes one thing, and its lists are of this source."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "benchmarks"))
from mutating import mutants_of  # noqa: E402

SOURCE = '''
"""A docstring."""


async def copy(writer, size: int = 0) -> int:
    """Another."""
    if size > 0 and not writer.closed:
        raise ValueError(f"a text {size}")
    async with writer as opened:
        return await opened.write(size, writer)
'''


def _mutants() -> dict[str, str]:
    return {one.change: ast.unparse(one.tree) for one in mutants_of("copying", SOURCE)}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("size > 0 → size >= 0", "if size >= 0 and (not writer.closed):"),
        ("size > 0 → size > 1", "if size > 1 and (not writer.closed):"),
        ("size > 0 and (not writer.closed) → size > 0", "if size > 0:"),
        ("not writer.closed → writer.closed", "if size > 0 and writer.closed:"),
        ("raise ValueError(f'a text {size}') → pass", "pass"),
        ("await opened.write(size, writer) → opened.write(size, writer)",
         "return opened.write(size, writer)"),
        ("opened.write(size, writer) → opened.write(writer, size)",
         "return await opened.write(writer, size)"),
    ],
)  # fmt: skip
def test_one_thing_is_changed(change: str, line: str) -> None:
    """The rest of the source is as it was."""
    before = ast.unparse(ast.parse(SOURCE)).splitlines()
    after = _mutants()[change].splitlines()
    assert [one.strip() for one in after if one not in before] == [line]


def test_texts_and_annotations_are_left() -> None:
    """No run can notice them, or the contract leaves them free."""
    assert all("text" not in after or "a text {size}" in after for after in _mutants().values())
    assert all("-> int" in after for after in _mutants().values())


def test_the_lists_are_of_this_source() -> None:
    """Each name listed as equivalent or missing is a mutant, and the page counts them all."""
    reference = ROOT / "reference" / "remotes_reference"
    page = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    names = set()
    for file in re.findall(r"^\| `([\w/]+)\.py`", page, re.MULTILINE):
        source = (reference / f"{file}.py").read_text(encoding="utf-8")
        names |= {f"{one.file} {one.function}: {one.change}" for one in mutants_of(file, source)}
    listed = tomllib.loads((ROOT / "benchmarks/mutants.toml").read_text(encoding="utf-8"))
    for table in ("equivalent", "missing"):
        for entry in listed[table]:
            assert set(entry["mutants"]) <= names
    assert f"| all | {len(names)} |" in page
