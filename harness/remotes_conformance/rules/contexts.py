"""The context that collaborators get, what is logged, and what a handler gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..world.journal import Entry
from .finding import Broken, Judgement
from .run import Run

_OPENS = ("Writer", "Push", "Fetch", "Reader")


def of_contexts(run: Run, judgement: Judgement) -> None:
    """Judge the contexts that *run* has handed on, its messages, and its children."""
    is_push = run.task.kind == "push"
    for op in _OPENS:
        for entry in run.of(op):
            judgement.take("PUSH-7" if is_push else "FETCH-8", _foreign(run, entry))
    if run.opens:
        judgement.take("PUSH-7a" if is_push else "FETCH-9", _unlogged(run, run.task.kind))
    if run.ok and run.outcome is not None:
        broken: Broken | None = None
        if run.outcome.children:
            broken = _broken(run, "no children", run.told, "children come back")
        judgement.take("PUSH-7" if is_push else "FETCH-7", broken)


def _foreign(run: Run, entry: Entry) -> Broken | None:
    """Why the context that came with *entry* is not the caller's, or None."""
    seen, cancelled, observed = entry.args["ctx"], run.cancelled, ""
    if seen["task"] != f"t{run.number}":
        how, step = "its values are visible", "the values are lost"
        observed = seen.get("problem") or "the caller's value is not in it"
    elif cancelled is None or cancelled.at > entry.at:
        how, step = "not cancelled", "it is cancelled"
        observed = "it is cancelled" * seen["cancelled"]
    elif (cancelled.at < entry.at or run.cancelled_beforehand) and not seen["cancelled"]:
        how, step, observed = "cancelled with it", "the cancellation is lost", "it is not cancelled"
    if not observed:
        return None
    expected = f"{entry.op} gets a context derived from the caller's: {how}"
    return _broken(run, expected, observed, step)


def _unlogged(run: Run, message: str) -> Broken | None:
    """What of the logging that the contract suggests is missing, or None."""
    fields, descriptor = run.opens[0].args["ctx"]["fields"], run.descriptor
    wanted = {
        "digest": descriptor.digest,
        "mediatype": descriptor.media_type,
        "size": str(descriptor.size),
    }
    expected = "the context's logger carries digest, mediatype and size"
    if missing := [name for name in wanted if name not in fields]:
        return _broken(
            run, expected, f"the logger lacks {', '.join(missing)}", "fields are missing"
        )
    if wrong := [name for name in wanted if fields[name] != wanted[name]]:
        expected += " of the descriptor: " + _named(wanted, wrong)
        return _broken(run, expected, _named(fields, wrong), "fields are wrong")
    times = sum(log.args["level"] == "debug" and log.args["message"] == message for log in run.logs)
    if times == 1:
        return None
    return _broken(run, f"one debug message “{message}”", f"{times} of them", "other messages")


def _named(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return ", ".join(f"{name} {fields[name]!r}" for name in names)


def _broken(run: Run, expected: str, observed: str, step: str) -> Broken:
    return Broken(expected, observed, run.number, "the context", step)
