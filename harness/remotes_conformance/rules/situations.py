"""Describes the position of a call and its action: for the text of a deviation."""

from __future__ import annotations

from ..world.journal import Entry
from .call import Call
from .run import BREAKS_OFF, refused_as, wrap_of
from .table import Debt

_ONCE = frozenset({"Writer", "Push", "Fetch", "Reader", "Commit", "Truncate", "Seek"})
_COMMIT_EXISTS = "Commit reported exists"
_WRONG_CONTENT = "the content does not match the descriptor"
_CANCELLED = "the context was cancelled before the call"


def counted(number: int, what: str) -> str:
    """*number* of *what*, in the plural where it is due."""
    return f"{number} {what}{'s' * (number != 1)}"


def latest_error(call: Call) -> Debt:
    """The outcome that is required; or permitted, where none is required."""
    return (call.debts or call.payable)[-1]


def situation(call: Call) -> str:
    """The position of the call: its state, and what is unusual about it."""
    run, state = call.run, call.row.state.name
    begins = call.is_push and call.ingests and state == "the handler was called"
    commits = run.of("Commit")[-1:]
    unusual = {
        _COMMIT_EXISTS: any(refused_as(commit) == "exists" for commit in commits),
        _WRONG_CONTENT: call.has_wrong_content,
        "the pusher is an ingester": begins,
        f"after {counted(call.resets, 'reset')}": call.resets,
        f"size {run.size}": run.size <= 0,
        _CANCELLED: run.cancelled_beforehand,
    }
    return ", ".join([*_place(call, state), *filter(unusual.get, unusual)])


def _place(call: Call, state: str) -> list[str]:
    if state == "the ref is locked":
        return [f"{state} (attempt {len(call.locks)}{_wrapped(call.locks[-1])})"]
    if call.debts:
        state = failure_text(call)
    elif call.run.calls and (wrap := wrap_of(last := call.run.calls[-1])):
        return [state, f"the error ({refused_as(last)}) is wrapped as “{wrap}”"]
    return [state, *[f"after {counted(len(call.locks), 'locked attempt')}"] * bool(call.locks)]


def _wrapped(entry: Entry) -> str:
    return f", wrapped as “{wrap_of(entry)}”" if wrap_of(entry) else ""


def failure_text(call: Call) -> str:
    """The latest error that has to come out."""
    entry = latest_error(call).entry
    kind = refused_as(entry)
    if not kind and entry.op == "Seek":
        return f"the Seek to {entry.args['offset']} landed at {entry.result['offset']}"
    if not kind:
        return f"a Write of {len(entry.args['data'])} bytes returned {entry.result['n']}"
    what = "reading" if entry.op in ("Read", "ReadAt") else entry.op
    if kind in BREAKS_OFF:
        return f"{what} was {kind.removesuffix('ed')}ed"
    return f"{what} failed ({kind}{_wrapped(entry)})"


def call_text(call: Call, entry: Entry) -> str:
    """A call that is not permitted."""
    again = entry.op in _ONCE and call.run.of(entry.op)[0] is not entry
    return f"{entry.op} was called" + " again" * again


def end_text(call: Call) -> str:
    """The way in which the handler came back, if that is not permitted."""
    without = call.run.ok and call.run.writer and not call.run.of("Commit")
    return call.run.outcome_text + " without a Commit" * bool(without)
