"""Pushers that are also ingesters: since edition 1.6 a push waits for their locked refs."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import Scenario
from ..surroundings import Blob, Source
from ..whole_calls import WholeCall, scenario_of
from .happenings import cancels, holders, schedules
from .writers import failures, lock_errors

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_BOOLEANS = st.booleans()
_POOL = Blob(bytes(range(40, 80)), 40)
_LAYER = Descriptor(OCI_LAYER, digest_of(_POOL.content), _POOL.size)
_PUSHERS = st.lists(st.sampled_from([True, True, False]), min_size=1, max_size=3)
_PUSH_TROUBLE = st.lists(
    lock_errors() | failures("push"), max_size=2, unique_by=lambda answer: (answer.op, answer.nth)
)
_MAYBE_CANCELS = st.none() | cancels()
_SCHEDULES = schedules()


@st.composite
def ingesting_pushes(draw: DrawFn) -> Scenario:
    """Pushes of one blob by pushers that are ingesters, mostly: they meet at its ref."""
    tasks = []
    for ingests in draw(_PUSHERS):
        trouble, cancel = tuple(draw(_PUSH_TROUBLE)), draw(_MAYBE_CANCELS)
        source = Source(_POOL, pieces=(16,))
        push = WholeCall("push", _LAYER, source, answers=trouble, cancel=cancel)
        tasks.append(replace(push, pusher_ingests=ingests))
    held = {_LAYER.digest: draw(holders())} if draw(_BOOLEANS) else {}
    schedule = draw(_SCHEDULES) if len(tasks) > 1 else b""
    return scenario_of(*tasks, held=held, schedule=schedule)
