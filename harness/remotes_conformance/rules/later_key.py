"""KEY, from edition 1.6 on: more kinds, names before the digest, prefixes from the context."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Descriptor
from ..media_types import (
    CHECKPOINT,
    CHECKPOINT_CONFIG,
    EDITIONS,
    IN_TOTO,
    LAYERS,
    kind_of,
)
from .case import Case
from .finding import Broken, Finding, holds
from .key import begins_with, of_kind, pairs_of_keys
from .registry import each_call, whole_world
from .run import Run

_REF_NAME = "org.opencontainers.image.ref.name"


@each_call("KEY-3a", "key")
def other_layers(run: Run) -> Iterator[Finding]:
    media_type = run.descriptor.media_type
    if of_kind(run) and kind_of(media_type, "1.6") == "layer" and media_type not in LAYERS:
        yield begins_with(run, "layer")


@each_call("KEY-3b", "key")
def younger_layers(run: Run) -> Iterator[Finding]:
    media_type = run.descriptor.media_type
    if of_kind(run) and kind_of(media_type, "2.x") == "layer" != kind_of(media_type, "1.6"):
        yield begins_with(run, "layer")


@each_call("KEY-4a", "key")
def checkpoints(run: Run) -> Iterator[Finding]:
    if of_kind(run) and run.descriptor.media_type in (CHECKPOINT, CHECKPOINT_CONFIG):
        yield begins_with(run, "config")


@each_call("KEY-5a", "key")
@each_call("KEY-5b", "key")
def everything_else(run: Run) -> Iterator[Finding]:
    if of_kind(run) and kind_of(run.descriptor.media_type, run.edition) == "unknown":
        yield begins_with(run, "unknown")


@each_call("KEY-11", "key")
def attestations(run: Run) -> Iterator[Finding]:
    if of_kind(run) and run.descriptor.media_type == IN_TOTO:
        yield begins_with(run, "attestation")


def _key(run: Run) -> str:
    return (run.outcome.key if run.outcome else None) or ""


def _named(run: Run) -> str:
    """The prefix that the context of the call names for its media type; "": none."""
    media_type = run.descriptor.media_type
    named = [one.prefix for one in run.task.carried if one.media_type == media_type]
    return named[-1] if named else ""


def _named_elsewhere(run: Run) -> list[str]:
    """Prefixes for its media type, named by contexts that were derived from that of the call."""
    media_type = run.descriptor.media_type
    derived = run.task.prefixes[len(run.task.carried) :]
    return [one.prefix for one in derived if one.media_type == media_type]


def _body(descriptor: Descriptor) -> str:
    name = descriptor.annotations.get(_REF_NAME)
    return descriptor.digest if name is None else f"{name}@{descriptor.digest}"


@each_call("KEY-6a", "key")
def the_ref_name_and_the_digest(run: Run) -> Iterator[Finding]:
    if run.outcome is None or run.outcome.key is None:
        return
    key, body = _key(run), _body(run.descriptor)
    named = [one.prefix for one in run.task.prefixes]
    prefixes = [prefix for prefix in (*named, *EDITIONS["2.x"], "unknown") if prefix]
    known = [prefix for prefix in prefixes if key.startswith(f"{prefix}-")]
    kept = any(key == f"{prefix}-{body}" for prefix in known)
    expected = f"a key that ends in {body!r}"
    yield holds(kept or (not known and key.endswith(f"-{body}")), expected, f"{key!r}", run.number)


@whole_world("KEY-7a")
def equal_inputs_give_equal_keys(case: Case) -> Iterator[Finding]:
    for one, other in pairs_of_keys(case):
        a, b = one.descriptor, other.descriptor
        same = (a.media_type, _body(a), _named(one)) == (b.media_type, _body(b), _named(other))
        if same and a.digest == b.digest and not (_named_elsewhere(one) or _named_elsewhere(other)):
            expected = "one key for one media type, digest, ref name and prefix"
            seen = f"{_key(one)!r} and {_key(other)!r}"
            yield holds(_key(one) == _key(other), expected, seen, other.number)


@whole_world("KEY-8a")
def different_content_different_keys(case: Case) -> Iterator[Finding]:
    for one, other in pairs_of_keys(case):
        a, b = one.descriptor, other.descriptor
        if _REF_NAME in {*a.annotations, *b.annotations} or not (of_kind(one) and of_kind(other)):
            continue
        edition = case.scenario.edition
        if any(
            isinstance(begins_with(r, kind_of(r.descriptor.media_type, edition)), Broken)
            for r in (one, other)
        ):
            continue  # that a type is taken for another one, other rules say
        kinds = {kind_of(each.media_type, edition) for each in (a, b)}
        if a.digest != b.digest or len(kinds) > 1:
            expected = "different keys for different digests, or for different kinds"
            seen = f"{_key(one)!r} for both"
            yield holds(_key(one) != _key(other), expected, seen, other.number)


@each_call("KEY-9a", "key")
def a_message_for_an_unknown_type(run: Run) -> Iterator[Finding]:
    media_type = run.descriptor.media_type
    kind = kind_of(media_type, run.edition)
    if not of_kind(run) or isinstance(begins_with(run, kind), Broken):
        return
    said = [log for log in run.logs if log.args["level"] in ("warning", "debug")]
    if kind == "unknown":
        named = [log for log in said if media_type in log.args["message"]]
        expected = f"one message that names the media type {media_type!r}"
        yield holds(len(named) == 1, expected, f"{len(named)} of them", run.number)
    else:
        warnings = [log.args["message"] for log in said if log.args["level"] == "warning"]
        yield holds(not warnings, "no warning for a known media type", f"{warnings}", run.number)


@each_call("KEY-12", "key")
def the_context_names_the_prefix(run: Run) -> Iterator[Finding]:
    if run.outcome is not None and run.outcome.key is not None and run.task.carried:
        prefix = _named(run) or kind_of(run.descriptor.media_type, run.edition)
        if not _named_elsewhere(run) and not of_kind(run):
            yield begins_with(run, prefix)


@each_call("KEY-13", "key")
def a_context_does_not_change(run: Run) -> Iterator[Finding]:
    if run.outcome is not None and run.outcome.key is not None and _named_elsewhere(run):
        prefix = _named(run) or kind_of(run.descriptor.media_type, run.edition)
        expected = f"a key that begins with “{prefix}-”: the other prefix is not in this context"
        yield holds(_key(run).startswith(f"{prefix}-"), expected, f"{_key(run)!r}", run.number)
