"""Hypothesis strategies for content and for everything that can happen to it.

Public, and useful on their own: arguments say what is valid, the defaults generate all of it. They
shrink towards what a reader knows: a layer, whole pieces, nobody else, no context switch.
"""

from .content import blobs, descriptors, digests, hostile_strings, media_types
from .happenings import cancels, holders, schedules
from .scenarios import FAMILIES, Family, scenarios
from .sources import left_overs, sources, wrong_content
from .writers import failures, short_writes

__all__ = [
    "FAMILIES",
    "Family",
    "blobs",
    "cancels",
    "descriptors",
    "digests",
    "failures",
    "holders",
    "hostile_strings",
    "left_overs",
    "media_types",
    "scenarios",
    "schedules",
    "short_writes",
    "sources",
    "wrong_content",
]
