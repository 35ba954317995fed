"""COPY, when something fails: which error comes out, and what is not done any more."""

from __future__ import annotations

from collections.abc import Iterator

from ..journal import Entry, Refusal
from .finding import Broken, Finding, holds
from .flow import flow_of
from .registry import each_call
from .run import Run


@each_call("COPY-9", "fetch", "push", having=("Read", "ReadAt"))
def a_read_error_comes_out(run: Run) -> Iterator[Finding]:
    entry = next((e for e in run.calls if e.op in ("Read", "ReadAt") and e.refusal), None)
    if entry is None or entry.refusal is None or run.returned is None or not run.is_copy:
        return
    flow = flow_of(run)
    if flow.beyond_size(entry) or any(e is not entry for e in _other_trouble(run)):
        return
    known = f"size {run.size}" if run.size > 0 else f"size not known ({run.size})"
    expected = (
        f"reading failed ({entry.refusal.kind}) after {flow.start + flow.delivered} bytes, "
        f"{known}: that error, no Commit"
    )
    missing = flow.delivered - len(flow.written) if flow.begins_right else 0
    if run.of("Commit"):
        yield Broken(expected, "Commit was called", run.number)
    elif run.short_writes or run.lying_seeks:
        # Another error may have come out first; that it is one is all there is to ask.
        yield holds(run.failed, expected, run.told, run.number)
    elif not any(run.class_came_out(refusal) for refusal in _tellable(run, entry)):
        yield Broken(expected, run.told, run.number)
    elif missing == len(entry.result.get("data", b"")):  # COPY-10
        yield holds(True, expected, "", run.number)
    else:
        expected = "what was read before the error is written"
        yield holds(missing <= 0, expected, f"{missing} bytes were not", run.number)


def _tellable(run: Run, first: Entry) -> list[Refusal]:
    """The read errors that may come out.

    Where a reader cannot give bytes and an error at once, the error that came with bytes is not
    seen; it is that of the next read.
    """
    reads = [e for e in run.calls if e.op in ("Read", "ReadAt") and e.refusal]
    seen = reads if first.result.get("data") else [first]
    return [entry.refusal for entry in seen if entry.refusal is not None]


def _other_trouble(run: Run) -> list[Entry]:
    """Errors that may have come out in place of a read error: none of a later read or a commit."""
    reads = [entry for entry in run.trouble if entry.op in ("Read", "ReadAt")]
    return [entry for entry in run.trouble if entry.op != "Commit" and entry not in reads[1:]]


@each_call("COPY-12", "fetch", "push", having=("Write",))
def a_write_error_comes_out(run: Run) -> Iterator[Finding]:
    entry = next((e for e in run.of("Write") if e.refusal is not None), None)
    if entry is None or entry.refusal is None or run.returned is None:
        return
    expected = f"Write failed ({entry.refusal.kind}): an error of that class, no Commit"
    after = run.calls[run.calls.index(entry) + 1 :]
    earlier = any(e for e in run.trouble if e.op in ("Read", "ReadAt"))
    if any(e.op == "Commit" for e in after):
        yield Broken(expected, "Commit was called", run.number)
    else:
        # Somebody who reads ahead may meet both errors; either may be the one to tell.
        kept = run.class_came_out(entry.refusal) or (earlier and run.failed)
        yield holds(kept, expected, run.told, run.number)


def _failed_commit(run: Run) -> tuple[Entry, Refusal] | None:
    for entry in run.of("Commit"):
        if entry.refusal is not None and entry.refusal.kind != "exists":
            return entry, entry.refusal
    return None


@each_call("COPY-14", "fetch", "push", having=("Commit",))
def exists_at_the_commit_is_success(run: Run) -> Iterator[Finding]:
    for entry in run.of("Commit")[:1]:
        refusal = entry.refusal
        if refusal is None or refusal.kind != "exists" or refusal.wrap or run.close_errors:
            continue
        if run.returned is not None:
            expected = "success: Commit says that the content exists"
            yield holds(run.ok, expected, run.told, run.number)


@each_call("COPY-15", "fetch", "push", having=("Commit",))
def a_failed_commit_names_the_ref(run: Run) -> Iterator[Finding]:
    failed = _failed_commit(run)
    if failed is None or run.returned is None or run.outcome is None:
        return
    entry, refusal = failed
    after = run.calls[run.calls.index(entry) + 1 :]
    again = [e.op for e in after if e.op in ("Commit", "Writer", "Push")]
    refs = [e.result["ref"] for e in run.of("Status") if e.refusal is None]
    refs += [e.args["ref"] for e in run.of("Writer")]
    start = f"Commit failed ({refusal.kind})"
    if run.ok and not run.content_is_right:
        return  # COPY-18
    if again:
        yield Broken(f"{start}: no second try", f"{again[0]} was called", run.number)
    elif not run.class_came_out(refusal):
        yield Broken(f"{start}: an error of that class", run.told, run.number)
    else:
        named = any(ref in run.outcome.message for ref in refs)
        yield holds(
            named or not refs or bool(run.close_errors),
            f"{start}: an error that names the ref {''.join(refs[:1])}",
            run.told,
            run.number,
        )


@each_call("COPY-16", "fetch", "push", having=("Commit",))
def a_failed_commit_is_left_alone(run: Run) -> Iterator[Finding]:
    failed = _failed_commit(run)
    if failed is not None and run.returned is not None:
        after = run.calls[run.calls.index(failed[0]) + 1 :]
        done = [e.op for e in after if e.op in ("Truncate", "Abort")]
        expected = "after a failed Commit: neither Truncate nor Abort"
        yield holds(not done, expected, f"{done[0]} was called" if done else "", run.number)
