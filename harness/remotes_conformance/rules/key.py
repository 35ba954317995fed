"""KEY: the ref key is `<kind>-<digest>`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ..content import Descriptor
from ..media_types import CONFIGS, INDEXES, KINDS, LAYERS, MANIFESTS, kind_of
from .case import Case
from .finding import KEPT, Broken, Finding, holds
from .registry import each_call, whole_world
from .run import Run


def ref_key(descriptor: Descriptor) -> str:
    """The ref key of edition 2017-06."""
    return f"{kind_of(descriptor.media_type)}-{descriptor.digest}"


def begins_with(run: Run, kind: str) -> Finding:
    key = run.outcome.key if run.outcome else None
    return holds(
        key is not None and key.startswith(f"{kind}-"),
        f"a key that begins with “{kind}-” for the media type {run.descriptor.media_type!r}",
        f"{key!r}",
        run.number,
    )


def has_key(run: Run) -> bool:
    """It came back with a key."""
    return run.outcome is not None and run.outcome.key is not None


def of_kind(run: Run) -> bool:
    """It came back with a key, and no context named a prefix for its media type."""
    media_type = run.descriptor.media_type
    return has_key(run) and all(one.media_type != media_type for one in run.task.prefixes)


@each_call("KEY-1", "key")
def manifests(run: Run) -> Iterator[Finding]:
    if of_kind(run) and run.descriptor.media_type in MANIFESTS:
        yield begins_with(run, "manifest")


@each_call("KEY-2", "key")
def indexes(run: Run) -> Iterator[Finding]:
    if of_kind(run) and run.descriptor.media_type in INDEXES:
        yield begins_with(run, "index")


@each_call("KEY-3", "key")
def layers(run: Run) -> Iterator[Finding]:
    if of_kind(run) and run.descriptor.media_type in LAYERS:
        yield begins_with(run, "layer")


@each_call("KEY-4", "key")
def configs(run: Run) -> Iterator[Finding]:
    if of_kind(run) and run.descriptor.media_type in CONFIGS:
        yield begins_with(run, "config")


@each_call("KEY-5", "key")
def everything_else(run: Run) -> Iterator[Finding]:
    if has_key(run) and kind_of(run.descriptor.media_type) == "unknown":
        yield begins_with(run, "unknown")


@each_call("KEY-6", "key")
def the_digest_as_it_is(run: Run) -> Iterator[Finding]:
    if not has_key(run) or run.descriptor.annotations:
        return
    assert run.outcome is not None
    key, digest = run.outcome.key or "", run.descriptor.digest
    kind = next((kind for kind in (*KINDS, "unknown") if key.startswith(f"{kind}-")), None)
    kept = key.endswith(f"-{digest}") if kind is None else key == f"{kind}-{digest}"
    yield holds(
        kept, f"a key that ends in the digest as it was given: {digest!r}", f"{key!r}", run.number
    )


@whole_world("KEY-7")
def media_type_and_digest_alone(case: Case) -> Iterator[Finding]:
    for one, other in pairs_of_keys(case):
        a, b = one.descriptor, other.descriptor
        if (a.media_type, a.digest) == (b.media_type, b.digest):
            assert one.outcome is not None
            assert other.outcome is not None
            yield holds(
                one.outcome.key == other.outcome.key,
                f"one key for one media type and digest, whatever else the descriptor says "
                f"({_rest(a)} and {_rest(b)})",
                f"{one.outcome.key!r} and {other.outcome.key!r}",
                other.number,
            )


def _rest(descriptor: Descriptor) -> str:
    parts = [f"size {descriptor.size}"]
    if descriptor.annotations:
        parts.append(f"annotations {dict(descriptor.annotations)}")
    if descriptor.urls:
        parts.append(f"urls {list(descriptor.urls)}")
    if descriptor.platform is not None:
        parts.append(f"platform {dict(descriptor.platform)}")
    return ", ".join(parts)


@whole_world("KEY-8")
def different_content_different_keys(case: Case) -> Iterator[Finding]:
    for one, other in pairs_of_keys(case):
        a, b = one.descriptor, other.descriptor
        if a.digest != b.digest or kind_of(a.media_type) != kind_of(b.media_type):
            assert one.outcome is not None
            assert other.outcome is not None
            yield holds(
                one.outcome.key != other.outcome.key,
                "different keys for different digests, or for different kinds",
                f"{one.outcome.key!r} for both ({a.media_type!r} {a.digest!r} "
                f"and {b.media_type!r} {b.digest!r})",
                other.number,
            )


def pairs_of_keys(case: Case) -> Iterator[tuple[Run, Run]]:
    """Every two keys that were asked for."""
    return combinations([run for run in case.runs if run.task.kind == "key" and has_key(run)], 2)


@each_call("KEY-9", "key")
def a_warning_for_an_unknown_type(run: Run) -> Iterator[Finding]:
    if not of_kind(run):
        return
    warnings = [log.args["message"] for log in run.logs if log.args["level"] == "warning"]
    media_type = run.descriptor.media_type
    kind = kind_of(media_type, run.edition)
    if isinstance(begins_with(run, kind), Broken):
        return  # it takes the type for another one, and other rules say so
    if kind == "unknown":
        named = [message for message in warnings if media_type in message]
        yield holds(
            len(warnings) == len(named) == 1,
            f"one warning, and it names the media type {media_type!r}",
            f"{warnings}",
            run.number,
        )
    else:
        yield holds(not warnings, "no warning for a known media type", f"{warnings}", run.number)


@each_call("KEY-10", "key")
def no_string_makes_it_fail(run: Run) -> Iterator[Finding]:
    if run.failed:
        yield holds(False, "a key, whatever the strings are", run.told, run.number)
    elif has_key(run):
        yield KEPT
