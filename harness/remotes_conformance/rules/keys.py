"""KEY: the ref key is `<kind>-<body>`, and each kind has its rule."""

from __future__ import annotations

import json

from ..content import Descriptor
from ..contract.names import RequirementId
from ..media_types import (  # fmt: skip
    CHECKPOINT,
    CHECKPOINT_CONFIG,
    CONFIGS,
    EDITIONS,
    INDEXES,
    LAYERS,
    MANIFESTS,
    kind_of,
)
from .case import Case
from .finding import Broken, Judgement
from .run import Run

_REF_NAME = "org.opencontainers.image.ref.name"
_STATE = "the key was asked for"
A_WORD = 3
"""A shorter type may stand in any message by chance."""
_KINDS = (*EDITIONS["2.x"], "unknown")
_BY_TYPE: dict[str, RequirementId] = {
    **dict.fromkeys(MANIFESTS, "KEY-1"),
    **dict.fromkeys(INDEXES, "KEY-2"),
    **dict.fromkeys(LAYERS, "KEY-3"),
    **dict.fromkeys(CONFIGS, "KEY-4"),
    **dict.fromkeys((CHECKPOINT, CHECKPOINT_CONFIG), "KEY-4a"),
}
_BY_KIND: dict[str, RequirementId] = {"layer": "KEY-3a", "attestation": "KEY-11"}


def of_keys(case: Case, judgement: Judgement) -> None:
    """Judge every key by itself, and against those of one world that came before it."""
    by_input: dict[tuple[str, ...], Run] = {}
    by_key: dict[str, Run] = {}
    wrong: dict[int, str] = {}
    for run in case.runs:
        if run.task.kind != "key" or run.returned is None:
            continue
        wrong[run.number] = _judge(run, judgement)
        if run.ended.key is None:
            continue
        inputs = (run.descriptor.media_type, *key_of(run))
        equal, taken = by_input.setdefault(inputs, run), by_key.setdefault(run.ended.key, run)
        if equal is not run:
            follows = wrong[equal.number] or wrong[run.number]
            judgement.take(_named("KEY-7", run), _unequal(run, equal, follows))
        if taken is run and len(by_key) > 1:
            judgement.keep(_named("KEY-8", run))
        elif taken is not run and _have_to_differ(taken, run):
            follows = wrong[taken.number] or wrong[run.number]
            judgement.blame(_named("KEY-8", run), _equal(run, taken, follows))


def _named(rule: RequirementId, run: Run) -> RequirementId:
    return run.edition.variants.get(rule, rule)


def key_of(run: Run) -> tuple[str, str]:
    """The kind and the body that the key has to have."""
    descriptor, edition = run.descriptor, run.edition
    named = [one.prefix for one in run.task.carried if one.media_type == descriptor.media_type]
    kind = (named[-1] if named else "") or kind_of(descriptor.media_type, edition.name)
    name = descriptor.annotations.get(_REF_NAME) if edition.status_first else None
    return kind, descriptor.digest if name is None else f"{name}@{descriptor.digest}"


def rule_of_kind(run: Run) -> RequirementId:
    """The requirement for the kind of this key."""
    media_type, carried = run.descriptor.media_type, len(run.task.carried)
    prefixed = [one.media_type for one in run.task.prefixes]
    if media_type in prefixed:
        return "KEY-13" if media_type in prefixed[carried:] else "KEY-12"
    kind = kind_of(media_type, run.edition.name)
    if kind == "unknown":
        return _named("KEY-5", run)
    if kind == "layer" and kind_of(media_type, "1.6") != "layer":
        return "KEY-3b"
    return _BY_TYPE.get(media_type) or _BY_KIND[kind]


