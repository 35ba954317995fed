"""A profile for tests of words, files and exit statuses: all stories, and little of what else there
is to play.

Importing it makes the profile known. A pytest in a process of its own gets it by `-p little`.
"""

from __future__ import annotations

from remotes_conformance.judging.exploring.hunting import PROFILES, Profile

LITTLE = "little"

PROFILES[LITTLE] = Profile(LITTLE, examples=3, preemptions=1, schedules=5, lines=5)
