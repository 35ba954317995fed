"""The catalogue: its ids, its levels, its references to the original file."""

from __future__ import annotations

import importlib
import os
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest
from remotes_conformance import contract
from remotes_conformance.contract import ALL_SECTIONS, Level, Requirement, seed
from remotes_conformance.contract.lock import LOCK_BACK_OFF
from remotes_conformance.contract.names import ALL_EDITIONS, EDITIONS, REQUIREMENT_IDS
from remotes_conformance.contract.requirement import WELL_FORMED_ID, SeedLines

IDS = {
    "key": (
        "KEY-1 KEY-2 KEY-3 KEY-3a KEY-3b KEY-4 KEY-4a KEY-5 KEY-5a KEY-5b KEY-6 KEY-6a KEY-7 "
        "KEY-7a KEY-8 KEY-8a KEY-9 KEY-9a KEY-10 KEY-11 KEY-12 KEY-13"
    ),
    "lock": (
        "LOCK-1 LOCK-2 LOCK-2a LOCK-2b LOCK-3 LOCK-4 LOCK-5 LOCK-6 LOCK-7 LOCK-8 LOCK-9 LOCK-10 "
        "LOCK-11"
    ),
    "fetch": (
        "FETCH-1 FETCH-2 FETCH-2a FETCH-3 FETCH-4 FETCH-5 FETCH-5a FETCH-5b FETCH-5c FETCH-6 "
        "FETCH-7 FETCH-8 FETCH-9 FETCH-10 FETCH-10a FETCH-10b FETCH-11 FETCH-12 FETCH-13 FETCH-14 "
        "FETCH-15 FETCH-16"
    ),
    "copy": (
        "COPY-1 COPY-2 COPY-2a COPY-3 COPY-4 COPY-5 COPY-5a COPY-6 COPY-6a COPY-7 COPY-7a COPY-8 "
        "COPY-8a COPY-9 COPY-10 COPY-11 COPY-11a COPY-12 COPY-13 COPY-14 COPY-15 COPY-16 COPY-17 "
        "COPY-17a COPY-18 COPY-18a COPY-18b COPY-19 COPY-20 COPY-21 COPY-22 COPY-22a COPY-23 "
        "COPY-24 COPY-25 COPY-26"
    ),
    "push": (
        "PUSH-1 PUSH-1a PUSH-2 PUSH-3 PUSH-3a PUSH-4 PUSH-5 PUSH-5a PUSH-6 PUSH-7 PUSH-7a PUSH-7b "
        "PUSH-7c PUSH-8"
    ),
    "walk": (
        "WALK-1 WALK-2 WALK-3 WALK-4 WALK-4a WALK-4b WALK-4c WALK-5 WALK-5a WALK-5b WALK-5c "
        "WALK-5d WALK-6 WALK-7 WALK-7a WALK-7b WALK-8 WALK-8a WALK-8b WALK-9 WALK-9a WALK-10 "
        "WALK-11 WALK-12"
    ),
    "conduct": "RUN-1 RUN-2 RUN-3 RUN-4 RUN-5",
    "remote": (
        "REMOTE-1 REMOTE-1a REMOTE-2 REMOTE-2a REMOTE-3 REMOTE-3a REMOTE-4 REMOTE-4a REMOTE-5 "
        "REMOTE-6 REMOTE-7 REMOTE-7a REMOTE-8 REMOTE-8a REMOTE-8b REMOTE-9 REMOTE-9a REMOTE-10 "
        "REMOTE-11 REMOTE-12 REMOTE-12a REMOTE-13 REMOTE-14 REMOTE-15 REMOTE-15a REMOTE-16 "
        "REMOTE-17 REMOTE-18 REMOTE-19 REMOTE-19a REMOTE-20 REMOTE-22 REMOTE-23 REMOTE-25 "
        "REMOTE-26 REMOTE-27 REMOTE-28 REMOTE-28a REMOTE-31 REMOTE-32"
    ),
    "store": (
        "STORE-1 STORE-2 STORE-3 STORE-4 STORE-5 STORE-6 STORE-7 STORE-8 STORE-9 STORE-10 "
        "STORE-11 STORE-12 STORE-13 STORE-14 STORE-15 STORE-16 STORE-17 STORE-17a STORE-17b "
        "STORE-18 STORE-19 STORE-20 STORE-21"
    ),
}
SHOULD = {
    "KEY-9", "KEY-9a", "KEY-11", "FETCH-5a", "FETCH-5c", "FETCH-9", "FETCH-10b", "COPY-21",
    "COPY-23", "PUSH-7a", "PUSH-7c", "REMOTE-1a", "REMOTE-2a", "REMOTE-3a", "REMOTE-4a",
    "REMOTE-9a", "REMOTE-12a", "REMOTE-19a", "REMOTE-20", "REMOTE-28a", "REMOTE-32",
    "WALK-4a", "WALK-8a", "WALK-8b", "STORE-17b",
}  # fmt: skip
TOLERATED = {"LOCK-11", "COPY-5a", "COPY-18a", "WALK-10"}
ONLY_2017_06 = {
    "KEY-5", "KEY-6", "KEY-7", "KEY-8", "LOCK-2", "FETCH-5", "FETCH-5a", "COPY-6", "COPY-7",
    "COPY-8", "COPY-17", "COPY-18a", "COPY-22", "PUSH-1", "PUSH-3", "PUSH-5", "WALK-4a",
    "WALK-7a", "WALK-8a",
}  # fmt: skip

