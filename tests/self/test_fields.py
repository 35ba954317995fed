"""Entries of the journal have the fields that the table says, and rules read no other."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import remotes_reference
import remotes_reference.aio
from house import room, sources
from hypothesis import given, settings
from longest import shorter_stories
from remotes_conformance.contract.names import EDITIONS, Edition
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.strategies import script_scenarios
from remotes_conformance.world import World, play_scripts
from remotes_conformance.world.fields import FIELDS, Types
from remotes_conformance.world.journal import Entry, Strange


def misfits(entry: Entry, *, of_script: bool = False) -> Iterator[str]:
    """What of this entry the table does not know, in words; none: it fits."""
    args, result, other = FIELDS[entry.op]
    if of_script and other:
        result = other
    yield from _unlike("argument", args, entry.args, (Strange,))
    yield from _unlike("result", result, entry.result, ())
    if absent := set(args) - {"ctx"} - set(entry.args):
        yield f"without the argument {sorted(absent)}"
    if entry.refusal is None and (absent := set(result) - set(entry.result)):
        yield f"without the result {sorted(absent)}"


def _unlike(
    what: str, types: Types, values: Mapping[str, Any], others: tuple[type, ...]
) -> Iterator[str]:
    for name, value in values.items():
        if name not in types:
            yield f"an unknown {what} {name!r}"
        elif not (type(value) is types[name] or isinstance(value, others)):
            yield f"the {what} {name!r} is {value!r}"


@pytest.mark.parametrize("implementation", [remotes_reference, remotes_reference.aio])
@pytest.mark.parametrize("edition", EDITIONS)
def test_entries_of_handlers_fit(edition: Edition, implementation: ModuleType) -> None:
    """In every story, but for the longest ones: they repeat their calls."""
    bench = open_bench(implementation.of_edition(edition), edition=edition).bench
    with bench.at_work():
        for story in shorter_stories(edition):
            if bench.can_play(story.scenario):
                for entry in bench.play(story.scenario).entries:
                    assert [*misfits(entry)] == [], entry


@settings(max_examples=200, deadline=None)
@given(script_scenarios())
def test_entries_of_scripts_fit(scenario: Scenario) -> None:
    """Of the steps of a caller of ours, too."""
    for entry in play_scripts(World(scenario)).entries:
        assert [*misfits(entry, of_script=True)] == [], entry


@pytest.mark.parametrize(
    ("args", "result", "what"),
    [
        ({"size": 1, "x": 2}, {}, ["an unknown argument 'x'"]),
        ({"size": "1"}, {}, ["the argument 'size' is '1'"]),
        ({}, {}, ["without the argument ['size']"]),
        ({"size": Strange("None")}, {}, []),
        ({"size": 1}, {"n": 1}, ["an unknown result 'n'"]),
    ],
)
def test_what_does_not_fit_is_named(
    args: dict[str, object], result: dict[str, object], what: list[str]
) -> None:
    """And an argument of a strange type fits."""
    assert [*misfits(Entry(0, 0, 0, "Truncate", "w1", args, result, None))] == what


def test_an_answer_without_its_result_is_named() -> None:
    """Only a refused call has none."""
    assert [*misfits(Entry(0, 0, 0, "Write", "w1", {"data": b""}, {}, None))] == [
        "without the result ['n']"
    ]


def _keys_read(path: Path) -> set[str]:
    """The constants by which a module reads `….args[…]`, `….result[…]`, or `….get(…)` of them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Subscript):
            owner, key = node.value, node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner, key = node.func.value, node.args[0]
        else:
            continue
        is_field = isinstance(owner, ast.Attribute) and owner.attr in ("args", "result")
        if is_field and isinstance(key, ast.Constant):
            found.add(str(key.value))
    return found


def test_rules_and_stories_read_only_fields_that_there_are() -> None:
    """A misspelt one would be a rule that never applies."""
    names = {name for fields in FIELDS.values() for types in fields for name in types}
    readers = [path for name, path in sources().items() if room(name) in ("rules", "telling")]
    read = {path.name: _keys_read(path) - names for path in readers}
    assert {name: keys for name, keys in read.items() if keys} == {}
    assert set().union(*map(_keys_read, readers)) >= {"offset", "size", "outcome", "n"}
