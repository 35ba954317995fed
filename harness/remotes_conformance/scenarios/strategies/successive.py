"""Calls of one handler that begin after another one has ended, however that was."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import MILLISECOND, SECOND, Answer, Cancel, Kind, Scenario
from ..surroundings import Blob, Holder
from ..whole_calls import WholeCall, scenario_of
from .happenings import schedules
from .sources import partials, sources, wrong_content
from .writers import failures

# Content of different calls has no byte in common, so that a mix-up shows.
POOL = tuple(Blob(bytes(range(base, base + 40)), 40) for base in (40, 90, 150))
LAYERS = tuple(Descriptor(OCI_LAYER, digest_of(blob.content), blob.size) for blob in POOL)

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_HOW: dict[Kind, SearchStrategy[str]] = {
    "fetch": st.sampled_from(["fails", "fails", "given up", "given up", "wrong", "breaks", "fine"]),
    "push": st.sampled_from(["fails", "fails", "wrong", "breaks", "fine"]),
}
_FAILURES: dict[Kind, SearchStrategy[Answer]] = {
    "fetch": failures("fetch", resumes=True),
    "push": failures("push", resumes=True),
}
_WHICH = st.sampled_from([0, 0, 0, 1])
_HANDLERS = st.sampled_from([0, 0, 0, 1])
_CALLS = st.integers(1, 2)
_PAUSES = st.sampled_from([20 * SECOND, SECOND, 1, 3_600 * SECOND])
_GIVEN_UP = st.sampled_from([0, 5 * MILLISECOND, 100 * MILLISECOND, 3 * SECOND])
_HELD = st.sampled_from([10 * SECOND, 150 * MILLISECOND, 60 * SECOND])
_SELDOM = st.sampled_from([False, False, False, True])
_SCHEDULES = schedules()

_ENDED = 120 * SECOND
"""By then a first call has ended: its failures take no time, and no holder stays so long."""


@st.composite
def successive_calls(draw: DrawFn, kind: Kind) -> Scenario:
    """A call that ends in some way, and one or two more after it, for the same content or other."""
    how = draw(_HOW[kind])
    first = _ended(draw, WholeCall(kind, LAYERS[0], draw(sources(POOL[0], whole=True))), how)
    tasks, at = [first], _ENDED
    for _ in range(draw(_CALLS)):
        which, at = draw(_WHICH), at + draw(_PAUSES)
        source = draw(sources(POOL[which], whole=True))
        call = WholeCall(kind, LAYERS[which], source, at=at, handler=draw(_HANDLERS))
        tasks.append(call)
    held: dict[str, Holder] = {}
    if how == "given up":
        held = {LAYERS[0].digest: Holder(draw(_HELD), draw(_SELDOM))}
    return scenario_of(*tasks, held=held)


def _ended(draw: DrawFn, call: WholeCall, how: str) -> WholeCall:
    """*call*, which fails, or is given up."""
    source = call.source
    assert source is not None
    content = source.blob.content
    if draw(_SELDOM):
        call = replace(call, partial=draw(partials(content)))
    if how == "fails":
        return replace(call, answers=(draw(_FAILURES[call.kind]),))
    if how == "given up":
        return replace(call, cancel=Cancel(at=draw(_GIVEN_UP)))
    if how == "wrong":
        return replace(call, source=replace(source, blob=draw(wrong_content(content))))
    if how == "breaks":
        return replace(call, source=draw(sources(source.blob)))
    return call


@st.composite
def several_resumes(draw: DrawFn, kind: Kind) -> Scenario:
    """Ingests of different content, with which one handler goes on: at one time, or in turn."""
    tasks = []
    for number, blob in enumerate(POOL[: 1 + draw(_CALLS)]):
        left = draw(partials(blob.content))
        source = draw(sources(blob, whole=not draw(_SELDOM)))
        at = number * SECOND if draw(_SELDOM) else 0
        tasks.append(WholeCall(kind, LAYERS[number], source, partial=left, at=at))
    return scenario_of(*tasks, schedule=draw(_SCHEDULES))
