"""Where a call stands and what it did, in words: for what is told of a deviation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..world.journal import Entry

if TYPE_CHECKING:
    from .follow import Call

_ONCE = frozenset({"Writer", "Push", "Fetch", "Reader", "Commit", "Truncate", "Seek"})


def situation(call: Call) -> str:
    """Where the call stands: its state, and what is unusual about it."""
    run, refusal, bare = (
        call.run,
        call.locks[-1].refusal if call.locks else None,
        call.row.state.name,
    )
    parts = [what_failed(call) if call.debts else bare]
    if call.is_waiting and refusal is not None:
        wrapped = f", wrapped as “{refusal.wrap}”" if refusal.wrap else ""
        parts = [f"the ref is locked (refusal {len(call.locks)}{wrapped})"]
    elif run.calls and (last := run.calls[-1].refusal) is not None and not call.debts and last.wrap:
        parts.append(f"{last.kind} was wrapped as “{last.wrap}”")
    elif call.locks:
        parts.append(f"after {len(call.locks)} refusals of the ref")
    if run.of("Commit") and (refusal := run.of("Commit")[-1].refusal) and refusal.kind == "exists":
        parts.append("Commit said that the content exists")
    if run.is_copy and not run.content_is_right:
        parts.append("the content is not what the descriptor says")
    if call.is_push and call.ingests and bare == "the handler was called":
        parts.append("the pusher is an ingester")
    if call.resets:
        parts.append(f"after {call.resets} resets")
    if run.size <= 0:
        parts.append(f"size {run.size}")
    if run.cancelled_beforehand:
        parts.append("the context was cancelled beforehand")
    return ", ".join(parts)


def what_failed(call: Call) -> str:
    """The latest error that has to come out."""
    entry = (call.debts or call.payable)[-1].entry
    if entry.refusal is None and entry.op == "Seek":
        return f"the Seek to {entry.args['offset']} landed at {entry.result['offset']}"
    if entry.refusal is None:
        return f"a Write of {len(entry.args['data'])} bytes was answered with {entry.result['n']}"
    what = "reading" if entry.op in ("Read", "ReadAt") else entry.op
    wrapped = f", wrapped as “{entry.refusal.wrap}”" if entry.refusal.wrap else ""
    if entry.refusal.kind in ("cancelled", "interrupt"):
        return f"{what} was {entry.refusal.kind.removesuffix('ed')}ed"
    return f"{what} failed ({entry.refusal.kind}{wrapped})"


def what_was_called(call: Call, entry: Entry) -> str:
    """A call that is not permitted."""
    again = entry.op in _ONCE and call.run.of(entry.op)[0] is not entry
    return f"{entry.op} was called" + " again" * again


def how_it_ended(call: Call) -> str:
    """How the handler came back, if that is not permitted."""
    without = call.run.ok and call.run.writer and not call.run.of("Commit")
    return call.run.told + " without a Commit" * bool(without)
