"""The registries that the operations of a client reach, whatever carries the client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ...world.registry.planted import MakeRegistry
from ...world.registry.registry import Registry


class InRegistries:
    """A client: each of its operations has a registry of its own, which is made for it."""

    _registry: MakeRegistry = Registry

    @contextmanager
    def playing_in(self, registry: MakeRegistry) -> Iterator[None]:
        """Plays in the block are in registries that *registry* makes, one after the other."""
        before, self._registry = self._registry, registry
        try:
            yield
        finally:
            self._registry = before
