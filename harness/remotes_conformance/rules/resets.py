"""COPY, from edition 1.6 on: a writer that asks for a reset."""

from __future__ import annotations

from collections.abc import Iterator

from ..journal import Entry
from .case import Run
from .finding import KEPT, Broken, Finding, holds
from .registry import each_call

ROUNDS_IN_1_6 = 5
_MOVES = frozenset({"Write", "Commit", "Seek", "ReadAt", "Read"})


@each_call("COPY-24", "fetch", "push", having=("Write", "Commit"))
def a_reset_asks_for_another_round(run: Run) -> Iterator[Finding]:
    if run.returned is None or not run.is_copy:
        return
    for number, entry in enumerate(run.resets[: ROUNDS_IN_1_6 - 1], 1):
        yield _another_round(run, number, entry)
    if 0 < len(run.resets) < ROUNDS_IN_1_6 and _can_succeed(run):
        yield _success(run)
    elif run.resets and run.is_copy and run.ok:
        yield from _nothing_is_lost(run)


def _nothing_is_lost(run: Run) -> Iterator[Finding]:
    """Where the writer verifies nothing, only the bytes themselves show that some are missing."""
    committed = _committed(run)
    others = [entry for entry in run.trouble if entry not in run.resets]
    if committed is None or others or not run.left_over_is_right or not run.size:
        return
    expected = run.content if run.size < 0 else run.content[: run.size]
    observed = f"{len(committed)} bytes were committed, not those {len(expected)} of the source"
    yield holds(committed == expected, "after a reset the whole content", observed, run.number)


def _committed(run: Run) -> bytes | None:
    """What the ingest held when it was committed, by what Status and Write have told."""
    ingest = bytearray(run.task.ingest.content if run.task.ingest else b"")
    for entry in run.calls:
        if entry.op == "Status" and entry.refusal is None:
            del ingest[entry.result["offset"] :]
        elif entry.op == "Write":
            ingest += entry.args["data"][: entry.result.get("n", 0)]
        elif entry.op == "Commit" and entry.refusal is None:
            return bytes(ingest)
    return None


def _another_round(run: Run, number: int, entry: Entry) -> Finding:
    after = run.calls[run.calls.index(entry) + 1 :]
    expected = f"reset {number}, at a {entry.op}: the Status is asked again, then the copy goes on"
    first = next((e.op for e in after if e.op == "Status" or e.op in _MOVES), None)
    if any(e.op == "Truncate" for e in run.calls):
        return Broken(expected, "Truncate was called", run.number)
    # An ingest that was complete is committed without a source: nothing can be copied again.
    if first is None and run.failed and not (run.is_copy and _can_go_back(run, after)):
        return KEPT
    return holds(
        first == "Status", expected, f"{first} was called" if first else run.told, run.number
    )


def _can_go_back(run: Run, after: list[Entry]) -> bool:
    """Whether the source can be brought to the offset that the next Status tells, if any does."""
    if run.is_windowed or "seek" in run.can:
        return True
    if "read_at" not in run.can:
        return False
    offsets = [int(e.result["offset"]) for e in after if e.op == "Status" and e.refusal is None]
    return not offsets or run.size > offsets[0]


def _can_succeed(run: Run) -> bool:
    resets = {id(entry) for entry in run.resets}
    others = [entry for entry in run.trouble if id(entry) not in resets]
    right = run.content_is_right and run.left_over_is_right and run.size > 0
    disturbed = others or run.short_writes or run.lying_seeks or run.close_errors
    back = all(_can_go_back(run, run.calls[run.calls.index(e) + 1 :]) for e in run.resets)
    told = run.exists_at_commit or run.cancelled is not None
    return run.is_copy and right and back and not disturbed and not told


def _success(run: Run) -> Finding:
    expected = f"success after {len(run.resets)} resets: the source can go back"
    return holds(run.ok, expected, run.told, run.number)


@each_call("COPY-25", "fetch", "push", having=("Write", "Commit"))
def the_fifth_reset_is_the_last(run: Run) -> Iterator[Finding]:
    if len(run.resets) < ROUNDS_IN_1_6 or run.returned is None or not run.is_copy:
        return
    last = run.resets[ROUNDS_IN_1_6 - 1]
    after = run.calls[run.calls.index(last) + 1 :]
    done = [entry.op for entry in after if entry.op in ("Write", "Commit")]
    observed = f"{done[0]} was called" if done else run.told
    yield holds(run.failed and not done, "an error after the fifth reset", observed, run.number)


@each_call("COPY-26", "fetch", "push", having=("Write", "Commit"))
def resets_have_no_limit(run: Run) -> Iterator[Finding]:
    if len(run.resets) >= ROUNDS_IN_1_6 and run.returned is not None and _can_succeed(run):
        yield _success(run)
