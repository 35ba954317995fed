"""The editions of the contract, as far as handlers differ by them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Edition:
    """`rounds`: how often a copy is begun for a writer that asks for resets (None: always again).

    `is_first`: of all that has come since 1.0, nothing is known. `uses_data`: content embedded in a
    descriptor is taken from there. `unknown_types`: the level at which they are logged.
    """

    name: str
    rounds: int | None
    is_first: bool = False
    uses_data: bool = False
    unknown_types: str = "warning"


FIRST: Final = Edition("2017-06", rounds=1, is_first=True)

_EDITIONS: Final = {
    edition.name: edition
    for edition in (
        FIRST,
        Edition("1.6", rounds=5),
        Edition("2.x", rounds=None, uses_data=True, unknown_types="debug"),
    )
}


def edition_named(name: str) -> Edition:
    """The edition of that name. Raises `ValueError`."""
    try:
        return _EDITIONS[name]
    except KeyError:
        known = ", ".join(_EDITIONS)
        raise ValueError(f"there is no edition {name!r} (there is: {known})") from None
