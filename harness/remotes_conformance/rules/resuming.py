"""COPY, the resume: what is done about an ingest that has begun."""

from __future__ import annotations

from collections.abc import Iterator

from ..journal import Entry
from .finding import KEPT, Broken, Finding, Kept, holds
from .flow import flow_of, wrong_bytes
from .registry import each_call
from .run import Run


def resumes(run: Run) -> int:
    """The offset of a copy that resumes; 0: it does not, or PUSH-5a tells how."""
    if run.is_windowed:
        return 0
    refused = any(entry.refusal is not None for entry in run.of("Status"))
    return (run.offset or 0) if run.is_copy and not refused and run.of("Status") else 0


def reads_at(run: Run) -> bool:
    """The source reads at offsets and does not seek, and there is something left to read."""
    return run.can == {"read_at"} and run.size > resumes(run)


def starts_over(run: Run) -> bool:
    """The source has no way to begin at the offset."""
    return "seek" not in run.can and not reads_at(run)


def ended_before(run: Run, op: str) -> bool:
    """The call did not come so far as *op*: it is under way, or gave up for a reason."""
    if run.returned is None:
        return True
    gone_on = run.of(op) or run.of("Write") or run.of("Commit")
    # An ingest that is longer than the content may be an error in itself: COPY-19.
    too_long = (run.offset or 0) > run.size > 0
    return run.failed and not gone_on and (bool(run.trouble) or too_long)


def succeeds(run: Run) -> Iterator[Finding]:
    """A resume is no reason to fail."""
    if run.must_succeed:
        yield holds(run.ok, "success: nothing went wrong", run.told, run.number)


def _failed_before_commit(run: Run) -> bool:
    return any(entry.op != "Commit" for entry in run.trouble)


@each_call("COPY-3", "fetch", "push", having=("Status",))
def a_seekable_source_is_sought_once(run: Run) -> Iterator[Finding]:
    offset = resumes(run)
    # Where the ingest is complete already, COPY-22 speaks.
    if not offset or "seek" not in run.can or offset == run.size or ended_before(run, "Seek"):
        return
    expected = f"one Seek to {offset}, from the start"
    seeks = run.of("Seek")
    wanted = {"offset": offset, "whence": "start"}
    if "read_at" in run.can and not seeks and (run.of("ReadAt") or run.of("Truncate")):
        return  # COPY-8
    if len(seeks) != 1 or seeks[0].args != wanted:
        seen = ", ".join(f"Seek({s.args['offset']}, {s.args['whence']})" for s in seeks)
        yield Broken(expected, seen or "none", run.number)
    elif not seeks[0].refusal and not run.lying_seeks:
        moved = [e.op for e in run.calls[: run.calls.index(seeks[0])] if e.op == "Write"]
        if moved:
            yield Broken(f"{expected}, before anything is written", "after a Write", run.number)
        yield wrong_bytes(run, flow_of(run)) or KEPT
        yield from succeeds(run)


@each_call("COPY-4", "fetch", "push", having=("Seek",))
def a_seek_that_fails_is_an_error(run: Run) -> Iterator[Finding]:
    refused = [entry for entry in run.of("Seek") if entry.refusal is not None]
    for entry in (refused + run.lying_seeks)[:1]:
        if run.returned is None:
            return
        after = run.calls[run.calls.index(entry) + 1 :]
        done = [e.op for e in after if e.op in ("Truncate", "Write", "Commit")]
        how = "failed" if entry.refusal else f"landed at {entry.result['offset']}"
        expected = f"the Seek to {entry.args['offset']} {how}: an error, nothing more is done"
        yield holds(run.failed and not done, expected, done[0] if done else run.told, run.number)


@each_call("COPY-5", "fetch", "push", having=("Status",))
def a_read_at_source_is_read_from_the_offset(run: Run) -> Iterator[Finding]:
    offset = resumes(run)
    if not offset or not reads_at(run) or run.returned is None or run.of("Truncate"):
        return
    expected = f"reading starts at the offset {offset}"
    reads = run.of("ReadAt")
    if run.of("Read"):
        yield Broken(expected, "Read was called, from the start", run.number)
        return
    if not reads:
        if not run.trouble:
            yield Broken(expected, f"nothing was read: {run.told}", run.number)
        return
    early = min(entry.args["offset"] for entry in reads)
    if early != offset:
        yield Broken(expected, f"ReadAt({early})", run.number)
    else:
        yield wrong_bytes(run, flow_of(run)) or KEPT
        yield from succeeds(run)


