"""The context that collaborators get, what is logged, and what a handler gives back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from ..contract.names import RequirementId
from ..world.journal import Entry
from .case import Case
from .finding import Broken, Judgement
from .run import ASKS_FOR_A_WRITER, OPENS, Run

_Three: TypeAlias = tuple[RequirementId, RequirementId, RequirementId]
_OF_A_PUSH: _Three = ("PUSH-7", "PUSH-7a", "PUSH-7")
_OF_A_FETCH: _Three = ("FETCH-8", "FETCH-9", "FETCH-7")
_STATE, _VALUES = "the context", "its values are visible"


def of_borrowed_contexts(case: Case, judgement: Judgement) -> bool:
    """Whether a call of a collaborator came with the context of another call of a handler.

    In the journal it stands under that other call, so in such a world nobody can tell any more who
    did what: this is the one finding.
    """
    found: dict[int, Broken] = {}
    for lender in case.runs if len(case.runs) > 1 and not case.trees else ():
        others = [run for run in case.handlers if run is not lender]
        for entry, starts in _not_its_own(lender):
            made = (run for run in others if _may_have_made(run, entry, lender, starts))
            borrower = next(made, None)
            if borrower is not None:
                expected = f"{entry.op} gets a context derived from the caller's: {_VALUES}"
                seen = f"it was called with the context of call t{lender.number}"
                step = "the context of another call"
                broken = Broken(expected, seen, borrower.number, _STATE, step)
                found.setdefault(borrower.number, broken)
    for number, broken in found.items():
        judgement.blame("PUSH-7" if case.runs[number].is_push else "FETCH-8", broken)
    return bool(found)


def _not_its_own(run: Run) -> Iterator[tuple[Entry, bool]]:
    """Calls that open something for other content, once more, too early, or too late.

    So may be a writer that is asked for again, if another call `starts` just then.
    """
    opened: set[str] = set()
    for entry in (*run.opened, *(one for one in run.after_return if one.op in OPENS)):
        again = entry.op in opened or not (opened or entry.op in ASKS_FOR_A_WRITER)
        odd = again or entry in run.after_return or not _is_about(run, entry)
        if odd or (entry.op in ASKS_FOR_A_WRITER and entry is not run.opens[0]):
            yield entry, not odd
        if entry.refusal is None:
            opened.add(entry.op)


def _may_have_made(run: Run, entry: Entry, lender: Run, starts: bool) -> bool:
    """It was under way, is about that content, and lacks such a call.

    Of other content than the lender's it may have made some: there its ref was locked.
    """
    first = ("Push", "Writer" * run.task.pusher_ingests) if run.is_push else ("Writer",)
    due = ("Reader" if run.is_push else "Fetch",) if run.writer else first
    until = run.started_at if starts else run.returned_at
    if entry.op not in due or not (run.started_at <= entry.at <= until):
        return False
    shared = lender.descriptor.digest == run.descriptor.digest
    lacks = not [one for one in run.of(entry.op) if shared or one.refusal is None]
    return lacks and _is_about(run, entry)


def _is_about(run: Run, entry: Entry) -> bool:
    descriptor = entry.args.get("descriptor")
    digest = entry.args.get("digest") if descriptor is None else getattr(descriptor, "digest", "")
    return bool(digest == run.descriptor.digest)


def of_contexts(run: Run, judgement: Judgement) -> None:
    """Judge the contexts that *run* has handed on, its messages, and its children."""
    of_context, of_logging, of_children = _OF_A_PUSH if run.is_push else _OF_A_FETCH
    mine, until = f"t{run.number}", -1 if run.cancelled_beforehand else run.gave_up_at
    for entry in run.opened:
        seen = entry.args["ctx"]
        is_plain = seen["task"] == mine and seen["cancelled"] == (entry.at > until)
        judgement.take(of_context, None if is_plain else _foreign(run, mine, entry))
    if run.opens:
        judgement.take(of_logging, _unlogged(run, run.task.kind))
    if run.ok:
        seen, step = f"success with {run.ended.children} children", "children come back"
        about = ("no children", seen, run.number, _STATE, step)
        judgement.check(of_children, not run.ended.children, *about)


def _foreign(run: Run, mine: str, entry: Entry) -> Broken | None:
    """Why the context that came with *entry* is not the caller's, or None."""
    seen = entry.args["ctx"]
    if seen["task"] != mine:
        how, step = _VALUES, "the values are lost"
        observed = seen.get("problem") or "the caller's value is not in it"
    elif entry.at == run.gave_up_at and not run.cancelled_beforehand:
        return None  # either came first
    elif seen["cancelled"]:
        how, step, observed = "not cancelled", "it is cancelled", "it is cancelled"
    else:
        how, step, observed = "cancelled with it", "the cancellation is lost", "it is not cancelled"
    expected = f"{entry.op} gets a context derived from the caller's: {how}"
    return Broken(expected, observed, run.number, _STATE, step)


def _unlogged(run: Run, message: str) -> Broken | None:
    """What of the logging that the contract suggests is missing, or None."""
    fields, descriptor = run.opens[0].args["ctx"]["fields"], run.descriptor
    wanted = {
        "digest": descriptor.digest,
        "mediatype": descriptor.media_type,
        "size": str(descriptor.size),
    }
    wrong = [name for name in wanted if fields.get(name) != wanted[name]]
    if wrong:
        return _other_fields(run, wanted, fields, wrong)
    said = [(log.args["level"], log.args["message"]) for log in run.logs]
    times = said.count(("debug", message))
    if times == 1:
        return None
    expected, observed = f"one debug message “{message}”", f"{times} of them"
    return Broken(expected, observed, run.number, _STATE, "other messages")


def _other_fields(
    run: Run, wanted: Mapping[str, str], fields: Mapping[str, str], wrong: Sequence[str]
) -> Broken:
    expected = "the context's logger carries digest, mediatype and size"
    if missing := [name for name in wrong if name not in fields]:
        observed, step = f"the logger lacks {', '.join(missing)}", "fields are missing"
    else:
        expected += f" of the descriptor: {_named(wanted, wrong)}"
        observed, step = _named(fields, wrong), "fields are wrong"
    return Broken(expected, observed, run.number, _STATE, step)


def _named(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return ", ".join(f"{name} {fields[name]!r}" for name in names)
