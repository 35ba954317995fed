"""Stories of what editions from 1.6 on know."""

from __future__ import annotations

from . import copies, embedded, keys, pushes, resets, waits

KEY = keys.KEY
LOCK = waits.WAITS
FETCH = (*embedded.FETCH, *embedded.EMBEDDED)
COPY = (*resets.RESETS, *copies.COPY)
PUSH = (*pushes.PUSH, *waits.PUSHES)

__all__ = ["COPY", "FETCH", "KEY", "LOCK", "PUSH"]
