"""Contexts that name prefixes of keys, as they can since edition 1.6."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...media_types import CHECKPOINT_CONFIG, IN_TOTO, OCI_CONFIG, OCI_LAYER, OCI_LAYER_ZSTD
from ..scenario import KeyPrefix, Scenario
from ..whole_calls import WholeCall, scenario_of
from .content import descriptors
from .happenings import schedules

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_BOOLEANS = st.booleans()
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
_SCHEDULES = schedules()


def key_prefixes() -> SearchStrategy[tuple[KeyPrefix, ...]]:
    """Prefixes of keys that a caller names one after the other, some for the same media type
    (editions from 1.6 on)."""
    return _KEY_PREFIXES


@st.composite
def prefixed_keys(draw: DrawFn) -> Scenario:
    """Keys that are asked for with contexts which name prefixes, and with those they come from."""
    prefixes, descriptor = draw(_KEY_PREFIXES), draw(_DESCRIPTORS)
    if draw(_BOOLEANS):
        descriptor = replace(descriptor, media_type=draw(_TYPES))
    whole = WholeCall("key", descriptor, prefixes=prefixes, derived=draw(_DERIVED))
    tasks = (whole,) if draw(_BOOLEANS) else (whole, WholeCall("key", descriptor))
    return scenario_of(*tasks, schedule=draw(_SCHEDULES) if len(tasks) > 1 else b"")
