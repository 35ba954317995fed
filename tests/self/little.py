"""A profile for tests of texts, files and exit statuses: all stories, and little of the drawn and
scheduled parts.

Importing it makes the profile known. A pytest in a process of its own gets it by `-p little`.
"""

from __future__ import annotations

from typing import Any

from remotes_conformance.judging.exploring.hunting import PROFILES, Profile

LITTLE = "little"

PROFILES[LITTLE] = Profile(LITTLE, examples=3, preemptions=1, schedules=5, lines=5)


class OnlyKeys:
    """Offers the ref keys of *remotes*, and so nothing else can be played.

    For a wrong implementation all stories of all sections are played once a drawn scenario breaks a
    rule, and again to find the closest edition.
    """

    def __init__(self, remotes: Any) -> None:
        self.make_ref_key = remotes.make_ref_key


class OnlyFetches(OnlyKeys):
    """Offers its fetches, too."""

    def __init__(self, remotes: Any) -> None:
        super().__init__(remotes)
        self.fetch_handler = remotes.fetch_handler
