"""Contexts that name prefixes of keys, as they can since edition 1.6."""

from __future__ import annotations

from dataclasses import replace

from hypothesis.strategies import SearchStrategy

from ...media_types import CHECKPOINT_CONFIG, IN_TOTO, OCI_CONFIG, OCI_LAYER, OCI_LAYER_ZSTD
from ..scenario import KeyPrefix, Scenario
from ..whole_calls import WholeCall, scenario_of
from .content import DESCRIPTOR, descriptor
from .drawing import Draw, strategy
from .happenings import schedule

_TYPES = (OCI_LAYER, OCI_CONFIG, OCI_LAYER_ZSTD, CHECKPOINT_CONFIG, IN_TOTO, "x", "")
_ODD_TYPES = (OCI_LAYER.upper(), OCI_LAYER + "+zstd")
_PREFIXES = ("mine", "layer", "unknown", "a-b", "ü", "")
_KEY_PREFIX = 3


def _key_prefix(draw: Draw) -> KeyPrefix:
    named = draw.pick(_ODD_TYPES if draw.boolean() else _TYPES)
    return KeyPrefix(named, draw.pick(_PREFIXES))


def prefixes(draw: Draw) -> tuple[KeyPrefix, ...]:
    """See `key_prefixes`."""
    return tuple(_key_prefix(part) for part in draw.several(1, 3, _KEY_PREFIX))


def key_prefixes() -> SearchStrategy[tuple[KeyPrefix, ...]]:
    """Prefixes of keys that a caller names one after the other, some for the same media type
    (editions from 1.6 on)."""
    return strategy(prefixes)


def prefixed_keys(draw: Draw) -> Scenario:
    """Keys that are asked for with contexts which name prefixes, and with those they come from."""
    named, described = prefixes(draw), descriptor(draw.part(DESCRIPTOR))
    is_prefixed, media_type = draw.boolean(), draw.pick(_TYPES)
    if is_prefixed:
        described = replace(described, media_type=media_type)
    derived = draw.pick((None, None, None, None, 0, 1, 2, 3))
    whole = WholeCall("key", described, prefixes=named, derived=derived)
    if not draw.boolean():
        return scenario_of(whole)
    return scenario_of(whole, WholeCall("key", described), schedule=schedule(draw))
