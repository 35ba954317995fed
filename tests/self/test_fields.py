"""Entries of the journal have the fields of the table, and they are typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, get_origin, get_type_hints

import pytest
import remotes_reference
import remotes_reference.aio
from hypothesis import given, settings
from longest import shorter_stories
from remotes_conformance.contract.names import EDITIONS, Edition
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.strategies import script_scenarios
from remotes_conformance.world import World, play_scripts
from remotes_conformance.world.fields import FIELDS, Types
from remotes_conformance.world.journal import Args, Entry, Result, Strange


def misfits(entry: Entry, *, of_script: bool = False) -> Iterator[str]:
    """Deviations of this entry from the table, in words; none: it fits."""
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
    """The steps of a script, too."""
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
def test_an_entry_that_does_not_fit_is_named(
    args: dict[str, object], result: dict[str, object], what: list[str]
) -> None:
    """And an argument of a strange type fits."""
    assert [*misfits(Entry(0, 0, 0, "Truncate", "w1", args, result, None))] == what


def test_an_answer_without_its_result_is_named() -> None:
    """Only a refused call has none."""
    assert [*misfits(Entry(0, 0, 0, "Write", "w1", {"data": b""}, {}, None))] == [
        "without the result ['n']"
    ]


@pytest.mark.parametrize(("typed", "of"), [(Args, ("args",)), (Result, ("result", "of_script"))])
def test_fields_that_rules_read_are_typed(typed: type, of: tuple[str, ...]) -> None:
    """A field that is misspelt would be a rule that never applies: so it is a type error."""
    table = {}
    for fields in FIELDS.values():
        for one in of:
            table |= getattr(fields, one)
    plain = {Mapping: dict, Sequence: list}
    hints = {name: get_origin(hint) or hint for name, hint in get_type_hints(typed).items()}
    assert {name: plain.get(hint, hint) for name, hint in hints.items()} == table