SINCE_1_6 = {
    "KEY-3a", "KEY-4a", "KEY-6a", "KEY-7a", "KEY-8a", "KEY-12", "KEY-13", "LOCK-2a", "LOCK-2b",
    "FETCH-5b", "FETCH-5c", "FETCH-15", "COPY-6a", "COPY-7a", "COPY-8a", "COPY-17a", "COPY-18b",
    "COPY-22a", "COPY-23", "COPY-24", "PUSH-1a", "PUSH-3a", "PUSH-5a", "PUSH-8",
    "WALK-4b", "WALK-5d", "WALK-7b", "WALK-8b",
}  # fmt: skip
ONLY_1_6 = {"KEY-5a", "COPY-25"}
ONLY_2_X = {"KEY-3b", "KEY-5b", "KEY-9a", "KEY-11", "FETCH-16", "COPY-26"}

NEEDS = {
    "", "key_prefix", "pusher_ingests", "task_cancel", "interrupts", "client_pull", "client_push",
    "chain", "walk", "dispatch", "visits", "children", "image",
    "client_resume", "client_cancel", "client_mount", "client_subject", "client_parts",
    "client_errors",
    "abort", "store_walk", "folder", "cuts", "kills",
}  # fmt: skip

MODULES = [
    importlib.import_module(f"{contract.__name__}.{name}")
    for _, name, _ in pkgutil.iter_modules(contract.__path__)
]

ALL = [one for section in ALL_SECTIONS.values() for one in section]


def ids_of(level: Level) -> set[str]:
    return {one.id for one in ALL if one.level is level}


def test_every_section_has_its_ids_in_order() -> None:
    """The ids of the contract are there, none is missing, and none has been renumbered."""
    found = {name: " ".join(one.id for one in section) for name, section in ALL_SECTIONS.items()}
    assert list(found.items()) == list(IDS.items())


def test_an_id_is_used_once() -> None:
    """No two requirements share an id."""
    assert len({one.id for one in ALL}) == len(ALL)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_requirement_is_complete(one: Requirement) -> None:
    """A well-formed id, a section that is its own, sentences, and editions that exist."""
    assert WELL_FORMED_ID.fullmatch(one.id)
    assert one in ALL_SECTIONS[one.section]
    assert one.text.endswith(".")
    assert one.why.endswith(".")
    assert one.allows == "" or one.allows.endswith(".")
    assert one.level is not Level.TOLERATED or one.allows
    assert one.editions == tuple(n for n in ALL_EDITIONS if n in one.editions)
    assert one.editions
    has_original = one.section not in ("walk", "conduct") and "2017-06" in one.editions
    assert (one.seed is not None) == has_original
    assert bool(one.sources) == (one.section in ("walk", "remote", "store"))
    assert one.needs in NEEDS


@pytest.mark.parametrize("bad", ["", "LOCK", "LOCK-", "LOCK-0", "lock-1", "LOCK-1A", "SHOP-1"])
def test_a_malformed_id_is_refused(bad: str) -> None:
    """An id is a section's prefix, a hyphen, a number from 1, and perhaps a small letter."""
    with pytest.raises(ValueError, match="id"):
        Requirement(bad, Level.MUST, "A rule.", ("2017-06",), "A reason.")


def test_a_rule_is_a_must_unless_the_contract_says_otherwise() -> None:
    """Only these are SHOULD, only these are TOLERATED."""
    assert ids_of(Level.SHOULD) == SHOULD
    assert ids_of(Level.TOLERATED) == TOLERATED


