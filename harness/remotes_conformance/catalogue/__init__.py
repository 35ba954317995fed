"""Every requirement of the contract, once, under an id that keeps its meaning for ever."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from . import conduct, copy, copy_start, fetch, key, lock, push
from .requirement import EVERY_EDITION, Level, Requirement, SeedLines

SECTIONS: Final[dict[str, tuple[Requirement, ...]]] = {
    "key": key.REQUIREMENTS,
    "lock": lock.REQUIREMENTS,
    "fetch": fetch.REQUIREMENTS,
    "copy": copy.REQUIREMENTS,
    "push": push.REQUIREMENTS,
    "conduct": conduct.REQUIREMENTS,
}
"""The requirements of each section, in the order of `SPEC.md`."""

EDITIONS: Final = ("2017-06",)
"""The editions that can be judged. `Requirement.editions` speaks of later ones already."""

_BY_ID: Final = {one.id: one for section in SECTIONS.values() for one in section}


class UnknownRequirement(LookupError):
    """There is no requirement with that id."""

    def __init__(self, id: str) -> None:
        near = get_close_matches(id.upper(), _BY_ID, n=3)
        advice = f"near: {', '.join(near)}" if near else f"sections: {', '.join(SECTIONS)}"
        super().__init__(f"there is no requirement {id!r} ({advice})")
        self.id = id


class UnknownEdition(LookupError):
    """There is no such edition, or it cannot be judged yet."""

    def __init__(self, name: str) -> None:
        known = "cannot be judged yet" if name in EVERY_EDITION else "is not known"
        super().__init__(f"edition {name!r} {known} (there is: {', '.join(EDITIONS)})")
        self.name = name


def by_id(id: str) -> Requirement:
    """The requirement with that id. Raises `UnknownRequirement`."""
    try:
        return _BY_ID[id]
    except KeyError:
        raise UnknownRequirement(id) from None


def edition(name: str) -> str:
    """*name*, if that edition can be judged. Raises `UnknownEdition`."""
    if name not in EDITIONS:
        raise UnknownEdition(name)
    return name


def requirements(name: str) -> tuple[Requirement, ...]:
    """All requirements of the edition *name*, in order. Raises `UnknownEdition`."""
    edition(name)
    return tuple(one for one in _BY_ID.values() if name in one.editions)


def deciding(name: str, *, strict: bool = False) -> tuple[Requirement, ...]:
    """Those that decide the verdict: every MUST, and if *strict* every SHOULD."""
    levels = {Level.MUST, Level.SHOULD} if strict else {Level.MUST}
    return tuple(one for one in requirements(name) if one.level in levels)


__all__ = [
    "EDITIONS",
    "EVERY_EDITION",
    "SECTIONS",
    "Level",
    "Requirement",
    "SeedLines",
    "UnknownEdition",
    "UnknownRequirement",
    "by_id",
    "conduct",
    "copy",
    "copy_start",
    "deciding",
    "edition",
    "fetch",
    "key",
    "lock",
    "push",
    "requirements",
]
