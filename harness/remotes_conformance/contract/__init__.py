"""Every requirement of the contract, once, under an id that keeps its meaning for ever."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Final

from . import (
    conduct,
    copy_bytes,
    copy_commit,
    copy_faults,
    copy_resets,
    copy_start,
    fetch,
    fetch_closing,
    fetch_unasked,
    key,
    key_kinds,
    lock,
    push,
    remote_access,
    remote_pushing,
    remote_reading,
    remote_writing,
    store,
    store_content,
    store_cuts,
    walk,
    walk_children,
)
from .names import ALL_EDITIONS, HandlerEdition
from .names import EDITIONS as HANDLER_EDITIONS
from .requirement import (
    CLIENT_EDITION,
    EVERY_EDITION,
    SINCE_1_6,
    STORE_EDITION,
    Level,
    Requirement,
    SeedLines,
)


def _by_number(*parts: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    """The requirements of a section, which may stand in several files."""
    return tuple(sorted((one for part in parts for one in part), key=lambda one: one.place))


SECTIONS: Final[dict[str, tuple[Requirement, ...]]] = {
    "key": _by_number(key_kinds.REQUIREMENTS, key.REQUIREMENTS),
    "lock": lock.REQUIREMENTS,
    "fetch": _by_number(fetch.REQUIREMENTS, fetch_closing.REQUIREMENTS, fetch_unasked.REQUIREMENTS),
    "copy": _by_number(
        copy_start.REQUIREMENTS,
        copy_bytes.REQUIREMENTS,
        copy_faults.REQUIREMENTS,
        copy_commit.REQUIREMENTS,
        copy_resets.REQUIREMENTS,
    ),
    "push": push.REQUIREMENTS,
    "walk": _by_number(walk.REQUIREMENTS, walk_children.REQUIREMENTS),
    "conduct": conduct.REQUIREMENTS,
}
"""By section, "key", "lock", "fetch", "copy", "push", "walk", "conduct": its requirements, in the
order of SPEC.md. These are the sections of the handlers."""

CLIENT_SECTIONS: Final[dict[str, tuple[Requirement, ...]]] = {
    "remote": _by_number(
        remote_reading.REQUIREMENTS,
        remote_access.REQUIREMENTS,
        remote_writing.REQUIREMENTS,
        remote_pushing.REQUIREMENTS,
    ),
}
"""As `SECTIONS`, for clients of a registry: there is one section, "remote"."""

STORE_SECTIONS: Final[dict[str, tuple[Requirement, ...]]] = {
    "store": _by_number(store.REQUIREMENTS, store_content.REQUIREMENTS, store_cuts.REQUIREMENTS),
}
"""As `SECTIONS`, for content stores: there is one section, "store"."""

ALL_SECTIONS: Final = {**SECTIONS, **CLIENT_SECTIONS, **STORE_SECTIONS}
"""Every section, in the order of SPEC.md."""

EDITIONS: Final = HANDLER_EDITIONS
"""The editions of the handlers; the first one is judged if none is claimed."""

_BY_ID: Final[dict[str, Requirement]] = {
    one.id: one for section in ALL_SECTIONS.values() for one in section
}


class UnknownRequirement(LookupError):
    """There is no requirement with that id.

    `id`: the one that was asked for; the text lists similar ids, or else the sections.
    """

    def __init__(self, id: str) -> None:
        near = get_close_matches(id.upper(), _BY_ID, n=3)
        advice = f"near: {', '.join(near)}" if near else f"sections: {', '.join(ALL_SECTIONS)}"
        super().__init__(f"there is no requirement {id!r} ({advice})")
        self.id = id


class UnknownEdition(LookupError):
    """There is no such edition. `name`: the one that was asked for; the text lists all."""

    def __init__(self, name: str) -> None:
        super().__init__(f"edition {name!r} is not known: choose from {', '.join(EDITIONS)}")
        self.name = name


def by_id(id: str) -> Requirement:
    """The requirement with that id. Raises `UnknownRequirement`."""
    try:
        return _BY_ID[id]
    except KeyError:
        raise UnknownRequirement(id) from None


def edition(name: str) -> HandlerEdition:
    """*name*, if that is an edition of the handlers. Raises `UnknownEdition`."""
    for known in EDITIONS:
        if name == known:
            return known
    raise UnknownEdition(name)


def requirements(name: str) -> tuple[Requirement, ...]:
    """All requirements of the edition *name*, in order. Raises `UnknownEdition`."""
    if name not in ALL_EDITIONS:
        edition(name)
    return tuple(one for one in _BY_ID.values() if name in one.editions)


def sections(name: str) -> tuple[str, ...]:
    """The sections of the edition *name*, in order. Raises `UnknownEdition`."""
    return tuple(dict.fromkeys(one.section for one in requirements(name)))


def deciding(name: str, *, strict: bool = False) -> tuple[Requirement, ...]:
    """The requirements that decide the verdict: every MUST, and if *strict* every SHOULD."""
    levels = {Level.MUST, Level.SHOULD} if strict else {Level.MUST}
    return tuple(one for one in requirements(name) if one.level in levels)


__all__ = [
    "ALL_SECTIONS",
    "CLIENT_EDITION",
    "CLIENT_SECTIONS",
    "EDITIONS",
    "EVERY_EDITION",
    "SECTIONS",
    "SINCE_1_6",
    "STORE_EDITION",
    "STORE_SECTIONS",
    "Level",
    "Requirement",
    "SeedLines",
    "UnknownEdition",
    "UnknownRequirement",
    "by_id",
    "deciding",
    "edition",
    "requirements",
    "sections",
]