def test_a_rule_holds_in_every_edition_unless_one_changed_it() -> None:
    """Only these hold in some editions alone; the warning for unknown types ends with 1.6."""
    some = {one.id: one.editions for one in ALL if one.editions != contract.EVERY_EDITION}
    assert some.pop("KEY-9") == ("2017-06", "1.6")
    assert some == {
        **dict.fromkeys(ONLY_2017_06, ("2017-06",)),
        **dict.fromkeys(SINCE_1_6, ("1.6", "2.x")),
        **dict.fromkeys(ONLY_1_6, ("1.6",)),
        **dict.fromkeys(ONLY_2_X, ("2.x",)),
        **dict.fromkeys(IDS["remote"].split(), ("distribution-1.1",)),
        **dict.fromkeys(IDS["store"].split(), ("store-1",)),
    }


def test_every_constant_is_listed() -> None:
    """A requirement that has a name in a module of the catalogue is in a section."""
    named = {v.id for m in MODULES for v in vars(m).values() if isinstance(v, Requirement)}
    assert named == {one.id for one in ALL}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.split(".")[-1])
def test_variants_of_a_rule_share_a_file(module: ModuleType) -> None:
    """The reader of KEY-6 finds KEY-6a, its variant in other editions, right after it."""
    here: tuple[Requirement, ...] = getattr(module, "REQUIREMENTS", ())
    numbers = {(one.section, one.place[0]) for one in here}
    variants = [one for one in ALL if (one.section, one.place[0]) in numbers]
    assert [one.id for one in here] == [one.id for one in variants]


def test_an_unknown_id_is_answered_with_near_ones() -> None:
    """A slip of the pen is found without opening the specification."""
    with pytest.raises(contract.UnknownRequirement, match=r"'lock-22' \(near: LOCK-2"):
        contract.by_id("lock-22")
    assert contract.by_id("LOCK-2") is LOCK_BACK_OFF


def test_an_edition_that_is_not_known_is_refused() -> None:
    """The error lists the editions that there are."""
    with pytest.raises(contract.UnknownEdition, match=r"not known: choose from 2017-06, 1.6, 2.x"):
        contract.edition("2016")
    with pytest.raises(contract.UnknownEdition):
        contract.requirements("2016")


def test_an_edition_has_its_requirements_in_the_order_of_the_catalogue() -> None:
    """The requirements that hold in it, and no other."""
    for name in contract.EDITIONS:
        assert contract.edition(name) == name
        assert contract.requirements(name) == tuple(one for one in ALL if name in one.editions)


def test_a_should_decides_only_when_judging_is_strict() -> None:
    """A MUST decides always, a TOLERATED rule never."""
    lenient = {one.id for one in contract.deciding("2017-06")}
    strict = {one.id for one in contract.deciding("2017-06", strict=True)}
    known = {one.id for one in contract.requirements("2017-06")}
    assert lenient == ids_of(Level.MUST) & known
    assert strict == (ids_of(Level.MUST) | SHOULD) & known


def test_the_original_file_agrees_with_the_line_references() -> None:
    """REMOTES_SEED names a copy of remotes/handlers.go, at the commit that SPEC.md names."""
    path = os.environ.get("REMOTES_SEED")
    if not path:
        pytest.skip("REMOTES_SEED does not name a copy of the original file")
    assert seed.check(Path(path).read_text(encoding="utf-8")) == []


def test_a_file_that_is_not_the_original_is_recognised() -> None:
    """Every reference is a mismatch then, and the sentence names it with the reason."""
    assert seed.check("something else") == ["no line says 'package remotes'"]
    short = seed.check("package remotes\n\n  import ()\n")
    assert len(short) == len([one for one in ALL if one.seed is not None])
    assert "KEY-1: lines 20 to 21 of a file of 2 lines" in short
    other = seed.check("package remotes\n" * 122)
    assert any(line.startswith("COPY-1: line 91 has the SHA-256 ") for line in other)


def test_lines_are_counted_without_blanks_and_indentation() -> None:
    """Line 1 is `package remotes`, whatever stands before it."""
    lines = seed.code_lines("a header\n\npackage remotes\n\n\tfunc f() {\r\n\n\t}\n")
    assert lines == ["package remotes", "func f() {", "}"]
    assert str(SeedLines(1, 2, "")) == "lines 1 to 2"


def test_the_names_that_are_types_are_those_of_the_catalogue() -> None:
    """A misspelt requirement or edition is a type error; a new one is added in both places."""
    catalogued = [one.id for section in contract.ALL_SECTIONS.values() for one in section]
    assert list(REQUIREMENT_IDS) == catalogued
    assert EDITIONS == contract.EDITIONS
