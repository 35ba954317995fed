"""Drawing that depends on nothing but the seed.

Hypothesis mixes constants into what it draws that it has read from the source of local modules.
Here these are the implementation's, and what else has been imported so far: with them, one seed
would give other scenarios before and after an edit, and other ones in each worker of pytest-xdist.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis.internal.conjecture import providers

_CONSTANTS = "_get_local_constants"


@contextmanager
def by_local_code() -> Iterator[None]:
    """Within, Hypothesis draws as if there were no local modules. Versions that never looked at
    them, or that keep it elsewhere, are left alone."""
    original = getattr(providers, _CONSTANTS, None)
    constants = getattr(providers, "Constants", None)
    cache = getattr(getattr(providers, "CONSTANTS_CACHE", None), "cache", None)
    if original is None or constants is None or cache is None:
        yield
        return
    nothing = constants()
    cache.clear()
    setattr(providers, _CONSTANTS, lambda: nothing)
    try:
        yield
    finally:
        setattr(providers, _CONSTANTS, original)
        cache.clear()
