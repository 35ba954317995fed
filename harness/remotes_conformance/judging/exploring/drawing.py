"""Drawing that depends on nothing but the seed, many scenarios at a time.

To draw one example costs Hypothesis more than to play a scenario. So each example is one string of
bytes from which `BATCH` scenarios are read, see `slots`.

Hypothesis mixes constants into what it draws that it has read from the source of local modules.
Here these are the implementation's, and what else has been imported so far: with them, one seed
would give other scenarios before and after an edit, and other ones in each worker of pytest-xdist.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from ...scenarios.strategies import Family

BATCH = 10
"""Scenarios that one example of Hypothesis holds."""

_CONSTANTS = "_get_local_constants"


def draw(family: Family, examples: int, start: int) -> list[bytes]:
    """At most *examples* unlike strings of bytes for `Slots`, each for a scenario of *family*.

    *start* and the name of the family determine them. The first is all zeros: the simplest one.
    """
    found: dict[bytes, None] = {}
    size = family.slots

    def collect(batch: bytes) -> None:
        found.update(dict.fromkeys(batch[at : at + size] for at in range(0, len(batch), size)))

    # The first batch is the simplest scenario over and over. Of others Hypothesis repeats parts.
    needed = -(-examples // BATCH) + 2
    quiet = settings(
        max_examples=needed,
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        derandomize=False,
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    batches = st.binary(min_size=size * BATCH, max_size=size * BATCH)
    number = zlib.crc32(f"{start}/{family.name}".encode())
    with _without_local_code():
        seed(number)(quiet(given(batch=batches)(lambda batch: collect(batch))))()
    return list(found)[:examples]


@contextmanager
def _without_local_code() -> Iterator[None]:
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
