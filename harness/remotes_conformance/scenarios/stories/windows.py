"""Stories of pushes that see `size` bytes of their content and no more, as they do since 1.6."""

from __future__ import annotations

from dataclasses import replace

from ..surroundings import Blob
from .building import (
    SIZE,
    Story,
    blob,
    describe,
    fetch,
    from_source,
    push,
    since_1_6,
    story,
    with_size,
)

_LAYER = fetch().descriptor
_CONTENT = blob().content
_NOTHING = Blob(b"", 0)
_EMPTY = from_source(push(descriptor=describe(_NOTHING)), blob=_NOTHING)

STORIES: tuple[Story, ...] = since_1_6(
    *(
        story(f"content of {size} bytes is pushed by a descriptor of size 0", call)
        for size, call in ((0, _EMPTY), (SIZE, with_size(push(), 0)))
    ),
    story(
        "a push of a descriptor that embeds its content",
        push(descriptor=replace(_LAYER, data=_CONTENT)),
    ),
    story(
        "content that is longer than its descriptor says is pushed",
        from_source(push(), blob=Blob(_CONTENT + b"...", SIZE + 3)),
    ),
    story(
        "of content that is longer, what is missing is pushed",
        from_source(push(partial=Blob(_CONTENT[:10], 10)), blob=Blob(_CONTENT + b"...", SIZE + 3)),
    ),
)
