"""Blobs, media types, digests, descriptors."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...content import Descriptor, digest_of
from ...media_types import DOCKER_SCHEMA1, KNOWN, NEAR_MISSES, OCI_LAYER
from ..surroundings import Blob
from .drawing import ByHypothesis, Draw, strategy

_KNOWN_FIRST = (OCI_LAYER, *(media_type for media_type in KNOWN if media_type != OCI_LAYER))
_SPOILERS: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.title,
    lambda known: known + " ",
    lambda known: known + "; charset=utf-8",
    lambda known: known + "+zstd",
    lambda known: "x" + known,
    lambda known: known[:-1],
    lambda known: known + "\n",
    lambda known: known.replace(".", "x"),
)

_SPOILT = (*_KNOWN_FIRST, DOCKER_SCHEMA1)
_WELL_KNOWN = _KNOWN_FIRST + NEAR_MISSES
_HOSTILE = ("", "\x00", "..", "../../etc", "%s%n", "😀", "a" * 3000, "e\u0301", "İ", "\u202e", "\\")
_ODD_DIGESTS = (
    "",
    "sha256:",
    "sha256",
    "md5:00",
    "sha256:" + "A" * 64,
    "sha256:" + "0" * 63,
    "sha512:00",
    "e\u0301",
)
_SIZES = (3, 0, -1, 1, 2**40)
_ANNOTATIONS = ("vendor", "org.opencontainers.image.ref.name", "title", "")
_PLATFORMS = (
    None,
    {"os": "linux", "architecture": "amd64"},
    {"os": "windows", "architecture": "arm64"},
)
_LONGEST_TEXT = 8
_LONGEST_BLOB = 40

# The number of slots that each of them takes.
_TEXT = 1 + 2 * _LONGEST_TEXT
HOSTILE = 1 + _TEXT
MEDIA_TYPE, DIGEST, BLOB = 1 + HOSTILE, 1 + HOSTILE, 1 + _LONGEST_BLOB
DESCRIPTOR = MEDIA_TYPE + DIGEST + 1 + (1 + 2 * (1 + _TEXT)) + (1 + _TEXT) + 1


def hostile_string(draw: Draw) -> str:
    """See `hostile_strings`."""
    return draw.text(_LONGEST_TEXT) if draw.boolean() else draw.pick(_HOSTILE)


def media_type(draw: Draw) -> str:
    """See `media_types`."""
    how = draw.integer(0, 2)
    if how == 0:
        return draw.pick(_WELL_KNOWN)
    if how == 1:
        known, spoil = draw.pick(_SPOILT), draw.pick(_SPOILERS)
        return spoil(known)
    return hostile_string(draw)


def digest(draw: Draw) -> str:
    """See `digests`."""
    how = draw.integer(0, 2)
    if how == 0:
        return digest_of(draw.binary(0, 4))
    return draw.pick(_ODD_DIGESTS) if how == 1 else hostile_string(draw)


def blob(draw: Draw, *, shortest: int = 0, longest: int = _LONGEST_BLOB) -> Blob:
    """See `blobs`. It takes one slot more than it has bytes at the most."""
    content = draw.binary(shortest, longest)
    return Blob(content, len(content))


def descriptor(draw: Draw, of: str | None = None) -> Descriptor:
    """See `descriptors`. *of*: the digest, if it is known."""
    named = media_type(draw.part(MEDIA_TYPE))
    drawn = digest(draw.part(DIGEST)) if of is None else of
    size = draw.pick(_SIZES)
    annotations = {
        part.pick(_ANNOTATIONS): part.text(_LONGEST_TEXT) for part in draw.several(0, 2, 1 + _TEXT)
    }
    urls = tuple(part.text(_LONGEST_TEXT) for part in draw.several(0, 1, _TEXT))
    return Descriptor(named, drawn, size, annotations, urls, draw.pick(_PLATFORMS))


def hostile_strings() -> SearchStrategy[str]:
    """Text: some that has broken programs before, then any (without lone surrogates)."""
    return strategy(hostile_string)


def media_types() -> SearchStrategy[str]:
    """Media types: known ones, near misses, damaged ones, any string."""
    return strategy(media_type)


def digests() -> SearchStrategy[str]:
    """Digests: well-formed ones, then odd ones: other algorithms, letter case, lengths, none."""
    return strategy(digest)


def blobs(*, min_size: int = 0, max_size: int = _LONGEST_BLOB) -> SearchStrategy[Blob]:
    """Content of *min_size* to *max_size* bytes; `Blob.content` is the bytes."""
    return strategy(blob, shortest=min_size, longest=max_size)


@st.composite
def _described(draw: DrawFn, of: SearchStrategy[str]) -> Descriptor:
    return descriptor(ByHypothesis(draw), draw(of))


def descriptors(*, of: SearchStrategy[str] | None = None) -> SearchStrategy[Descriptor]:
    """Descriptors, with digests from *of* (default: `digests()`), sizes known and unknown."""
    return strategy(descriptor) if of is None else _described(of)
