"""Several parties: callers who wait, copy, fail and give up, and holders of each of their refs."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ..scenario import MILLISECOND, SECOND, Answer, Cancel, Scenario
from ..surroundings import Holder, Source
from ..whole_calls import WholeCall, scenario_of
from .happenings import schedules
from .successive import LAYERS, POOL
from .writers import failures

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_REFS = st.lists(st.sampled_from([0, 0, 0, 1, 1, 2]), min_size=2, max_size=4)
_HANDLERS = st.sampled_from([0, 0, 1, 2])
_STARTS = st.sampled_from([0, 0, 0, 12 * MILLISECOND, 300 * MILLISECOND, 20 * SECOND])
_ENDS = st.sampled_from(
    [0, 60 * MILLISECOND, 300 * MILLISECOND, 900 * MILLISECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND]
)
_TROUBLES = st.sampled_from(["", "", "gives up", "gives up", "fails", "slow"])
_GIVEN_UP = st.sampled_from([0, 100, 250, 700, 3_000])
_COMMITS = st.sampled_from([False, False, False, True])
_SLOW = st.builds(
    Answer,
    op=st.sampled_from(["Write", "Read", "Commit", "Fetch", "Status"]),
    delay=st.sampled_from([MILLISECOND, 100 * MILLISECOND, 40 * SECOND]),
)
_FAILURES = failures()
_SCHEDULES = schedules()
_SEEDS = st.integers(0, 7)


@st.composite
def parties(draw: DrawFn) -> Scenario:
    """Two to four fetches of up to three layers; each layer may be held by somebody else."""
    refs = draw(_REFS)
    tasks = tuple(_party(draw, number) for number in refs)
    held = {
        LAYERS[number].digest: Holder(until, draw(_COMMITS))
        for number in dict.fromkeys(refs)
        if (until := draw(_ENDS))
    }
    return scenario_of(*tasks, held=held, schedule=draw(_SCHEDULES), seed=draw(_SEEDS))


def _party(draw: DrawFn, number: int) -> WholeCall:
    at = draw(_STARTS)
    source = Source(POOL[number], pieces=(16,))
    call = WholeCall("fetch", LAYERS[number], source, at=at, handler=draw(_HANDLERS))
    trouble = draw(_TROUBLES)
    if trouble == "gives up":
        return replace(call, cancel=Cancel(at=at + draw(_GIVEN_UP) * MILLISECOND))
    if trouble == "fails":
        return replace(call, answers=(draw(_FAILURES),))
    if trouble == "slow":
        return replace(call, answers=(draw(_SLOW),))
    return call
