"""Descriptors that embed data: edition 2.x uses it, the others do not."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import Scenario
from ..whole_calls import WholeCall, scenario_of
from .content import blobs
from .sources import partials, sources, wrong_content
from .writers import failures

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_SELDOM = st.sampled_from([False, False, False, True])
_PLACES = st.integers(0, 64)
_BLOBS = blobs(min_size=1)
_HOW_EMBEDDED = st.sampled_from(["right", "right", "changed", "wrong length", "empty"])


@st.composite
def embedded_data(draw: DrawFn, content: bytes) -> bytes:
    """What a descriptor of *content* may embed as `data`: the content, other bytes, fewer, none."""
    how = draw(_HOW_EMBEDDED)
    if how == "right" or not content:
        return content
    if how == "changed":
        place = draw(_PLACES) % len(content)
        return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
    return b"" if how == "empty" else draw(wrong_content(content)).content


@st.composite
def embedded_content(draw: DrawFn) -> Scenario:
    """A fetch of a descriptor that embeds data: what it should, or something else."""
    blob = draw(_BLOBS)
    size = draw(st.sampled_from([blob.size, blob.size, blob.size, 0, -1]))
    data = draw(embedded_data(blob.content))
    descriptor = Descriptor(OCI_LAYER, digest_of(blob.content), size, data=data)
    partial = draw(partials(blob.content)) if draw(_SELDOM) else None
    answers = (draw(failures("fetch")),) if draw(_SELDOM) else ()
    source = None if draw(_SELDOM) else draw(sources(blob))
    return scenario_of(WholeCall("fetch", descriptor, source, partial=partial, answers=answers))
