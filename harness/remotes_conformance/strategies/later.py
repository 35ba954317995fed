"""What editions know from 1.6 on: resets, embedded data, prefixes of keys, ingesting pushers."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..content import Descriptor, digest_of
from ..media_types import CHECKPOINT_CONFIG, IN_TOTO, OCI_CONFIG, OCI_LAYER, OCI_LAYER_ZSTD
from ..scenario import Answer, Blob, KeyPrefix, Kind, Scenario, Source, Task
from .content import blobs, descriptors
from .happenings import cancels, holders, schedules
from .sources import left_overs, sources, wrong_content
from .writers import failures, lock_errors

MAX_RESETS = 7
"""Two more than edition 1.6 puts up with."""

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_BOOLEANS = st.booleans()
_SELDOM = st.sampled_from([False, False, False, True])
_RESET_OPS = st.sampled_from(["Commit", "Write"])
_ROUNDS = st.sampled_from([1, 1, 2, 4, 5, MAX_RESETS])
_PLACES = st.integers(0, 64)
_BLOBS = blobs(min_size=1)
_HOW_EMBEDDED = st.sampled_from(["right", "right", "changed", "wrong length", "empty"])
_PREFIXED_TYPES = (OCI_LAYER, OCI_CONFIG, OCI_LAYER_ZSTD, CHECKPOINT_CONFIG, IN_TOTO, "x", "")
_KEY_PREFIXES = st.lists(
    st.builds(
        KeyPrefix,
        st.sampled_from(_PREFIXED_TYPES)
        | st.sampled_from([OCI_LAYER.upper(), OCI_LAYER + "+zstd"]),
        st.sampled_from(["mine", "layer", "unknown", "a-b", "ü", ""]),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
_DERIVED = st.none() | st.integers(0, 3)
_DESCRIPTORS = descriptors()
_TYPES = st.sampled_from(_PREFIXED_TYPES)
_POOL = Blob(bytes(range(40, 80)), 40)
_LAYER = Descriptor(OCI_LAYER, digest_of(_POOL.content), _POOL.size)
_PUSHERS = st.lists(st.sampled_from([True, True, False]), min_size=1, max_size=3)
_PUSH_TROUBLE = st.lists(
    lock_errors() | failures("push"), max_size=2, unique_by=lambda answer: (answer.op, answer.nth)
)
_MAYBE_CANCELS = st.none() | cancels()
_SCHEDULES = schedules()


@st.composite
def resets(draw: DrawFn, size: int) -> tuple[Answer, ...]:
    """A writer of *size* bytes that asks for a reset once or several times in a row.

    Each time it goes on from another place: the start, the middle, or where it was.
    """
    op, rounds = draw(_RESET_OPS), draw(_ROUNDS)
    return tuple(
        Answer(op, nth, error="reset", position=draw(_PLACES) % (size + 1))
        for nth in range(1, rounds + 1)
    )


@st.composite
def embedded_data(draw: DrawFn, content: bytes) -> bytes:
    """What a descriptor of *content* may embed: mostly the content; or other bytes, fewer, none."""
    how = draw(_HOW_EMBEDDED)
    if how == "right" or not content:
        return content
    if how == "changed":
        place = draw(_PLACES) % len(content)
        return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
    return b"" if how == "empty" else draw(wrong_content(content)).content


def key_prefixes() -> SearchStrategy[tuple[KeyPrefix, ...]]:
    """Prefixes of keys that a caller names, one after the other, some for the same media type."""
    return _KEY_PREFIXES


@st.composite
def prefixed_keys(draw: DrawFn) -> Scenario:
    """Keys that are asked for with contexts which name prefixes, and with those they come from."""
    prefixes, descriptor = draw(_KEY_PREFIXES), draw(_DESCRIPTORS)
    if draw(_BOOLEANS):
        descriptor = replace(descriptor, media_type=draw(_TYPES))
    whole = Task("key", descriptor, prefixes=prefixes, derived=draw(_DERIVED))
    tasks = (whole,) if draw(_BOOLEANS) else (whole, Task("key", descriptor))
    return Scenario(tasks, schedule=draw(_SCHEDULES) if len(tasks) > 1 else b"")


@st.composite
def reset_copies(draw: DrawFn, kind: Kind) -> Scenario:
    """A copy to a writer that asks for resets, from any source, perhaps after an earlier ingest."""
    blob = draw(_BLOBS)
    size = -1 if draw(_SELDOM) else blob.size
    descriptor = Descriptor(OCI_LAYER, digest_of(blob.content), size)
    ingest = draw(left_overs(blob.content)) if draw(_SELDOM) else None
    task = Task(kind, descriptor, draw(sources(blob)), ingest=ingest)
    return Scenario((replace(task, answers=draw(resets(blob.size))),))


@st.composite
def embedded_content(draw: DrawFn) -> Scenario:
    """A fetch of a descriptor that embeds data: what it should, or something else."""
    blob = draw(_BLOBS)
    size = draw(st.sampled_from([blob.size, blob.size, blob.size, 0, -1]))
    data = draw(embedded_data(blob.content))
    descriptor = Descriptor(OCI_LAYER, digest_of(blob.content), size, data=data)
    ingest = draw(left_overs(blob.content)) if draw(_SELDOM) else None
    answers = (draw(failures("fetch")),) if draw(_SELDOM) else ()
    source = None if draw(_SELDOM) else draw(sources(blob))
    return Scenario((Task("fetch", descriptor, source, ingest=ingest, answers=answers),))


@st.composite
def ingesting_pushes(draw: DrawFn) -> Scenario:
    """Pushes of one blob by pushers that are ingesters, mostly: they meet at its ref."""
    tasks = []
    for ingests in draw(_PUSHERS):
        trouble, cancel = tuple(draw(_PUSH_TROUBLE)), draw(_MAYBE_CANCELS)
        source = Source(_POOL, pieces=(16,))
        push = Task("push", _LAYER, source, answers=trouble, cancel=cancel)
        tasks.append(replace(push, pusher_ingests=ingests))
    outside = (draw(holders(_LAYER.digest)),) if draw(_BOOLEANS) else ()
    return Scenario(tuple(tasks), outside, draw(_SCHEDULES) if len(tasks) > 1 else b"")
