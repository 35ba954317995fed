"""The context that collaborators get, the log, and the results of a handler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ..contract.names import RequirementId
from ..world.journal import Entry
from .case import Case
from .finding import Broken, Judgement
from .run import ASKS_FOR_A_WRITER, OPENS, Run, refused_as
from .waits import ROUNDING, wait_after

_Three: TypeAlias = tuple[RequirementId, RequirementId, RequirementId]
_OF_A_PUSH: _Three = ("PUSH-7", "PUSH-7a", "PUSH-7")
_OF_A_FETCH: _Three = ("FETCH-8", "FETCH-9", "FETCH-7")
_STATE, _VALUES = "the context", "its values are visible"


def of_borrowed_contexts(case: Case, judgement: Judgement) -> bool:
    """True if a call of a collaborator came with the context of another call of a handler.

    In the journal it stands under that other call, so in such a world it is unknown who
    did what: this is the one finding.
    """
    found: dict[int, Broken] = {}
    stuck = case.journal.stuck
    # A world that one call keeps busy is ended, whatever the others were about to do.
    is_ended = stuck is not None and stuck.why == "livelock"
    judged = [one for one in case.handler_runs if not (is_ended and one.returned is None)]
    lacking = [] if case.tree_runs else [run for run in judged if _lacks_a_call(run)]
    for lender in case.runs if lacking else ():
        others = [run for run in lacking if run is not lender]
        for entry, regular in _not_its_own(lender) if others else ():
            made = (run for run in others if _may_have_made(run, entry, lender, regular))
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


def _lacks_a_call(run: Run) -> bool:
    """The call has opened no source, and was not refused because the content exists."""
    return not (run.reader or any(refused_as(one) == "exists" for one in run.opens[-1:]))


def _not_its_own(run: Run) -> Iterator[tuple[Entry, bool]]:
    """Calls that open something for other content, once more, too early, or too late.

    So may be an attempt for its ref that comes after another one was locked: the second value names
    so. Whether it was another call's depends on that one, and on the time.
    """
    asked, answered, opened = set[str](), set[str](), set[str]()
    for entry in (*run.opened, *(one for one in run.after_return if one.op in OPENS)):
        again = entry.op in answered or not (opened or entry.op in ASKS_FOR_A_WRITER)
        odd = again or entry in run.after_return or not _is_about(run, entry)
        if odd or entry.op in asked:
            yield entry, not odd
        asked.add(entry.op)
        answered |= {entry.op} if refused_as(entry) != "locked" else set()
        opened |= {entry.op} if entry.refusal is None else set()


def _may_have_made(run: Run, entry: Entry, lender: Run, regular: bool) -> bool:
    """The call was under way, is about that content, and lacks such a call.

    Of other content than the lender's it may have made some: there its ref was locked.
    """
    first = ("Push", "Writer" * run.task.pusher_ingests) if run.is_push else ("Writer",)
    due = ("Reader" if run.is_push else "Fetch",) if run.writer else first
    is_under_way = run.started_at <= entry.at <= run.returned_at
    if entry.op not in due or not (is_under_way and _is_about(run, entry)):
        return False
    made = run.of(entry.op)
    if made and lender.descriptor.digest == run.descriptor.digest:
        return _has_waited(run, made[-1], entry, lender, regular)
    starts = entry.at == run.started_at or not regular
    return starts and all(one.refusal is not None for one in made)


def _has_waited(run: Run, last: Entry, entry: Entry, lender: Run, regular: bool) -> bool:
    """The call was locked, had to ask again, and did not: this attempt came in the place of its
    own.

    So it is if the error of that attempt came out of it, if the lender had no attempt to make any
    more, or if it was time for this one, and not for the lender's.
    """
    due = last.done + wait_after(len(run.locks))
    if refused_as(last) != "locked" or not (last.done <= entry.at and due < run.gave_up_at):
        return False
    if run.cancelled is None and not run.edition.random_waits:
        number = lender.opens.index(entry) if regular else 1
        of_the_lender = lender.opens[number - 1].done + wait_after(number)
        is_its_own = abs(entry.at - due) <= ROUNDING < abs(entry.at - of_the_lender)
    else:
        is_its_own = run.cancelled is not None and run.came_out(entry.refusal)
    return is_its_own or not regular


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
        judgement.take(of_context, None if is_plain else _foreign(run, entry, seen))
    if run.opens:
        judgement.take(of_logging, _unlogged(run, run.task.kind))
    if run.ok:
        judgement.take(of_children, _with_children(run) if run.ended.children else None)


def _with_children(run: Run) -> Broken:
    seen = f"success with {run.ended.children} children"
    return Broken("no children", seen, run.number, _STATE, "children come back")


def _foreign(run: Run, entry: Entry, seen: Mapping[str, Any]) -> Broken | None:
    """The reason why the context of *entry* is not the caller's, or None."""
    if seen["task"] != f"t{run.number}":
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
    """The part of the suggested logging that is missing, or None."""
    fields, descriptor = run.opens[0].args["ctx"]["fields"], run.descriptor
    wanted = {
        "digest": descriptor.digest,
        "mediatype": descriptor.media_type,
        "size": str(descriptor.size),
    }
    if not wanted.items() <= fields.items():
        return _other_fields(run, wanted, fields)
    messages = [(log.args["level"], log.args["message"]) for log in run.logs]
    times = messages.count(("debug", message))
    if times == 1:
        return None
    expected, observed = f"one debug message “{message}”", f"{times} of them"
    return Broken(expected, observed, run.number, _STATE, "other messages")


def _other_fields(run: Run, wanted: Mapping[str, str], fields: Mapping[str, str]) -> Broken:
    expected = "the context's logger carries digest, mediatype and size"
    wrong = [name for name in wanted if fields.get(name) != wanted[name]]
    if missing := [name for name in wrong if name not in fields]:
        observed, step = f"the logger lacks {', '.join(missing)}", "fields are missing"
    else:
        expected += f" of the descriptor: {_named(wanted, wrong)}"
        observed, step = _named(fields, wrong), "fields are wrong"
    return Broken(expected, observed, run.number, _STATE, step)


def _named(fields: Mapping[str, str], names: Sequence[str]) -> str:
    return ", ".join(f"{name} {fields[name]!r}" for name in names)
