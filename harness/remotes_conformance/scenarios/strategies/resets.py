"""Writers that ask for a reset, as they can since edition 1.6, and copies to them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import Answer, Kind, Scenario
from ..whole_calls import WholeCall, scenario_of
from .content import blobs
from .sources import partials, sources

MAX_RESETS = 7
"""Two more than edition 1.6 puts up with."""

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_SELDOM = st.sampled_from([False, False, False, True])
_RESET_OPS = st.sampled_from(["Commit", "Write"])
_ROUNDS = st.sampled_from([1, 1, 2, 4, 5, MAX_RESETS])
_PLACES = st.integers(0, 64)
_BLOBS = blobs(min_size=1)


@st.composite
def resets(draw: DrawFn, size: int) -> tuple[Answer, ...]:
    """A writer of *size* bytes that asks for a reset once or several times in a row.

    Each time it goes on from another place: the start, the middle, or where it was.
    """
    op, rounds = draw(_RESET_OPS), draw(_ROUNDS)
    return tuple(
        Answer(op, nth, error="reset", position=draw(_PLACES) % (size + 1))
        for nth in range(1, rounds + 1)
    )


@st.composite
def reset_copies(draw: DrawFn, kind: Kind) -> Scenario:
    """A copy to a writer that asks for resets, from any source, perhaps after an earlier ingest."""
    blob = draw(_BLOBS)
    size = -1 if draw(_SELDOM) else blob.size
    descriptor = Descriptor(OCI_LAYER, digest_of(blob.content), size)
    partial = draw(partials(blob.content)) if draw(_SELDOM) else None
    task = WholeCall(kind, descriptor, draw(sources(blob)), partial=partial)
    return scenario_of(replace(task, answers=draw(resets(blob.size))))
