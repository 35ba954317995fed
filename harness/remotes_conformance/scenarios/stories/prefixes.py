"""Stories of contexts that name prefixes of keys, which they can since edition 1.6."""

from __future__ import annotations

from dataclasses import replace

from ...media_types import IN_TOTO, OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST
from ..scenario import KeyPrefix
from ..whole_calls import WholeCall
from .building import Story, fetch, since_1_6, story
from .ref_names import named

_LAYER = fetch().descriptor


def _prefixed_type(media_type: str, *prefixes: tuple[str, str]) -> WholeCall:
    return replace(_prefixed(*prefixes), descriptor=replace(_LAYER, media_type=media_type))


def _prefixed(*prefixes: tuple[str, str], derived: int | None = None) -> WholeCall:
    named = tuple(KeyPrefix(media_type, prefix) for media_type, prefix in prefixes)
    return WholeCall("key", _LAYER, prefixes=named, derived=derived)


STORIES: tuple[Story, ...] = since_1_6(
    story("a context names a prefix", _prefixed((OCI_LAYER, "mine"))),
    *(
        story(
            f"a context names a prefix for {media_type.rpartition('/')[2] or 'the empty type'}",
            _prefixed_type(media_type, (media_type, "mine")),
        )
        for media_type in (OCI_MANIFEST, OCI_INDEX, OCI_CONFIG, IN_TOTO, "text/plain", "")
    ),
    story(
        "a context names prefixes for two media types",
        *(
            _prefixed_type(media_type, (OCI_LAYER, "mine"), (OCI_CONFIG, "yours"))
            for media_type in (OCI_LAYER, OCI_CONFIG)
        ),
    ),
    story(
        "a context names a prefix, then an empty one",
        _prefixed((OCI_LAYER, "mine"), (OCI_LAYER, "")),
    ),
    story(
        "a context names a prefix for a type with another suffix",
        _prefixed((f"{OCI_LAYER}+zstd", "mine")),
        _prefixed_type(f"{OCI_LAYER}+zstd", (OCI_LAYER, "mine")),
    ),
    story("a context names a prefix that ends in a hyphen", _prefixed((OCI_LAYER, "mine-"))),
    story(
        "a context names a prefix for the type with parameters",
        _prefixed((f"{OCI_LAYER}; charset=utf-8", "mine")),
        _prefixed_type(f"{OCI_LAYER}; charset=utf-8", (OCI_LAYER, "mine")),
    ),
    story(
        "a context names a prefix twice",
        _prefixed((OCI_LAYER, "mine"), (OCI_LAYER, "yours")),
    ),
    story(
        "a context names a prefix for another media type",
        _prefixed((OCI_CONFIG, "mine")),
        _prefixed((OCI_LAYER.upper(), "mine")),
        WholeCall("key", _LAYER),
    ),
    story(
        "a prefix goes before the ref name",
        replace(_prefixed((OCI_LAYER, "mine")), descriptor=named("busybox").descriptor),
    ),
    *(
        story(
            f"a prefix is not in the context that it was derived from, which has {derived}",
            _prefixed((OCI_LAYER, "mine"), (OCI_LAYER, "yours"), derived=derived),
        )
        for derived in (0, 1)
    ),
    story(
        "a fetch and its key, with a prefix",
        _prefixed((OCI_LAYER, "mine")),
        fetch(prefixes=(KeyPrefix(OCI_LAYER, "mine"),)),
    ),
)
