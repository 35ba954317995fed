"""Sources: what their readers can do, how they cut bytes into pieces, where they break."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..surroundings import Blob, Source

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_CAN = st.sampled_from([(), ("seek",), ("read_at",), ("seek", "read_at")])
_PIECES = st.sampled_from([(), (1,), (7,), (64,), (1, 9, 2), (16, 1)])
_BREAKS_WITH = st.sampled_from(["unavailable", "unexpected_end", "not_found", "other"])
_PLACES = st.integers(0, 64)
_BOOLEANS = st.booleans()
_WRONG = st.sampled_from(["short", "long", "changed"])
_LEFT = st.sampled_from(["right", "right", "beyond", "wrong"])
_EXTRA = st.binary(min_size=1, max_size=5)


@st.composite
def sources(draw: DrawFn, blob: Blob, *, whole: bool = False) -> Source:
    """Sources of *blob*: plain, seekable or read-at, in pieces, perhaps broken; *whole*: never
    broken."""
    can, pieces, with_end = draw(_CAN), draw(_PIECES), draw(_BOOLEANS)
    if whole or not draw(_BOOLEANS):
        return Source(blob, can, pieces, with_end=with_end)
    breaks_at = draw(_PLACES) % (blob.size + 1)
    return Source(blob, can, pieces, breaks_at, draw(_BREAKS_WITH), with_end)


@st.composite
def wrong_content(draw: DrawFn, content: bytes) -> Blob:
    """Content that is too short, too long, or changed in one place."""
    how = draw(_WRONG)
    if how == "long" or not content:
        wrong = content + draw(_EXTRA)
    else:
        place = draw(_PLACES) % len(content)
        wrong = content[:place]
        if how == "changed":
            wrong += bytes([content[place] ^ 0xFF]) + content[place + 1 :]
    return Blob(wrong, len(wrong))


@st.composite
def partials(draw: DrawFn, content: bytes) -> Blob:
    """What an interrupted ingest of *content* may have left: from one byte to more than all."""
    how = draw(_LEFT)
    if how == "beyond" or not content:
        left = content + draw(_EXTRA)
    else:
        size = draw(_PLACES) % len(content) + 1
        left = content[:size] if how == "right" else b"\xa5" * size
    return Blob(left, len(left))


def pieces() -> SearchStrategy[tuple[int, ...]]:
    """How a source cuts its bytes: the sizes of its pieces, in turn."""
    return _PIECES
