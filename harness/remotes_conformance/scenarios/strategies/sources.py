"""Sources: the abilities of their readers, the sizes of their pieces, their breaks."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..surroundings import Blob, Source
from .drawing import Draw, strategy

_CAN: tuple[tuple[str, ...], ...] = ((), ("seek",), ("read_at",), ("seek", "read_at"))
_PIECES: tuple[tuple[int, ...], ...] = ((), (1,), (7,), (64,), (1, 9, 2), (16, 1))
_BREAKS_WITH = ("unavailable", "unexpected_end", "not_found", "other")
_WRONG = ("short", "long", "changed")
_LEFT = ("right", "right", "beyond", "wrong")
_LONGEST_EXTRA = 5

# The number of slots that each of them takes.
SOURCE, WRONG_BLOB, PARTIAL = 6, 2 + _LONGEST_EXTRA, 2 + _LONGEST_EXTRA


def place(draw: Draw) -> int:
    """A place in content, from which the remainder is taken. It takes one slot."""
    return draw.integer(0, 64)


def source(draw: Draw, blob: Blob, *, whole: bool = False) -> Source:
    """See `sources`."""
    can, pieces, with_end = draw.pick(_CAN), draw.pick(_PIECES), draw.boolean()
    if whole or not draw.boolean():
        return Source(blob, can, pieces, with_end=with_end)
    breaks_at = place(draw) % (blob.size + 1)
    return Source(blob, can, pieces, breaks_at, draw.pick(_BREAKS_WITH), with_end)


def wrong_blob(draw: Draw, content: bytes) -> Blob:
    """See `wrong_content`."""
    how = draw.pick(_WRONG)
    if how == "long" or not content:
        wrong = content + draw.binary(1, _LONGEST_EXTRA)
    else:
        at = place(draw) % len(content)
        wrong = content[:at]
        if how == "changed":
            wrong += bytes([content[at] ^ 0xFF]) + content[at + 1 :]
    return Blob(wrong, len(wrong))


def partial(draw: Draw, content: bytes) -> Blob:
    """See `partials`."""
    how = draw.pick(_LEFT)
    if how == "beyond" or not content:
        left = content + draw.binary(1, _LONGEST_EXTRA)
    else:
        size = place(draw) % len(content) + 1
        left = content[:size] if how == "right" else b"\xa5" * size
    return Blob(left, len(left))


def maybe_partial(draw: Draw, content: bytes) -> Blob | None:
    """Seldom there is one. It takes one slot more than one that is there."""
    left, part = draw.seldom(), draw.part(PARTIAL)
    return partial(part, content) if left else None


def sources(blob: Blob, *, whole: bool = False) -> SearchStrategy[Source]:
    """Sources of *blob*: plain, seekable or read-at, in pieces, perhaps broken; *whole*: never
    broken."""
    return strategy(source, blob, whole=whole)


def wrong_content(content: bytes) -> SearchStrategy[Blob]:
    """Content that is too short, too long, or changed in one place."""
    return strategy(wrong_blob, content)


def partials(content: bytes) -> SearchStrategy[Blob]:
    """What an interrupted ingest of *content* left: one byte to more than all, or wrong bytes."""
    return strategy(partial, content)


def pieces() -> SearchStrategy[tuple[int, ...]]:
    """The sizes of the pieces into which a source cuts its bytes, in turn."""
    return st.sampled_from(_PIECES)
