"""Writers that ask for a reset, as they can since edition 1.6, and copies to them."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import Answer, Kind, Scenario
from ..whole_calls import WholeCall, scenario_of
from .content import BLOB, blob
from .drawing import Draw, strategy
from .sources import SOURCE, maybe_partial, place, source

MAX_RESETS = 7
"""Two more than edition 1.6 puts up with."""

_RESET_OPS = ("Commit", "Write")
_ROUNDS = (1, 1, 2, 4, 5, MAX_RESETS)


def some_resets(draw: Draw, size: int) -> tuple[Answer, ...]:
    """See `resets`."""
    op, rounds = draw.pick(_RESET_OPS), draw.pick(_ROUNDS)
    return tuple(
        Answer(op, nth, error="reset", position=place(draw) % (size + 1))
        for nth in range(1, rounds + 1)
    )


def resets(size: int) -> SearchStrategy[tuple[Answer, ...]]:
    """A writer of *size* bytes that asks for a reset once or several times in a row.

    Each time it goes on from a drawn offset, from 0 to *size*.
    """
    return strategy(some_resets, size)


def reset_copies(draw: Draw, kind: Kind) -> Scenario:
    """A copy to a writer that asks for resets, from any source, perhaps after an earlier ingest."""
    what = blob(draw.part(BLOB), shortest=1)
    size = -1 if draw.seldom() else what.size
    described = Descriptor(OCI_LAYER, digest_of(what.content), size)
    left = maybe_partial(draw, what.content)
    served = source(draw.part(SOURCE), what)
    answers = some_resets(draw, what.size)
    return scenario_of(WholeCall(kind, described, served, partial=left, answers=answers))
