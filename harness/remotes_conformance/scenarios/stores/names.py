"""Refs and digests of scripts: which are malformed or strange."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from ...content import HEX_LENGTHS
from ..scenario import Scenario
from ..script import Abort, Open, Script, Step

_PLAIN_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ORDINARY_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,159}")
_LONGEST_REF = 255


@cache
def is_well_formed(digest: str) -> bool:
    """True if it is a digest of a known algorithm."""
    algorithm, _, encoded = digest.partition(":")
    length = HEX_LENGTHS.get(algorithm)
    return length is not None and bool(re.fullmatch(f"[0-9a-f]{{{length}}}", encoded))


@cache
def digest_like(content: bytes, digest: str) -> str:
    """The digest of *content*, by the algorithm of *digest* ("": SHA-256)."""
    algorithm = digest.partition(":")[0] if is_well_formed(digest) else "sha256"
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


def is_strange(ref: str) -> bool:
    """True if a ref is not just letters, digits and a few signs."""
    return not _PLAIN_REF.fullmatch(ref)


def is_ordinary(ref: str) -> bool:
    """True if every store has to take the ref: so are keys of a kind and a digest."""
    return bool(_ORDINARY_REF.fullmatch(ref))


def are_alike(refs: Iterable[str]) -> bool:
    """True if a store may take refs for one another: one is strange, or only cases differ."""
    names = list(refs)
    return any(map(is_strange, names)) or len({one.casefold() for one in names}) < len(set(names))


def may_be_refused(ref: str) -> bool:
    """True if a store may refuse a ref: it is empty, very long, or no text."""
    return not ref or len(ref) > _LONGEST_REF or not ref.isprintable()


@lru_cache(maxsize=1_000)
def strange_names(scenario: Scenario) -> tuple[bool, bool]:
    """True if its scripts use strange refs, and malformed digests."""
    steps = [step for one in scenario.calls if isinstance(one, Script) for step in one.steps]
    refs = any(isinstance(step, Open | Abort) and is_strange(step.ref) for step in steps)
    digests = (getattr(step, "digest", "") for step in steps)
    return refs, any(digest and not is_well_formed(digest) for digest in digests)


def with_plain_refs(scenario: Scenario) -> Scenario:
    """The same, each strange ref replaced by a plain one of its own."""
    steps = [step for one in scenario.calls if isinstance(one, Script) for step in one.steps]
    strange = (
        step.ref for step in steps if isinstance(step, Open | Abort) and is_strange(step.ref)
    )
    plain = {ref: f"plain-{number}" for number, ref in enumerate(dict.fromkeys(strange))}

    def renamed(step: Step) -> Step:
        if isinstance(step, Open | Abort):
            return replace(step, ref=plain.get(step.ref, step.ref))
        return step

    calls = (
        replace(one, steps=tuple(map(renamed, one.steps))) if isinstance(one, Script) else one
        for one in scenario.calls
    )
    return replace(scenario, calls=tuple(calls))


def is_hostile(scenario: Scenario) -> bool:
    """True if names in it may lead out of a store."""
    return any(strange_names(scenario))
