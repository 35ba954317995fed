"""Descriptors that embed data: edition 2.x uses it, the others do not."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import Scenario
from ..whole_calls import WholeCall, scenario_of
from .content import BLOB, blob
from .drawing import Draw, strategy
from .sources import SOURCE, WRONG_BLOB, maybe_partial, place, source, wrong_blob
from .writers import FAILURE, failure

_HOW_EMBEDDED = ("right", "right", "changed", "wrong length", "empty")
_SIZES = ("known", "known", "known", "0", "-1")
_DATA = 1 + WRONG_BLOB


def data_of(draw: Draw, content: bytes) -> bytes:
    """See `embedded_data`."""
    how = draw.pick(_HOW_EMBEDDED)
    if how == "right" or not content:
        return content
    if how == "changed":
        at = place(draw) % len(content)
        return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
    return b"" if how == "empty" else wrong_blob(draw, content).content


def embedded_content(draw: Draw) -> Scenario:
    """A fetch of a descriptor that embeds data: what it should, or something else."""
    what, size = blob(draw.part(BLOB), shortest=1), draw.pick(_SIZES)
    data = data_of(draw.part(_DATA), what.content)
    declared = what.size if size == "known" else int(size)
    described = Descriptor(OCI_LAYER, digest_of(what.content), declared, data=data)
    left = maybe_partial(draw, what.content)
    fails, fault = draw.seldom(), draw.part(FAILURE)
    answers = (failure(fault),) if fails else ()
    served = None if draw.seldom() else source(draw.part(SOURCE), what)
    return scenario_of(WholeCall("fetch", described, served, partial=left, answers=answers))


def embedded_data(content: bytes) -> SearchStrategy[bytes]:
    """Values of `data` in a descriptor of *content*: the content, other bytes, fewer, none."""
    return strategy(data_of, content)
