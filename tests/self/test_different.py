"""Implementations that are right, each in its own way: not one finding, over thousands."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from different import DIFFERENT, SINCE_1_6, WITHOUT_STATE
from longest import BIGGEST, REFUSED_OFTEN
from remotes_conformance import Verdict, check
from remotes_conformance.judging import checking
from remotes_conformance.judging.exploring import hunting
from remotes_conformance.judging.exploring.drawing import draw
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.plan import whole_plan

WITHIN_ONE_CALL = "within one call"
PROFILES[WITHIN_ONE_CALL] = replace(
    PROFILES["quick"], name=WITHIN_ONE_CALL, examples=10, preemptions=0, schedules=5, lines=3
)
SEVERAL_CALLS = "several calls"
PROFILES[SEVERAL_CALLS] = replace(
    PROFILES["quick"], name=SEVERAL_CALLS, examples=10, schedules=20, lines=10
)
"""Few of each, for many: of the reference CI plays far more, with profile `default`."""
SEEDS = {name: place % 7 for place, name in enumerate([*DIFFERENT, *SINCE_1_6])}
DRAWN_ONCE = cache(draw)
"""For each seed: it depends on nothing else."""

WAIT_OTHERWISE = {"WaitingForADeadline", "WaitsInSlices16", "WaitsInSlices2X"}
"""The stories that are refused often are played with these of `WITHOUT_STATE`, …"""
HOLD_MUCH = {
    "ClosesTheReaderEarly16",
    "ClosesTheReaderEarly2X",
    "EightMebibytesAtATime",
    "GoesBackInMemory16",
    "GoesBackInMemory2X",
    "OneByteAtATime",
}
"""… and the biggest ones with these."""

MADE_SMALLER = {"OneByteAtATime"}
"""They copy in such small pieces that big stories are made smaller for them: see test_sizing.py."""


def judged(name: str, edition: str = "2017-06") -> Verdict:
    """Judge all stories, and drawn scenarios, from one of seven seeds.

    If calls share nothing, in few of the schedules; and if they wait and copy as others do, without
    the stories in which that is all that happens.
    """
    factory = DIFFERENT[name] if name in DIFFERENT else SINCE_1_6[name][0]
    profile = WITHIN_ONE_CALL if name in WITHOUT_STATE else SEVERAL_CALLS
    left_out = REFUSED_OFTEN if name in WITHOUT_STATE - WAIT_OTHERWISE else frozenset()
    left_out |= BIGGEST if name in WITHOUT_STATE - HOLD_MUCH else frozenset()
    with pytest.MonkeyPatch.context() as patched:
        parts = [part for part in whole_plan() if part.title not in left_out]
        patched.setattr(checking, "whole_plan", lambda: parts)
        patched.setattr(hunting, "draw", DRAWN_ONCE)
        return check(factory(), profile=profile, seed=SEEDS[name], edition=edition)


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_right_implementation_is_found_right(name: str) -> None:
    """Every story, hundreds of drawn scenarios, and schedules: see `WITHOUT_STATE`."""
    verdict = judged(name)
    assert not verdict.violations, str(verdict)
    assert verdict.conformant, verdict.why
    assert verdict.scenarios > 1_000
    notes = [note for note in verdict.to_json()["notes"] if note.startswith("big blobs are made")]
    assert len(notes) == (2 if name in MADE_SMALLER else 0)
    assert ("note      big blobs are made smaller" in str(verdict)) == bool(notes)


@pytest.mark.parametrize("name", SINCE_1_6)
def test_a_right_implementation_of_1_6_or_2_x_is_found_right(name: str) -> None:
    """As those of 2017-06, in its own edition."""
    verdict = judged(name, SINCE_1_6[name][1])
    assert not verdict.violations, str(verdict)
    assert verdict.conformant, verdict.why
    assert verdict.scenarios > 1_000


def test_only_right_ones_have_few_schedules() -> None:
    """And all that is left out is there: a name that is misspelt would mean nothing."""
    assert {*DIFFERENT, *SINCE_1_6} > WITHOUT_STATE > WAIT_OTHERWISE | HOLD_MUCH
    assert {part.title for part in whole_plan()} > REFUSED_OFTEN | BIGGEST
