"""The answer of an adapter to “describe”: its name, its version, and whether it can be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...telling.shortening import on_one_line
from ..unusable import Unusable

PROTOCOL = 1
_LONG_NAME = 200


def introduced(who: Mapping[str, Any], unknown: str) -> tuple[str, str]:
    """The name and the version in an introduction, as they may be written to a terminal."""
    name, version = who.get("implementation", unknown), who.get("version", "")
    return on_one_line(str(name), _LONG_NAME), on_one_line(str(version), _LONG_NAME)


def check(who: dict[str, Any]) -> None:
    """Refuse an introduction with which nothing can be begun. Raises `Unusable`."""
    if "error" in who:
        raise Unusable(
            f"it answers “describe” with an error: {on_one_line(str(who['error']), 300)}"
        )
    if who.get("protocol") != PROTOCOL:
        raise Unusable(
            f"its “protocol” is {who.get('protocol')!r:.80}: answer “describe” with {PROTOCOL}"
        )
    found = who.get("capabilities")
    if type(found) is not list or not all(type(one) is str for one in found):
        raise Unusable(f"its capabilities are {found!r:.80}: make them a list of strings")
