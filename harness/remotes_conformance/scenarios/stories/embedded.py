"""Stories of descriptors that embed their content.

The author of a descriptor does not know which edition reads it: some are played in every edition.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...content import Descriptor, digest_of
from ...media_types import OCI_CONFIG, OCI_LAYER, OCI_MANIFEST
from ..scenario import Answer, Cancel
from ..surroundings import Blob
from ..whole_calls import WholeCall
from .building import SIZE, Story, answered, blob, fetch, from_source, since_1_6, story, with_size

_LAYER = fetch().descriptor
_CONTENT = blob().content


def _described(content: bytes, media_type: str = OCI_LAYER) -> WholeCall:
    """A fetch of what embeds its content, and has a source beside."""
    descriptor = Descriptor(media_type, digest_of(content), len(content), data=content)
    return from_source(fetch(descriptor=descriptor), blob=Blob(content, len(content)))


def _embedding(data: bytes, **changes: Any) -> WholeCall:
    return fetch(descriptor=replace(_LAYER, data=data), **changes)


_EVERYWHERE = (
    story("a descriptor embeds its content", _embedding(_CONTENT)),
    story("a descriptor embeds its content, no source has it", _embedding(_CONTENT, source=None)),
    story("a descriptor embeds content of another digest", _embedding(_CONTENT[::-1])),
    story("a descriptor embeds too little", _embedding(_CONTENT[:-1])),
    story("a descriptor embeds too much", _embedding(_CONTENT + b"?")),
    story("a descriptor embeds nothing", _embedding(b"")),
    story(
        "a descriptor embeds its content, of which some is there",
        _embedding(_CONTENT, partial=Blob(_CONTENT[:10], 10)),
    ),
    story("a descriptor of unknown size embeds its content", with_size(_embedding(_CONTENT), -1)),
    story(
        "two fetches of one descriptor, which embeds its content",
        _embedding(_CONTENT),
        _embedding(_CONTENT),
    ),
)  # fmt: skip

_SINCE_1_6 = since_1_6(
    *(
        story(
            f"a descriptor of {what} embeds its content",
            _described(_CONTENT, media_type),
        )
        for what, media_type in (("a manifest", OCI_MANIFEST), ("a config", OCI_CONFIG))
    ),
    story(
        "a descriptor embeds content, and nobody can verify its digest",
        fetch(descriptor=replace(_LAYER, digest="md5:0", data=_CONTENT)),
    ),
    story(
        "a descriptor embeds its content, its digest is a sha512",
        fetch(descriptor=Descriptor(OCI_LAYER, digest_of(_CONTENT, "sha512"), SIZE, data=_CONTENT)),
    ),
    story(
        "a descriptor embeds its content, the caller had given up",
        _embedding(_CONTENT, cancel=Cancel(at=0)),
    ),
    story(
        "a descriptor embeds its content, and closing fails",
        answered(_embedding(_CONTENT), Answer("w.Close", error="other")),
    ),
    story("a descriptor embeds 70 KB", _described(bytes(range(250)) * 280)),
    story(
        "a descriptor embeds its content, a write takes a part",
        answered(_embedding(_CONTENT), Answer("Write", count=4)),
    ),
    *(
        story(
            f"a descriptor embeds its content, and its {op.lower()} asks for a reset to {position}",
            answered(_embedding(_CONTENT), Answer(op, error="reset", position=position)),
        )
        for op in ("Write", "Commit")
        for position in (0, 10)
    ),
    story(
        "a descriptor embeds its content, the commit asks for a reset seven times",
        answered(
            _embedding(_CONTENT),
            *(Answer("Commit", n, error="reset", position=0) for n in range(1, 8)),
        ),
    ),
    *(
        story(
            f"a descriptor embeds its content, and its {op.lower()} fails with {kind}",
            answered(_embedding(_CONTENT), Answer(op, error=kind)),
        )
        for op, kind in (
            ("Write", "unavailable"),
            ("Commit", "unavailable"),
            ("Commit", "exists"),
            ("Status", "other"),
        )
    ),
)

STORIES: tuple[Story, ...] = (*_EVERYWHERE, *_SINCE_1_6)
