"""Stories of content stores: small scripts, which together exercise every requirement."""

from __future__ import annotations

from typing import Final

from ..stories.building import Story
from . import commits, contents, failing_disks, forms, hostile, ingests, refs, separate

STORE_STORIES: Final[tuple[Story, ...]] = tuple(
    story
    for module in (refs, separate, ingests, commits, contents, forms, hostile, failing_disks)
    for story in module.story.all
)
"""In the order in which they are played."""
