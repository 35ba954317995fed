"""Scenarios for clients of a registry: an image, an operation, and how the registry behaves."""

from __future__ import annotations

from typing import Final

from . import hosts, reading, writing
from .script import ClientScenario

ORDINARY: Final = {"pull": reading.ORDINARY, "push": writing.ORDINARY}
"""By operation: nothing is unusual. A client that fails here cannot be judged in the others."""

CLIENT_STORIES: Final[tuple[ClientScenario, ...]] = (
    *ORDINARY.values(),
    *reading.STORIES,
    *hosts.STORIES,
    *writing.STORIES,
)
"""Every scenario for clients, in the order in which they are played."""

BY_SLUG: Final = {one.slug: one for one in CLIENT_STORIES}
"""The same by the word that names them in replay lines."""

__all__ = ["BY_SLUG", "CLIENT_STORIES", "ORDINARY", "ClientScenario"]
