"""Scenarios for clients of a registry: an image, an operation, and how the registry behaves."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from . import further, hosts, parts, reading, writing
from .script import ClientScenario, Does
from .telling import TELLING

ORDINARY: Final[dict[Does, ClientScenario]] = {
    "pull": reading.ORDINARY,
    "push": writing.ORDINARY,
    "fetch": replace(reading.ORDINARY, does="fetch"),
    "resume": parts.RESUME,
    "resolve": parts.RESOLVE,
    "cancel": parts.CANCEL,
}
"""By operation: nothing is unusual. A client that fails here cannot be judged in the others."""

_FETCHES: Final = tuple(
    # A command that fetches one blob is given its digest alone, and not its descriptor.
    replace(one, does="fetch", needs="client_parts" if one.variant == "urls" else one.needs)
    for one in (*reading.STORIES, *hosts.STORIES)
    if one.does == "pull" and all(act.asks not in ("REMOTE-15", "REMOTE-19a") for act in one.script)
)
"""Every scenario of a pull, but for a fetch. The bytes of a document may be fetched whatever it is
taken for; and a token that is refused in the first request that it is for has not expired."""

_OTHERS: Final = (
    *reading.STORIES,
    *hosts.STORIES,
    *writing.STORIES,
    *_FETCHES,
    *parts.STORIES,
    *further.STORIES,
)

CLIENT_STORIES: Final[tuple[ClientScenario, ...]] = (
    *ORDINARY.values(),
    *sorted(_OTHERS, key=lambda one: one.slug not in TELLING),
)
"""Every scenario for clients, in the order in which they are played."""

BY_SLUG: Final = {one.slug: one for one in CLIENT_STORIES}
"""The same by the word that names them in replay lines."""

__all__ = ["BY_SLUG", "CLIENT_STORIES", "ORDINARY", "TELLING", "ClientScenario"]
