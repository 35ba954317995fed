"""A profile for tests of words, files and exit statuses: all stories, and little of what else there
is to play.

Importing it makes the profile known. A pytest in a process of its own gets it by `-p little`.
"""

from __future__ import annotations

from typing import Any

from remotes_conformance.judging.exploring.hunting import PROFILES, Profile

LITTLE = "little"

PROFILES[LITTLE] = Profile(LITTLE, examples=3, preemptions=1, schedules=5, lines=5)


class OnlyKeys:
    """Offers the ref keys of *remotes*, and so nothing else can be played.

    Of a wrong implementation all stories of all sections are played once something that was drawn
    is broken, and again to find the closest edition.
    """

    def __init__(self, remotes: Any) -> None:
        self.make_ref_key = remotes.make_ref_key


class OnlyFetches(OnlyKeys):
    """Offers its fetches, too."""

    def __init__(self, remotes: Any) -> None:
        super().__init__(remotes)
        self.fetch_handler = remotes.fetch_handler
