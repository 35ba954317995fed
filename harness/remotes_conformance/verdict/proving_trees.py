"""The events that would have proven a requirement for functions over trees: see `proving`."""

from __future__ import annotations

from typing import Final

OF_TREES: Final = {
    "WALK-1": "no chain of handlers ended",
    "WALK-2": "no handler of a chain stopped it",
    "WALK-3": "no handler of a chain failed",
    "WALK-4": "no walk ended",
    "WALK-4a": "no descriptor with siblings after it was skipped in a walk",
    "WALK-4b": "no descriptor with siblings after it was skipped in a walk",
    "WALK-4c": "no handler failed in a walk",
    "WALK-5": "no two siblings of a dispatch took any time",
    "WALK-5a": "no handler failed in a dispatch",
    "WALK-5b": "no dispatch returned",
    "WALK-5c": "no dispatch in which nothing fails returned",
    "WALK-5d": "no dispatch was given a limit",
    "WALK-6": "no descriptor was listed twice",
    "WALK-7": "no children of a manifest or an index were requested",
    "WALK-7a": "no children of an ambiguous document were requested",
    "WALK-7b": "no children of an ambiguous document were requested",
    "WALK-8": "no children of a layer, a config or an unknown type were requested",
    "WALK-8a": "no children of an unknown type were requested",
    "WALK-8b": "no children of an unknown type were requested",
    "WALK-9": "no provider failed when a document was read",
    "WALK-9a": "no document was cut short, or was not JSON",
    "WALK-10": "no manifest without a config was read",
    "WALK-11": "no whole image was fetched",
    "WALK-12": "no handler was called in a walk or a dispatch",
}
"""By id."""
