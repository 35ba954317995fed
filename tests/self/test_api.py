"""docs/api.md: it is up to date, and lists every name that users are shown."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import remotes_conformance
from remotes_conformance.scenarios import strategies
from remotes_conformance.spec.api import render
from remotes_conformance.spec.api_names import CHAPTERS
from remotes_conformance.spec.signatures import assigned, text_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "api.md"
LISTED = {(one.module, one.name) for chapter in CHAPTERS for one in chapter.names}


def imports(program: str) -> Iterator[tuple[str, str]]:
    """The imports of a program from the harness: modules and names."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.ImportFrom) and "remotes_conformance" in str(node.module):
            yield from ((str(node.module), alias.name) for alias in node.names)


def test_api_md_is_up_to_date() -> None:
    """After a change: python -m remotes_conformance.spec.api > docs/api.md"""
    assert PAGE.read_text(encoding="utf-8") == render()


@pytest.mark.parametrize(("module", "name"), sorted(LISTED))
def test_a_public_name_can_be_imported_and_is_explained(module: str, name: str) -> None:
    """By its docstring, or by the text below its assignment."""
    value, found = getattr(import_module(module), name), assigned(module, name)
    assert isinstance(value, str) or (found.text if found else text_of(value))


def test_exports_of_packages_are_listed() -> None:
    """Except for all families, of which `families` gives those of an edition."""
    packages = (("remotes_conformance", remotes_conformance), (strategies.__name__, strategies))
    exported = {(place, name) for place, package in packages for name in package.__all__}
    assert exported - LISTED == {(strategies.__name__, "FAMILIES")}


@pytest.mark.parametrize(
    "page",
    [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if page != PAGE],
    ids=lambda page: page.name,
)
def test_names_that_examples_import_are_listed(page: Path) -> None:
    """A name may be imported from another place than the page gives."""
    programs = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    shown = {one for program in programs for one in imports(program)}
    names = {name for _, name in LISTED}
    assert {(module, name) for module, name in shown if name not in names} == set()


def test_every_public_name_is_used_in_the_typed_example() -> None:
    """mypy checks `tests/typing/`: names that are used there cannot change their type unnoticed."""
    typed = sorted((ROOT / "tests" / "typing").glob("api*.py"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in typed)
    drawn = {(strategies.__name__, name) for name in re.findall(r"draw\.(\w+)", text)}
    used = {*imports(text), *drawn}
    constants = {one for one in LISTED if isinstance(getattr(import_module(one[0]), one[1]), str)}
    assert LISTED - used - constants == set()


def test_the_package_offers_its_names_without_importing_them_first() -> None:
    """A name that it does not have is an ordinary AttributeError."""
    assert inspect.isfunction(remotes_conformance.check)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        remotes_conformance.nothing  # noqa: B018
