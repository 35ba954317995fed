"""The context that collaborators get, and what is logged. Shared by FETCH-8/9 and PUSH-7/7a."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..journal import Entry
from .finding import Broken
from .run import Run


def broken_context(run: Run, entry: Entry) -> Broken | None:
    """Why the context that came with *entry* is not the caller's, or None."""
    seen, cancelled = entry.args["ctx"], run.cancelled
    if seen["task"] != f"t{run.number}":
        problem = seen.get("problem") or "the caller's value is not in it"
        return _broken(run, entry, "its values are visible", problem)
    if cancelled is None or cancelled.at > entry.at:
        if seen["cancelled"]:
            return _broken(run, entry, "not cancelled", "it is cancelled")
    elif (cancelled.at < entry.at or run.cancelled_beforehand) and not seen["cancelled"]:
        return _broken(run, entry, "cancelled with it", "it is not cancelled")
    return None


def _broken(run: Run, entry: Entry, how: str, observed: str) -> Broken:
    expected = f"{entry.op} gets a context derived from the caller's: {how}"
    return Broken(expected, observed, run.number)


def _named(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return ", ".join(f"{name} {fields[name]!r}" for name in names)


def broken_logging(run: Run, message: str) -> Broken | None:
    """What of the logging that the contract suggests is missing, or None."""
    fields, descriptor = run.opens[0].args["ctx"]["fields"], run.descriptor
    wanted = {
        "digest": descriptor.digest,
        "mediatype": descriptor.media_type,
        "size": str(descriptor.size),
    }
    expected = "the context's logger carries digest, mediatype and size"
    if missing := [name for name in wanted if name not in fields]:
        return Broken(expected, f"without {', '.join(missing)}", run.number)
    if wrong := [name for name in wanted if fields[name] != wanted[name]]:
        expected += " of the descriptor: " + _named(wanted, wrong)
        return Broken(expected, _named(fields, wrong), run.number)
    said = [
        log for log in run.logs if log.args["level"] == "debug" and log.args["message"] == message
    ]
    if len(said) != 1:
        return Broken(f"one debug message “{message}”", f"{len(said)} of them", run.number)
    return None
