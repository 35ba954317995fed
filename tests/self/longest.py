"""Stories that take as long as hundreds of others: half of the time of all of them."""

from __future__ import annotations

from remotes_conformance.contract.names import Edition
from remotes_conformance.scenarios.stories import Story, of_edition

REFUSED_OFTEN = frozenset(
    {
        "a ref is locked for an hour",
        "the ref of a push is locked for an hour",
        "80 fetches of different layers are refused nine times each",
        "80 pushes to pushers that are ingesters are refused nine times each",
    }
)
"""Thousands of waits: for implementations that wait otherwise than the reference."""

BIGGEST = frozenset(
    {
        "a blob of 20 MiB and of unknown size is fetched",
        "a blob of 18 MiB and of unknown size is pushed from a source that gives what is asked for",
        "a blob of 18 MiB is pushed from a source that gives what is asked for",
    }
)
"""For implementations that hold much at a time."""


def is_long(story: Story) -> bool:
    """True if it is one of these."""
    return story.name in REFUSED_OFTEN | BIGGEST


def shorter_stories(edition: Edition) -> list[Story]:
    """All other stories of *edition*."""
    return [one for one in of_edition(edition) if not is_long(one)]
