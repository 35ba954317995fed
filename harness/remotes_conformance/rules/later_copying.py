"""COPY, from edition 1.6 on: where a copy begins, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator

from .copying import unknown_sizes_are_passed_on
from .finding import KEPT, Broken, Finding, holds
from .flow import flow_of, wrong_bytes
from .registry import each_call
from .resuming import ended_before, reads_at, resumes, starts_over, succeeds
from .run import Run

FULL = 1024 * 1024


@each_call("COPY-6a", "fetch", having=("Status",))
def any_other_source_is_read_up_to_the_offset(run: Run) -> Iterator[Finding]:
    offset = resumes(run)
    # Where the ingest is complete already, COPY-22a speaks.
    if not offset or not starts_over(run) or offset == run.size:
        return
    expected = f"the source cannot begin at {offset}: it is read up to there for nothing"
    if run.of("Truncate"):
        yield Broken(expected, "Truncate was called", run.number)
    elif not ended_before(run, "Write") and len(run.content) >= offset:
        if run.of("ReadAt"):
            yield Broken(expected, "ReadAt was called", run.number)
        else:
            yield wrong_bytes(run, flow_of(run)) or KEPT
            yield from succeeds(run)


@each_call("COPY-7a", "fetch", having=("Status",))
def a_source_that_ends_before_the_offset(run: Run) -> Iterator[Finding]:
    offset = resumes(run)
    if not offset or not starts_over(run) or run.returned is None:
        return
    if any(entry.op != "Commit" for entry in run.trouble):
        return
    if len(run.content) < offset != run.size:
        done = [entry.op for entry in run.calls if entry.op in ("Write", "Commit")]
        expected = f"the source ends before the offset {offset}: an error, no Write, no Commit"
        observed = f"{done[0]} was called" if done else run.told
        yield holds(run.failed and not done, expected, observed, run.number)


@each_call("COPY-8a", "fetch", having=("Status",))
def seeking_before_reading_at_before_reading_for_nothing(run: Run) -> Iterator[Finding]:
    if not resumes(run) or run.returned is None or run.offset == run.size:
        return
    if run.can == {"seek", "read_at"}:
        others = [e.op for e in run.calls if e.op in ("ReadAt", "Truncate")]
        expected = "the source can seek and read at: Seek is preferred"
    elif reads_at(run):
        others = [e.op for e in run.calls if e.op in ("Read", "Truncate")]
        expected = "the source can read at: ReadAt is preferred to reading for nothing"
    else:
        return
    yield holds(not others, expected, f"{others[0]} was called" if others else "", run.number)


@each_call("COPY-17a", "fetch", "push", having=("Writer", "Push"))
def sizes_below_0_are_passed_on(run: Run) -> Iterator[Finding]:
    if run.size >= 0 or run.returned is None or run.cancelled is not None:
        return
    if run.task.kind == "fetch":
        yield from unknown_sizes_are_passed_on(run)
        return
    asked = run.of("Writer") + run.of("Commit")
    seen = next((entry for entry in asked if entry.args["size"] != run.size), None)
    observed = f"{seen.op} with {seen.args['size']}" if seen else ""
    yield holds(seen is None, f"the size {run.size} is passed on", observed, run.number)


@each_call("COPY-18b", "fetch", "push", having=("Fetch", "Reader"))
def an_early_end_is_an_unexpected_end(run: Run) -> Iterator[Finding]:
    if not run.is_copy or run.returned is None or run.outcome is None:
        return
    offset = run.offset or 0
    short = len(run.content) < run.size > offset
    if resumes(run) and starts_over(run) and len(run.content) < offset:
        return  # COPY-7a
    trouble = any(entry.op != "Commit" and entry not in run.resets for entry in run.trouble)
    if short and run.of("Status") and not (trouble or run.short_writes or run.lying_seeks):
        expected = f"the source ends after {len(run.content)} of {run.size} bytes: unexpected end"
        if run.resets and not run.of("Commit"):
            yield holds(run.failed, expected, run.told, run.number)
        elif run.of("Commit"):
            yield Broken(f"{expected}, no Commit", "Commit was called", run.number)
        else:
            told = "unexpected_end" in run.outcome.kinds or bool(run.close_errors)
            yield holds(run.failed and told, expected, run.told, run.number)


@each_call("COPY-22a", "fetch", "push", having=("Status",))
def an_ingest_that_is_complete_is_committed(run: Run) -> Iterator[Finding]:
    if not run.writer or run.returned is None or not run.offset == run.size > 0:
        return
    if run.lying_seeks:
        return  # COPY-4
    if any(entry.op != "Commit" for entry in run.trouble):
        return
    expected = f"all {run.size} bytes are there: Commit, and nothing else"
    done = [e.op for e in run.calls if e.op in ("Fetch", "Write", "Truncate")]
    if done:
        yield Broken(expected, f"{done[0]} was called", run.number)
    elif run.task.kind == "push" and not run.source_opens:
        yield Broken("a push opens its source all the same", "it did not", run.number)
    else:
        yield holds(bool(run.of("Commit")), expected, f"no Commit; {run.told}", run.number)


@each_call("COPY-23", "fetch", "push", having=("Write",))
def writes_are_full_pieces(run: Run) -> Iterator[Finding]:
    if run.short_writes or run.resets or len(run.of("Write")) < 2:
        return
    sizes = [len(entry.args["data"]) for entry in run.of("Write")]
    small = next((size for size in sizes[:-1] if size != FULL), None)
    expected = f"every Write but the last is of {FULL} bytes"
    yield holds(small is None, expected, f"one of {small}", run.number)
