"""A requirement: one rule of the contract as a value, with its level and its editions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from .names import EDITIONS, Edition, RequirementId

Editions: TypeAlias = tuple[Edition, ...]

SEED_EDITION: Final[Editions] = ("2017-06",)
SINCE_1_6: Final[Editions] = ("1.6", "2.x")
EDITION_1_6: Final[Editions] = ("1.6",)
EDITION_2_X: Final[Editions] = ("2.x",)
UP_TO_1_6: Final[Editions] = ("2017-06", "1.6")
EVERY_EDITION: Final[Editions] = EDITIONS
"""Every edition of the contract of the handlers."""
CLIENT_EDITION: Final[Editions] = ("distribution-1.1",)
"""The one edition of the contract of clients of a registry."""
STORE_EDITION: Final[Editions] = ("store-1",)
"""The one edition of the contract of content stores."""

WELL_FORMED_ID: Final = re.compile(
    r"(KEY|LOCK|FETCH|COPY|PUSH|WALK|RUN|REMOTE|STORE)-([1-9][0-9]*)([a-z]?)"
)


class Level(StrEnum):
    """The weight of a rule: a broken MUST stands against "conformant", a broken SHOULD only if
    judging is strict; what is TOLERATED is only reported."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    TOLERATED = "TOLERATED"


@dataclass(frozen=True, slots=True)
class SeedLines:
    """The lines of the original file that show a rule, and the SHA-256 (hex) of their text."""

    first: int
    last: int
    sha256: str

    def __str__(self) -> str:
        if self.first == self.last:
            return f"line {self.first}"
        return f"lines {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One rule of the contract.

    * `id`: as in SPEC.md; it keeps its meaning for ever;
    * `level`: how much depends on it;
    * `text`, `allows`: what it asks, and what it permits all the same, in every edition of
      `editions`;
    * `why`: its reason;
    * `seed`: where the original file shows it; None: it comes from elsewhere;
    * `sources`: the documents, with their sections, that a rule for clients, trees or stores comes
      from;
    * `needs`: the capability without which it does not apply. Some are offered by implementations,
      such as "key_prefix", "walk", "client_pull" or "store_walk"; others depend on the door (see
      `About`), such as "interrupts". Empty: it applies to all.
    """

    id: RequirementId
    level: Level
    text: str
    editions: Editions
    why: str
    seed: SeedLines | None = None
    allows: str = ""
    needs: str = ""
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if WELL_FORMED_ID.fullmatch(self.id) is None:
            raise ValueError(f"a requirement cannot have the id {self.id!r}")

    @property
    def place(self) -> tuple[int, str]:
        """Its place in the section: the number, then the letter."""
        found = WELL_FORMED_ID.fullmatch(self.id)
        assert found is not None
        return int(found[2]), found[3]

    @property
    def section(self) -> str:
        """The section that it is in, such as "fetch"; the ids of "conduct" begin with RUN."""
        prefix = self.id.partition("-")[0].lower()
        return "conduct" if prefix == "run" else prefix
