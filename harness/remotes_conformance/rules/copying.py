"""COPY, the bytes: what is written, in which order, and what is committed."""

from __future__ import annotations

from collections.abc import Iterator

from ..journal import Entry
from .case import Case
from .finding import KEPT, Broken, Finding, Kept, holds
from .flow import flow_of, foreign_bytes, wrong_bytes
from .registry import each_call, whole_world
from .run import Run

AHEAD = 16 * 1024 * 1024


@each_call(
    "COPY-1", "fetch", "push", having=("Status", "Write", "Truncate", "Commit", "Seek", "ReadAt")
)
def status_before_the_first_byte(run: Run) -> Iterator[Finding]:
    if not run.writer:
        return
    statuses = run.of("Status")
    acts = [
        entry
        for entry in run.calls
        if entry.op in ("Write", "Truncate", "Commit", "Seek", "ReadAt")
    ]
    if acts and (not statuses or run.calls.index(statuses[0]) > run.calls.index(acts[0])):
        yield Broken(
            "Status is asked before the first byte is moved", f"{acts[0].op} came first", run.number
        )
        return
    # Who asks after a failed Commit wants something to tell.
    ends = [run.calls.index(entry) for entry in run.of("Commit") if entry not in run.resets]
    asked = [entry for entry in statuses if not ends or run.calls.index(entry) < ends[0]]
    refused = next((entry for entry in asked if entry.refusal is not None), None)
    if refused is not None and refused.refusal is not None and run.returned is not None:
        expected = (
            f"Status failed ({refused.refusal.kind}): its error, nothing written or committed"
        )
        after = [entry.op for entry in acts if run.calls.index(entry) > run.calls.index(refused)]
        observed = f"{after[0]} was called" if after else run.told
        yield holds(
            run.class_came_out(refused.refusal) and not after, expected, observed, run.number
        )
    elif statuses:
        yield KEPT


@each_call("COPY-2", "fetch", "push", having=("Status",))
def from_offset_0_all_bytes_in_order(run: Run) -> Iterator[Finding]:
    if run.is_copy and run.offset == 0 and run.of("Status"):
        yield wrong_bytes(run, flow_of(run)) or KEPT


@each_call("COPY-10", "fetch", "push", having=("Read",))
def bytes_that_come_with_the_end(run: Run) -> Iterator[Finding]:
    if not run.is_copy or run.returned is None or run.short_writes or run.lying_seeks:
        return
    flow = flow_of(run)
    joint = flow.joint
    if joint is None or any(entry is not joint for entry in run.trouble if entry.op != "Commit"):
        return
    missing = flow.delivered - len(flow.written)
    last = len(joint.result["data"])
    with_what = "the end" if joint.refusal is None else "an error"
    expected = f"the {last} bytes that came together with {with_what} are written"
    if flow.beyond_size(joint) or not flow.begins_right:
        return
    if not (run.of("Commit") or joint.refusal is not None) and run.failed:
        return  # it noticed something else first, and wrote no more
    yield holds(missing != last, expected, "they were not", run.number)


@each_call("COPY-11", "fetch", "push", having=("Write",))
def a_short_write_loses_nothing(run: Run) -> Iterator[Finding]:
    if not run.short_writes or not run.is_copy or run.returned is None:
        return
    if any(entry.refusal is not None for entry in run.of("Write")):
        return  # COPY-12
    flow = flow_of(run)
    short = run.short_writes[0]
    expected = (
        f"a write took {short.result['n']} of {len(short.args['data'])} bytes: "
        "the rest is written, or it is an error"
    )
    if flow.mismatch is not None:
        yield Broken(expected, f"the rest was left out: {flow.mismatch}", run.number)
    elif run.of("Commit") and not flow.complete and flow.delivered > len(flow.written):
        yield Broken(expected, f"committed with {len(flow.written)} bytes", run.number)
    elif run.ok and not run.of("Commit"):
        yield Broken(expected, "success without a commit", run.number)
    else:
        yield Kept("the rest was written" if run.ok else "it was an error")


