"""Hypothesis strategies for content and for everything that can happen to it.

Public, and useful on their own: arguments set what is valid, the defaults generate all of it. They
shrink towards what a reader knows: a layer, whole pieces, one caller, no context switch.
"""

from .content import blobs, descriptors, digests, hostile_strings, media_types
from .embedded import embedded_data
from .extremes import lying_counts, slow_calls_of_any_length
from .happenings import cancels, holders, moments, schedules
from .prefixes import key_prefixes
from .resets import resets
from .scenarios import FAMILIES, Family, families, scenarios
from .scripts import script_scenarios, scripts
from .sources import partials, pieces, sources, wrong_content
from .writers import failures, lock_errors, short_writes, slow_calls

__all__ = [
    "FAMILIES",
    "Family",
    "blobs",
    "cancels",
    "descriptors",
    "digests",
    "embedded_data",
    "failures",
    "families",
    "holders",
    "hostile_strings",
    "key_prefixes",
    "lock_errors",
    "lying_counts",
    "media_types",
    "moments",
    "partials",
    "pieces",
    "resets",
    "scenarios",
    "schedules",
    "script_scenarios",
    "scripts",
    "short_writes",
    "slow_calls",
    "slow_calls_of_any_length",
    "sources",
    "wrong_content",
]
