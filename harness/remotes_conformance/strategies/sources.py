"""Sources: what their readers can do, how they cut bytes into pieces, where they break."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..scenario import Blob, Source

_CAN = st.sampled_from([(), ("seek",), ("read_at",), ("seek", "read_at")])
_PIECES = st.sampled_from([(), (1,), (7,), (64,), (1, 9, 2), (16, 1)])
_BREAKS_WITH = st.sampled_from(["unavailable", "unexpected_end", "not_found", "other"])


def sources(blob: Blob, *, whole: bool = False) -> SearchStrategy[Source]:
    """Sources of *blob*; `whole`: none that breaks."""
    breaks_at = st.none() if whole else st.none() | st.integers(0, blob.size)
    return st.builds(
        Source,
        blob=st.just(blob),
        can=_CAN,
        pieces=_PIECES,
        breaks_at=breaks_at,
        breaks_with=st.just("other") if whole else _BREAKS_WITH,
        joint=st.booleans(),
    )


def wrong_content(content: bytes) -> SearchStrategy[Blob]:
    """Content that is too short, too long, or changed in one place."""
    size = len(content)
    shorter = st.integers(0, max(size - 1, 0)).map(lambda n: content[:n])
    longer = st.binary(min_size=1, max_size=5).map(lambda more: content + more)
    changed = st.integers(0, max(size - 1, 0)).map(
        lambda n: content[:n] + bytes([content[n] ^ 0xFF]) + content[n + 1 :] if content else b"?"
    )
    return st.one_of(shorter, longer, changed).map(lambda c: Blob(c, len(c)))


def left_overs(content: bytes) -> SearchStrategy[Blob]:
    """What an interrupted ingest of *content* may have left: from nothing to more than all of it."""
    right = st.integers(1, max(len(content), 1)).map(lambda n: content[:n] or b"?")
    beyond = st.binary(min_size=1, max_size=4).map(lambda more: content + more)
    wrong = st.integers(1, max(len(content), 1)).map(lambda n: b"\xa5" * n)
    return st.one_of(right, right, beyond, wrong).map(lambda c: Blob(c, len(c)))
