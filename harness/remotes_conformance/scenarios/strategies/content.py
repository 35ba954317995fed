"""Blobs, media types, digests, descriptors."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ...content import Descriptor, digest_of
from ...media_types import DOCKER_SCHEMA1, KNOWN, NEAR_MISSES, OCI_LAYER
from ..surroundings import Blob

_KNOWN_FIRST = (OCI_LAYER, *(media_type for media_type in KNOWN if media_type != OCI_LAYER))
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_SPOILERS = (
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


def hostile_strings() -> SearchStrategy[str]:
    """Text: some that has broken programs before, then any (without lone surrogates)."""
    return st.sampled_from(["", "\x00", "..", "../../etc", "%s%n", "😀", "a" * 3000]) | _TEXT


def media_types() -> SearchStrategy[str]:
    """Media types: known ones, near misses, spoiled ones, any string."""
    spoiled = st.builds(
        lambda known, spoil: spoil(known),
        st.sampled_from((*_KNOWN_FIRST, DOCKER_SCHEMA1)),
        st.sampled_from(_SPOILERS),
    )
    return st.sampled_from(_KNOWN_FIRST + NEAR_MISSES) | spoiled | hostile_strings()


def digests() -> SearchStrategy[str]:
    """Digests: well-formed ones, then odd ones: other algorithms, letter case, lengths, none."""
    sha256 = st.binary(max_size=4).map(digest_of)
    odd = st.sampled_from(
        [
            "",
            "sha256:",
            "sha256",
            "md5:00",
            "sha256:" + "A" * 64,
            "sha256:" + "0" * 63,
            "sha512:00",
            "e\u0301",
        ]
    )
    return sha256 | odd | hostile_strings()


def blobs(*, min_size: int = 0, max_size: int = 40) -> SearchStrategy[Blob]:
    """Content of *min_size* to *max_size* bytes; `Blob.content` is the bytes."""
    return st.binary(min_size=min_size, max_size=max_size).map(lambda c: Blob(c, len(c)))


_ANNOTATIONS = st.dictionaries(
    st.sampled_from(["vendor", "org.opencontainers.image.ref.name", "title", ""]), _TEXT, max_size=2
)
_PLATFORMS = st.none() | st.sampled_from(
    [{"os": "linux", "architecture": "amd64"}, {"os": "windows", "architecture": "arm64"}]
)


def descriptors(*, of: SearchStrategy[str] | None = None) -> SearchStrategy[Descriptor]:
    """Descriptors, with digests from *of* (default: `digests()`), sizes known and unknown."""
    return st.builds(
        Descriptor,
        media_types(),
        digests() if of is None else of,
        st.sampled_from([3, 0, -1, 1, 2**40]),
        _ANNOTATIONS,
        st.lists(_TEXT, max_size=1).map(tuple),
        _PLATFORMS,
    )
