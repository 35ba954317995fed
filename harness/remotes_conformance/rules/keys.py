"""KEY: the ref key is `<kind>-<body>`, and each kind has its rule."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import Descriptor
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


def of_keys(case: Case, judgement: Judgement) -> None:
    """Judge every key by itself, and against those of one world that came before it."""
    by_input: dict[tuple[str, ...], Run] = {}
    by_key: dict[str, Run] = {}
    wrong: dict[int, str] = {}
    for run in case.runs:
        if run.task.kind != "key":
            continue
        wrong[run.number] = _judge(run, judgement)
        if run.outcome is None or run.outcome.key is None:
            continue
        inputs = (run.descriptor.media_type, *key_of(run))
        for rule, found in (
            ("KEY-7", by_input.setdefault(inputs, run)),
            ("KEY-8", by_key.setdefault(run.outcome.key, run)),
        ):
            if found is not run or (rule == "KEY-8" and len(by_key) > 1):
                _compare(rule, found, run, wrong[found.number] or wrong[run.number], judgement)


def key_of(run: Run) -> tuple[str, str]:
    """The kind and the body that the key has to have."""
    descriptor, edition = run.descriptor, run.edition
    named = [one.prefix for one in run.task.carried if one.media_type == descriptor.media_type]
    kind = (named[-1] if named else "") or kind_of(descriptor.media_type, edition.name)
    name = descriptor.annotations.get(_REF_NAME)
    plain = name is None or not edition.status_first
    return kind, descriptor.digest if plain else f"{name}@{descriptor.digest}"


def rule_of_kind(run: Run) -> str:
    """Whose rule the kind of this key is."""
    media_type, edition = run.descriptor.media_type, run.edition.name
    derived = run.task.prefixes[len(run.task.carried) :]
    if any(one.media_type == media_type for one in derived):
        return "KEY-13"
    if any(one.media_type == media_type for one in run.task.carried):
        return "KEY-12"
    kind = kind_of(media_type, edition)
    for id, types in _BY_TYPE:
        if media_type in types and kind != "unknown":
            return id
    if kind == "layer":
        return "KEY-3a" if kind_of(media_type, "1.6") == "layer" else "KEY-3b"
    return run.edition.variants.get("KEY-5", "KEY-5") if kind == "unknown" else "KEY-11"


_BY_TYPE = (
    ("KEY-1", MANIFESTS),
    ("KEY-2", INDEXES),
    ("KEY-3", LAYERS),
    ("KEY-4", CONFIGS),
    ("KEY-4a", (CHECKPOINT, CHECKPOINT_CONFIG)),
)


def _judge(run: Run, judgement: Judgement) -> str:
    """The rule that the key of *run* breaks first; "": none."""
    outcome = run.outcome
    if outcome is None or outcome.crash:
        return ""
    if outcome.key is None:
        judgement.blame(
            "KEY-10", _broken(run, "a key, whatever the strings are", run.told, "it failed")
        )
        return "KEY-10"
    judgement.keep("KEY-10")
    key, (kind, body) = outcome.key, key_of(run)
    broken = ""
    rule = rule_of_kind(run)
    if key.startswith(f"{kind}-"):
        judgement.keep(rule)
    else:
        broken = rule
        expected = (
            f"a key that begins with “{kind}-” for the media type {run.descriptor.media_type!r}"
            + "; the other prefix is not in this context" * (rule == "KEY-13")
        )
        judgement.blame(rule, _broken(run, expected, f"{key!r}", "another kind"))
    rest = run.edition.variants.get("KEY-6", "KEY-6")
    if any(key == f"{prefix}-{body}" for prefix in _prefixes(run, kind)) or (
        broken and key.endswith(f"-{body}")
    ):
        judgement.keep(rest)
    else:
        expected = f"a key that ends in {body!r}, as it was given"
        judgement.blame(
            rest, _broken(run, expected, f"{key!r}", "another body")._replace(follows=broken)
        )
        broken = broken or rest
    if not broken:
        _judge_logs(run, kind, judgement)
    return broken


def _prefixes(run: Run, kind: str) -> Iterator[str]:
    yield kind
    yield from EDITIONS["2.x"]
    yield "unknown"


def _judge_logs(run: Run, kind: str, judgement: Judgement) -> None:
    """KEY-9: one message for an unknown type, and it names the type."""
    media_type, edition = run.descriptor.media_type, run.edition
    if any(one.media_type == media_type for one in run.task.prefixes):
        return
    rule = edition.variants.get("KEY-9", "KEY-9")
    levels = ("warning", "debug") if kind == "unknown" and rule != "KEY-9" else ("warning",)
    said = [str(log.args["message"]) for log in run.logs if log.args["level"] in levels]
    named = [message for message in said if media_type in message]
    expected, kept = "no warning for a known media type", not said
    if kind == "unknown":
        expected = f"one message, and it names the media type {media_type!r}"
        kept = len(named) == 1 and (rule != "KEY-9" or len(said) == 1)
    judgement.take(
        rule,
        None
        if kept
        else _broken(run, expected, f"{said}" if said else "no message", "other messages"),
    )


def _compare(rule: str, one: Run, other: Run, follows: str, judgement: Judgement) -> None:
    """KEY-7: equal inputs give equal keys; KEY-8: different content gives different ones."""
    assert one.outcome is not None
    assert other.outcome is not None
    a, b, id = one.descriptor, other.descriptor, one.edition.variants.get(rule, rule)
    broken: Broken | None = None
    if one is other:
        pass  # nobody before had this key
    elif rule == "KEY-7":
        if one.outcome.key != other.outcome.key:
            expected = "one key for one media type, digest and name, whatever else there is"
            expected += f" ({_rest(a)} and {_rest(b)})"
            seen = f"{one.outcome.key!r} and {other.outcome.key!r}"
            broken = _broken(other, expected, seen, "unequal keys")
    elif a.digest != b.digest or key_of(one)[0] != key_of(other)[0]:
        expected = "different keys for different digests, or for different kinds"
        inputs = f"{a.media_type!r} {a.digest!r} and {b.media_type!r} {b.digest!r}"
        seen = f"{one.outcome.key!r} for both ({inputs})"
        broken = _broken(other, expected, seen, "equal keys")
    else:
        return
    judgement.take(id, None if broken is None else broken._replace(follows=follows))


def _rest(descriptor: Descriptor) -> str:
    parts = [f"size {descriptor.size}"]
    parts += [f"annotations {dict(descriptor.annotations)}"] if descriptor.annotations else []
    parts += [f"urls {list(descriptor.urls)}"] if descriptor.urls else []
    parts += [f"platform {dict(descriptor.platform)}"] if descriptor.platform is not None else []
    return ", ".join(parts)


def _broken(run: Run, expected: str, observed: str, step: str) -> Broken:
    return Broken(expected, observed, run.number, _STATE, step)
