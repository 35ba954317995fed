"""Stories of sizes below 0, of which -1 is only the usual one, and of the greatest there is."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import Answer
from ..surroundings import Blob
from .building import (  # fmt: skip
    SIZE,
    Story,
    answered,
    blob,
    both,
    fetch,
    from_source,
    push,
    since_1_6,
    story,
    with_size,
)
from .resuming import CAN, resumed

_CONTENT = blob().content
BELOW = {"-2": -2, "-2**63": -(2**63)}
_SHORT = from_source(fetch(), blob=Blob(_CONTENT[:5], 5))

STORIES: tuple[Story, ...] = (
    *(
        variant
        for name, size in BELOW.items()
        for variant in both(f"{{}} of unknown size ({name})", with_size(fetch(), size))
    ),
    *(
        variant
        for size in BELOW.values()
        for name, can in CAN.items()
        for variant in both(
            f"{{}} resumes, of unknown size ({size}), from {name}",
            with_size(resumed(10, can), size),
        )
    ),
    *both(
        "{} of size -2 whose source breaks",
        with_size(from_source(fetch(), breaks_at=15, breaks_with="unavailable"), -2),
    ),
    *both("{} of size -2 of content that is too short", with_size(_SHORT, -2)),
    *both("{} of the greatest size of 64 bits", with_size(fetch(), 2**63 - 1)),
    story(
        "a ref is refused once, the size is -2",
        with_size(answered(fetch(), Answer("Writer", error="locked")), -2),
    ),
    *since_1_6(
        story(
            "a pusher that is an ingester, the size is -2",
            with_size(push(pusher_ingests=True), -2),
        ),
    ),
    story("content of size -2 exists", with_size(fetch(present=True), -2)),
    story(
        "two pushes of unknown size, -1 and -2",
        with_size(push(), -1),
        with_size(push(1), -2),
    ),
    *(
        variant
        for held in (SIZE, SIZE + 5)
        for variant in both(
            f"{{}} of size -2 of which {held} bytes are there",
            with_size(replace(resumed(held, ())), -2),
        )
    ),
)