@each_call("COPY-13", "fetch", "push", having=("Writer", "Push"))
def one_commit_of_the_descriptor(run: Run) -> Iterator[Finding]:
    if not run.writer or run.returned is None:
        return
    commits = run.of("Commit")
    size, digest = run.descriptor.size, run.descriptor.digest
    if not commits:
        if run.ok and run.was_undisturbed:
            yield Broken("success only after a Commit", "there was none", run.number)
        return
    first = commits[0]
    late = [entry.op for entry in run.calls[run.calls.index(first) :] if entry.op == "Write"]
    if late:
        yield Broken("Commit comes after all bytes", "Write was called after it", run.number)
    if len(commits) > 1 and first.refusal is None:
        yield Broken("Commit is called once", f"{len(commits)} times", run.number)
    if size > 0:
        expected = f"Commit with the descriptor's size and digest, {size} and {digest!r}"
        seen = (first.args["size"], first.args["digest"])
        yield holds(seen == (size, digest), expected, f"{seen[0]} and {seen[1]!r}", run.number)
    else:  # COPY-17 speaks of the size
        seen_digest = first.args["digest"]
        expected = f"Commit with the descriptor's digest, {digest!r}"
        yield holds(seen_digest == digest, expected, f"{seen_digest!r}", run.number)


@each_call("COPY-17", "fetch", "push", having=("Writer", "Push"))
def unknown_sizes_are_passed_on(run: Run) -> Iterator[Finding]:
    size = run.size
    if size > 0 or run.returned is None or not run.opens or run.cancelled is not None:
        return
    asked: list[Entry] = run.of("Writer") + run.of("Commit")
    seen = next((entry for entry in asked if entry.args["size"] != size), None)
    if seen is not None:
        expected = f"{seen.op} with the size {size}: not known"
        yield Broken(expected, f"{seen.args['size']}", run.number)
    elif run.writer and not run.source_opens and not run.trouble:
        yield Broken(f"size {size} means not known: it is copied", run.told, run.number)
    elif run.is_copy and run.of("Commit") and not _complete(run):
        expected = f"size {size} means not known: all {len(run.content)} bytes are copied"
        yield Broken(expected, f"committed with {len(flow_of(run).written)}", run.number)
    elif run.must_succeed and not run.offset:  # of resumes, other rules speak
        yield holds(run.ok, f"size {size} means not known: success", run.told, run.number)


def _complete(run: Run) -> bool:
    excused = run.short_writes or run.lying_seeks or any(e.op != "Commit" for e in run.trouble)
    flow = flow_of(run)
    # Bytes that are not the source's are for other rules to tell.
    return bool(excused) or flow.mismatch is not None or flow.complete


@each_call("COPY-18", "fetch", "push", having=("Fetch", "Reader"))
def wrong_content_is_never_success(run: Run) -> Iterator[Finding]:
    if run.is_copy and run.returned is not None and not run.content_is_right:
        accepted = any(entry.refusal is None for entry in run.of("Commit"))
        exists = any(e.refusal is not None and e.refusal.kind == "exists" for e in run.of("Commit"))
        expected = "an error: the content is not what the descriptor says"
        yield holds(run.failed or accepted or exists, expected, run.told, run.number)


@each_call("COPY-18a", "fetch", "push", having=("Status",))
def how_wrong_content_is_noticed(run: Run) -> Iterator[Finding]:
    if not run.is_copy or not run.failed or run.content_is_right or run.offset != 0:
        return
    if run.cancelled is None and all(entry.op == "Commit" for entry in run.trouble):
        yield Kept("left to Commit" if run.of("Commit") else "noticed before Commit")


@whole_world("COPY-20")
def copies_share_no_buffer(case: Case) -> Iterator[Finding]:
    copies = [run for run in case.runs if run.is_copy]
    if len(copies) < 2:
        return
    for run in copies:
        yield foreign_bytes(run) or KEPT


@each_call("COPY-21", "fetch", "push", having=("Fetch", "Reader"))
def reading_stays_close_to_writing(run: Run) -> Iterator[Finding]:
    if not run.is_copy or len(run.content) <= AHEAD:
        return
    ahead = most = 0
    for entry in run.calls:
        if entry.op in ("Read", "ReadAt"):
            ahead += len(entry.result.get("data", b""))
        elif entry.op == "Write":
            ahead -= entry.result.get("n", 0)
        most = max(most, ahead)
    if run.returned is not None or most > AHEAD:
        expected = f"reading runs at most {AHEAD} bytes ahead of writing"
        yield holds(most <= AHEAD, expected, f"{most} bytes ahead", run.number)
