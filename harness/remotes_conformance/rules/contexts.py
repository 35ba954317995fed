"""The context that collaborators get, what is logged, and what a handler gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..journal import Entry
from .finding import Broken, Judgement
from .run import Run


def of_contexts(run: Run, judgement: Judgement) -> None:
    """Judge the contexts that *run* has handed on, its messages, and its children."""
    of_context, of_logging, of_children = (
        ("PUSH-7", "PUSH-7a", "PUSH-7") if run.is_push else ("FETCH-8", "FETCH-9", "FETCH-7")
    )
    for entry in run.opened:
        judgement.take(of_context, _foreign(run, entry))
    if run.opens:
        judgement.take(of_logging, _unlogged(run, run.task.kind))
    if run.ok and run.ended.children:
        broken = _broken(run, "no children", run.told, "children come back")
        judgement.blame(of_children, broken)
    elif run.ok:
        judgement.keep(of_children)


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
        observed = f"the logger lacks {', '.join(missing)}"
        return _broken(run, expected, observed, "fields are missing")
    if wrong := [name for name in wanted if fields[name] != wanted[name]]:
        expected += " of the descriptor: " + _named(wanted, wrong)
        return _broken(run, expected, _named(fields, wrong), "fields are wrong")
    said = [(log.args["level"], log.args["message"]) for log in run.logs]
    times = said.count(("debug", message))
    expected, observed = f"one debug message “{message}”", f"{times} of them"
    return None if times == 1 else _broken(run, expected, observed, "other messages")


def _named(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return ", ".join(f"{name} {fields[name]!r}" for name in names)


def _broken(run: Run, expected: str, observed: str, step: str) -> Broken:
    return Broken(expected, observed, run.number, "the context", step)