def _judge(run: Run, judgement: Judgement) -> str:
    """The rule that the key of *run* breaks first; "": none."""
    key, (kind, body), number = run.ended.key, key_of(run), run.number
    if run.ended.crash:
        return ""
    expected = "a key for every media type and every digest"
    about: tuple[object, ...] = (expected, run.outcome_text, number, _STATE, "it failed")
    judgement.check("KEY-10", key is not None, *about)
    if key is None:
        return "KEY-10"
    rule, rest = rule_of_kind(run), _named("KEY-6", run)
    media_type = run.descriptor.media_type
    expected = f"a key that begins with “{kind}-” for the media type {media_type!r}"
    expected += "; the other prefix does not apply in this context" * (rule == "KEY-13")
    broken = "" if key.startswith(f"{kind}-") else rule
    judgement.check(rule, not broken, expected, f"{key!r}", number, _STATE, "another kind")
    ends = key in {f"{prefix}-{body}" for prefix in (kind, *_KINDS)}
    ends = ends or (bool(broken) and key.endswith(f"-{body}"))
    expected = f"a key that ends in {body!r}, unchanged"
    about = (expected, f"{key!r}", number, _STATE, "another body", broken)
    judgement.check(rest, ends, *about)
    broken = broken or ("" if ends else rest)
    if not broken:
        _judge_logs(run, kind, judgement)
    return broken


def contains(message: str, media_type: str) -> bool:
    """True if a message has the type in it: as it is, or quoted with escapes, as Python and JSON
    do."""
    quoted = (repr(media_type), ascii(media_type), json.dumps(media_type))
    return any(form in message for form in (media_type, *(one[1:-1] for one in quoted)))


def _judge_logs(run: Run, kind: str, judgement: Judgement) -> None:
    """KEY-9: one message for an unknown type, and it names the type."""
    media_type, rule = run.descriptor.media_type, _named("KEY-9", run)
    if any(one.media_type == media_type for one in run.task.prefixes):
        return
    levels = ("warning", "debug") if kind == "unknown" and rule != "KEY-9" else ("warning",)
    messages = [str(log.args["message"]) for log in run.logs if log.args["level"] in levels]
    expected, kept = "no warning for a known media type", not messages
    if kind == "unknown":
        named = sum(contains(message, media_type) for message in messages)
        expected = f"exactly one message that contains the media type {media_type!r}"
        once = named == 1 or (named > 1 and len(media_type) < A_WORD)
        kept = once and (rule != "KEY-9" or len(messages) == 1)
    seen = f"{messages}" if messages else "no message"
    judgement.check(rule, kept, expected, seen, run.number, _STATE, "other messages")


def _unequal(run: Run, other: Run, follows: str) -> Broken | None:
    """KEY-7: equal inputs give equal keys."""
    if other.ended.key == run.ended.key:
        return None
    expected = "equal media types, digests and names give equal keys, whatever else differs"
    expected += f" ({_rest(other.descriptor)} and {_rest(run.descriptor)})"
    seen = f"{other.ended.key!r} and {run.ended.key!r}"
    return Broken(expected, seen, run.number, _STATE, "unequal keys", follows)


def _have_to_differ(one: Run, other: Run) -> bool:
    if not (_is_plain(one) and _is_plain(other)):
        return False
    apart = one.descriptor.digest != other.descriptor.digest
    return apart or key_of(one)[0] != key_of(other)[0]


def _is_plain(run: Run) -> bool:
    """Neither a ref name nor a prefix is in the key: with one, other content may have the same."""
    descriptor = run.descriptor
    return key_of(run) == (kind_of(descriptor.media_type, run.edition.name), descriptor.digest)


def _equal(run: Run, other: Run, follows: str) -> Broken:
    """KEY-8: different content gives different keys."""
    a, b = other.descriptor, run.descriptor
    expected = "different keys for different digests, or for different kinds"
    inputs = f"{a.media_type!r} {a.digest!r} and {b.media_type!r} {b.digest!r}"
    seen = f"{other.ended.key!r} for both ({inputs})"
    return Broken(expected, seen, run.number, _STATE, "equal keys", follows)


def _rest(descriptor: Descriptor) -> str:
    parts: dict[str, object] = {"annotations": dict(descriptor.annotations)}
    parts |= {"urls": list(descriptor.urls), "platform": descriptor.platform}
    given = [f"{name} {value}" for name, value in parts.items() if value]
    return ", ".join([f"size {descriptor.size}", *given])
