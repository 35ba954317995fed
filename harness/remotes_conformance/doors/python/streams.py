"""The standard streams, which an implementation must not close: it is noted, and they stay open."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

_NAMES = ("stdout", "stderr")


class OpenStreams:
    """The streams of one world; `restore` returns those that were closed meanwhile."""

    def __init__(self) -> None:
        self._closed: list[str] = []
        self._guarded = [(name, getattr(sys, name)) for name in _NAMES]
        for name, stream in self._guarded:
            self._guard(name, stream)

    def _guard(self, name: str, stream: Any) -> None:
        # There may be none, or one whose attributes are fixed: that is not guarded.
        with suppress(AttributeError, TypeError):
            stream.close = lambda: self._closed.append(f"whether sys.{name} is open")

    def restore(self) -> tuple[str, ...]:
        """Take the guards away."""
        for _, stream in self._guarded:
            if stream is not None and "close" in getattr(stream, "__dict__", ()):
                del stream.close
        return tuple(dict.fromkeys(self._closed))
