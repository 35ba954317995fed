"""COPY, from edition 1.6 on: a writer that asks for a reset."""

from __future__ import annotations

from collections.abc import Iterator

from ..journal import Entry, Refusal
from .finding import KEPT, Broken, Finding, holds
from .registry import each_call
from .run import Run

ROUNDS_IN_1_6 = 5
_MOVES = frozenset({"Write", "Commit", "Seek", "ReadAt", "Read"})
_NEXT = frozenset({"Status", "Write", "Commit", "Seek"})


@each_call("COPY-24", "fetch", "push", having=("Write", "Commit"))
def a_reset_asks_for_another_round(run: Run) -> Iterator[Finding]:
    if run.returned is None or not run.is_copy:
        return
    for number, entry in enumerate(run.resets[: ROUNDS_IN_1_6 - 1], 1):
        yield _another_round(run, number, entry)
    yield from _later_rounds(run)
    if 0 < len(run.resets) < ROUNDS_IN_1_6 and _can_succeed(run):
        yield _success(run)


def _later_rounds(run: Run) -> Iterator[Finding]:
    """In a round after a reset all is as in the first: COPY-9, and COPY-11 to COPY-15."""
    if not run.resets:
        return
    begun = run.calls.index(run.resets[0])
    for place, entry in enumerate(run.calls[begun:], begun):
        refusal = entry.refusal
        if refusal is not None and entry in run.own_trouble:
            if entry.op.startswith("Read") and (
                _was_overtaken(run, place) or _was_enough(run, place)
            ):
                continue
            moves = _moves_after(entry)
            after = [later.op for later in run.calls[place + 1 :] if later.op in moves]
            what = entry.op.removesuffix("At")
            expected = f"{what} after a reset fails ({refusal.kind}): that is the end"
            observed = f"{after[0]} was called" if after else run.told
            came_out = any(map(run.class_came_out, _tellable(run, place)))
            yield holds(came_out and not after, expected, observed, run.number)
            return
        if entry.op == "Commit" and entry not in run.resets:
            yield from _commit_after_a_reset(run, entry)


def _moves_after(failed: Entry) -> frozenset[str]:
    """What must not follow in the round. What had been read before an error is still written.

    Of an error that came with bytes one may hear only by the next read, and several ranges may be
    read side by side.
    """
    return frozenset({"Commit", "Seek"}) if failed.op.startswith("Read") else _MOVES


def _tellable(run: Run, place: int) -> list[Refusal]:
    """The errors that may come out for the one at *place*."""
    entry, later = run.calls[place], run.calls[place + 1 :]
    reads = [e for e in later if e.op.startswith("Read") and entry.op.startswith("Read")]
    return [e.refusal for e in (entry, *reads) if e.refusal is not None]


def _was_overtaken(run: Run, place: int) -> bool:
    """What had come before the error of this read was written first, and that failed itself."""
    later = run.calls[place + 1 :]
    written = next((entry for entry in later if entry.op in ("Write", "Commit", "Seek")), None)
    if written is None or written.op != "Write":
        return False
    return written.refusal is not None or written in run.short_writes


def _was_enough(run: Run, place: int) -> bool:
    """All of the size had come with this read: who copies no more than that need not fail."""
    entry, before = run.calls[place], run.calls[:place]
    got = len(entry.result.get("data", b""))
    if entry.op == "ReadAt":
        return bool(0 < run.size <= entry.args["offset"] + got)
    told = [i for i, e in enumerate(before) if e.op == "Status" and e.refusal is None]
    if not told:
        return False
    begun = before[told[-1] :]
    read = sum(len(e.result.get("data", b"")) for e in begun if e.op == "Read")
    return bool(0 < run.size <= begun[0].result["offset"] + read + got)


def _commit_after_a_reset(run: Run, commit: Entry) -> Iterator[Finding]:
    wanted, asked = (run.size, run.descriptor.digest), (commit.args["size"], commit.args["digest"])
    expected = f"after a reset: Commit with {wanted}, as the descriptor says"
    yield holds(asked == wanted, expected, f"{asked}", run.number)
    if commit.refusal is not None and commit.refusal.kind == "exists":
        expected = "the Commit after a reset says exists: success"
        yield holds(run.ok or bool(run.close_errors), expected, run.told, run.number)
    held = _held_at(run, commit)
    whole = run.content if run.size < 0 else run.content[: run.size]
    # A fetch may copy more than the size, and leave it to Commit to find that out: COPY-18.
    allowed = (whole,) if run.is_windowed else (whole, run.content)
    too_long = run.task.ingest is not None and len(run.task.ingest.content) > run.size >= 0
    if run.content_is_right or len(run.content) >= run.size > 0:
        observed = f"{len(held)} bytes, not those {len(whole)} of the source"
        expected = "the Commit after a reset is of the whole content"
        if run.left_over_is_right and not run.lying_seeks and not too_long:
            yield holds(held in allowed, expected, observed, run.number)


def _held_at(run: Run, commit: Entry) -> bytes:
    """What the ingest held at *commit*, by what Status and Write have told."""
    ingest = bytearray(run.task.ingest.content if run.task.ingest else b"")
    for entry in run.calls[: run.calls.index(commit)]:
        if entry.op == "Status" and entry.refusal is None:
            del ingest[entry.result["offset"] :]
        elif entry.op == "Write":
            ingest += entry.args["data"][: entry.result.get("n", 0)]
    return bytes(ingest)


def _another_round(run: Run, number: int, entry: Entry) -> Finding:
    after = run.calls[run.calls.index(entry) + 1 :]
    wrap = entry.refusal.wrap if entry.refusal is not None else ""
    how = f"reset {number}, at a {entry.op}" + (f", wrapped as “{wrap}”" if wrap else "")
    expected = f"{how}: the Status is asked again, then the copy goes on"
    # Who reads ahead may have asked for more before it heard of the reset.
    first = next((e.op for e in after if e.op in _NEXT), None)
    if any(e.op == "Truncate" for e in run.calls):
        return Broken(expected, "Truncate was called", run.number)
    # An ingest that was complete is committed without a source: nothing can be copied again.
    stays = _closed_early(run) or not (run.is_copy and _can_go_back(run, after))
    if first is None and run.failed and stays:
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
    right = run.content_is_right and run.left_over_is_right
    known = run.size > 0 or (run.size < 0 and "seek" in run.can)
    disturbed = run.own_trouble or run.short_writes or run.lying_seeks or run.close_errors
    anywhere = run.is_windowed or "seek" in run.can
    back = anywhere or all(
        _can_go_back(run, run.calls[run.calls.index(entry) + 1 :]) for entry in run.resets
    )
    told = run.exists_at_commit or run.cancelled is not None or _closed_early(run)
    return run.is_copy and right and known and back and not disturbed and not told


def _closed_early(run: Run) -> bool:
    """The reader was closed, as FETCH-10 allows, before a Commit that was reset: none goes back."""
    closes, commits = run.of("r.Close"), [entry for entry in run.resets if entry.op == "Commit"]
    early = closes and commits and run.calls.index(closes[0]) < run.calls.index(commits[0])
    return bool(early)


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