@each_call("COPY-5a", "fetch", "push", having=("ReadAt",))
def reading_on_past_the_size(run: Run) -> Iterator[Finding]:
    if resumes(run) and reads_at(run) and run.of("ReadAt") and not run.trouble:
        past = any(entry.args["offset"] >= run.size for entry in run.of("ReadAt"))
        yield Kept("reads on past the size" if past else "stops at the size")


@each_call("COPY-6", "fetch", "push", having=("Status",))
def any_other_source_starts_over(run: Run) -> Iterator[Finding]:
    offset = resumes(run)
    # Where the ingest is complete already, COPY-22 speaks.
    if not offset or not starts_over(run) or offset == run.size or ended_before(run, "Truncate"):
        return
    yield _starts_over_once(
        run, f"the source cannot begin at {offset}: Truncate(0) once, then all bytes"
    )
    yield from succeeds(run)


def _starts_over_once(run: Run, expected: str) -> Finding:
    truncates: list[Entry] = run.of("Truncate")
    if len(truncates) != 1 or truncates[0].args["size"] != 0:
        seen = ", ".join(f"Truncate({entry.args['size']})" for entry in truncates)
        return Broken(expected, seen or f"no Truncate; {run.told}", run.number)
    before = run.calls[: run.calls.index(truncates[0])]
    if any(entry.op == "Write" for entry in before):
        return Broken(expected, "Write came before Truncate", run.number)
    if truncates[0].refusal is not None:
        return KEPT
    return wrong_bytes(run, flow_of(run)) or KEPT


@each_call("COPY-7", "fetch", "push", having=("Truncate",))
def a_failing_truncate_is_an_error(run: Run) -> Iterator[Finding]:
    for entry in run.of("Truncate"):
        if entry.refusal is None or run.returned is None:
            continue
        after = run.calls[run.calls.index(entry) + 1 :]
        done = [e.op for e in after if e.op in ("Write", "Commit")]
        expected = f"Truncate failed ({entry.refusal.kind}): an error, nothing written or committed"
        kept = run.class_came_out(entry.refusal) and not done
        yield holds(kept, expected, f"{done[0]} was called" if done else run.told, run.number)
        return


@each_call("COPY-8", "fetch", "push", having=("Status",))
def seeking_before_reading_at_before_starting_over(run: Run) -> Iterator[Finding]:
    if not resumes(run) or run.returned is None:
        return
    if run.can == {"seek", "read_at"}:
        others = [e.op for e in run.calls if e.op in ("ReadAt", "Truncate")]
        expected = "the source can seek and read at: Seek is preferred"
    elif reads_at(run):
        others = [e.op for e in run.calls if e.op == "Truncate"]
        expected = "the source can read at: ReadAt is preferred to Truncate"
    else:
        return
    yield holds(not others, expected, f"{others[0]} was called" if others else "", run.number)


@each_call("COPY-19", "fetch", "push", having=("Status",))
def an_ingest_that_is_too_long(run: Run) -> Iterator[Finding]:
    offset = run.offset or 0
    if run.is_copy and offset > run.size > 0 and run.returned is not None:
        accepted = any(
            entry.refusal is None or entry.refusal.kind == "exists" for entry in run.of("Commit")
        )
        expected = f"{offset} bytes of {run.size} are there: no success, unless the commit holds"
        yield holds(accepted or not run.ok, expected, run.told, run.number)


@each_call("COPY-22", "fetch", "push", having=("Status",))
def an_ingest_that_is_complete(run: Run) -> Iterator[Finding]:
    size = run.size
    whole = run.task.ingest is not None and run.task.ingest.size == size > 0
    if not whole or not run.writer or run.returned is None or not run.task.source:
        return
    statuses = [entry for entry in run.of("Status") if entry.refusal is None]
    if not statuses or statuses[0].result["offset"] != size:
        return
    start = f"all {size} bytes are there"
    if not run.source_opens:
        yield Broken(f"{start}: the source is opened all the same", "it was not", run.number)
    elif "seek" in run.can and not run.lying_seeks and not _failed_before_commit(run):
        wrote = sum(entry.result.get("n", 0) for entry in run.of("Write"))
        expected = f"{start}: Seek to the end, and Commit"
        kept = bool(run.of("Seek")) and (not wrote or len(run.content) > size)
        kept = kept and (bool(run.of("Commit")) or len(run.content) > size)
        yield holds(kept, expected, f"{wrote} bytes written; {run.told}", run.number)
        yield from succeeds(run)
    elif starts_over(run) and not ended_before(run, "Truncate"):
        yield _starts_over_once(
            run, f"{start}, the source cannot seek: Truncate(0), and everything again"
        )
        yield from succeeds(run)
