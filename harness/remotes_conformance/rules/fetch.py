"""FETCH: the fetch handler."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..media_types import DOCKER_SCHEMA1, KNOWN, OCI_LAYER, kind_of
from .case import Case
from .closing import broken_closing, broken_closing_result
from .context import broken_context, broken_logging
from .finding import KEPT, Broken, Finding, holds
from .flow import flow_of
from .key import ref_key
from .registry import each_call, whole_world
from .run import Run
from .stateless import broken_statelessness


@each_call("FETCH-1", "fetch")
def schema_1_is_refused(run: Run) -> Iterator[Finding]:
    if run.descriptor.media_type != DOCKER_SCHEMA1 or run.returned is None:
        return
    expected = f"an error that names {DOCKER_SCHEMA1}, and no collaborator called"
    if run.calls:
        yield Broken(expected, f"{run.calls[0].op} was called", run.number)
    else:
        named = run.outcome is not None and DOCKER_SCHEMA1 in run.outcome.message
        yield holds(run.failed and named, expected, run.told, run.number)


def _is_special(run: Run) -> bool:
    """A fetch whose success another rule asks for."""
    resumes = bool(run.offset)
    return run.cancelled_beforehand or run.size <= 0 or resumes


@each_call("FETCH-2", "fetch")
def every_other_type_is_fetched(run: Run) -> Iterator[Finding]:
    media_type = run.descriptor.media_type
    if media_type == DOCKER_SCHEMA1 or run.returned is None or run.cancelled_beforehand:
        return
    if not run.opens:
        done = f"{run.calls[0].op} was called first" if run.calls else run.told
        yield Broken(f"{media_type!r} is fetched: the ingester is asked", done, run.number)
    elif run.must_succeed and not _is_special(run) and not _is_opaque_manifest(run):
        expected = f"success: {media_type!r}, and nothing went wrong"
        yield KEPT if run.ok else Broken(expected, run.told, run.number)


@whole_world("FETCH-3")
def the_ingester_is_asked_first(case: Case) -> Iterator[Finding]:
    keys = [run for run in case.runs if run.outcome is not None and run.outcome.key is not None]
    for run in case.runs:
        if run.task.kind == "fetch" and run.calls and run.descriptor.media_type != DOCKER_SCHEMA1:
            own = [key.outcome.key for key in keys if _is_key_of(run, key) and key.outcome]
            plain = run.descriptor.media_type in KNOWN and not run.descriptor.annotations
            if not own and "key" not in case.kinds and plain and not run.task.prefixes:
                own = [ref_key(run.descriptor)]
            yield _asked_first(run, own[0] if own else None)


def _is_key_of(run: Run, key: Run) -> bool:
    return key.descriptor == run.descriptor and key.task.carried == run.task.carried


def _asked_first(run: Run, ref: str | None) -> Finding:
    """Whether the ingester is asked for the right ingest.

    *ref* is the implementation's own ref key: whether that is right is for the KEY rules to say.
    None: it was not asked for.
    """
    first, descriptor = run.calls[0], run.descriptor
    if first.op != "Writer":
        return Broken("the ingester is asked first", f"{first.op} was called first", run.number)
    wanted: dict[str, object] = {} if ref is None else {"ref": ref}
    if descriptor.size > 0:  # of sizes that are not known, COPY speaks
        wanted["size"] = descriptor.size
    wanted["digest"] = descriptor.digest
    asked = {name: first.args[name] for name in wanted}
    if asked == wanted:
        return KEPT
    return Broken(f"Writer is asked for {_listed(wanted)}", _listed(asked), run.number)


def _listed(asked: Mapping[str, object]) -> str:
    """What a writer was asked for, in words."""
    return ", ".join(f"{name} {value!r}" for name, value in asked.items())


@each_call("FETCH-4", "fetch", having=("Writer",))
def exists_is_success(run: Run) -> Iterator[Finding]:
    if not run.opens or run.returned is None:
        return
    refusal = run.opens[0].refusal
    if refusal is None or refusal.kind != "exists" or refusal.wrap:
        return
    after = run.calls[run.calls.index(run.opens[0]) + 1 :]
    expected = "success at once, the fetcher is not called: the content exists"
    observed = f"{after[0].op} was called" if after else run.told
    yield holds(run.ok and not after, expected, observed, run.number)


@each_call("FETCH-5", "fetch")
def the_fetcher_is_asked_once(run: Run) -> Iterator[Finding]:
    fetches = run.of("Fetch")
    if not fetches:
        # Where the ingest is complete already, COPY-22 asks for it.
        complete = run.offset == run.size > 0
        if run.writer and run.returned is not None and run.ok and not complete:
            expected = "the fetcher is asked once, after the writer is open"
            yield Broken(expected, "it was never asked", run.number)
        return
    if len(fetches) > 1:
        yield Broken("the fetcher is asked once", f"{len(fetches)} times", run.number)
    first = fetches[0]
    # Who asks it before there is a writer, breaks FETCH-3, or what LOCK says of a refused ref.
    wanted, seen = run.descriptor, first.args["descriptor"]
    if run.is_its_descriptor(seen):
        yield KEPT
    else:
        yield Broken(f"the fetcher is asked for {wanted}", f"{seen}", run.number)


@each_call("FETCH-5a", "fetch", having=("Fetch",))
def nothing_between_writer_and_fetch(run: Run) -> Iterator[Finding]:
    if not run.writer or not run.of("Fetch"):
        return
    ops = [entry.op for entry in run.calls]
    between = ops[ops.index("Writer") : ops.index("Fetch")]
    strange = [op for op in between if op != "Writer"]
    yield holds(
        not strange, "Writer, then Fetch, and only then Status",
        f"between them: {', '.join(strange)}", run.number,
    )  # fmt: skip


@each_call("FETCH-6", "fetch", having=("Fetch",))
def an_error_of_the_fetcher_comes_out(run: Run) -> Iterator[Finding]:
    for entry in run.of("Fetch"):
        if entry.refusal is None or run.returned is None:
            continue
        expected = (
            f"the fetcher's error itself ({entry.refusal.kind}), nothing written or committed"
        )
        done = [call.op for call in run.calls if call.op in ("Write", "Commit")]
        if done:
            yield Broken(expected, f"{done[0]} was called", run.number)
        else:  # whether the writer was closed, FETCH-10 says
            yield holds(run.came_out(entry.refusal), expected, run.told, run.number)


@each_call("FETCH-7", "fetch")
def success_has_no_children(run: Run) -> Iterator[Finding]:
    if run.ok and run.outcome is not None:
        yield holds(run.outcome.children == 0, "no children", run.told, run.number)


@each_call("FETCH-8", "fetch")
def collaborators_get_the_callers_context(run: Run) -> Iterator[Finding]:
    for entry in run.opens + run.source_opens:
        yield broken_context(run, entry) or KEPT


@each_call("FETCH-9", "fetch", having=("Writer",))
def the_fetch_is_logged(run: Run) -> Iterator[Finding]:
    if run.opens:
        yield broken_logging(run, "fetch") or KEPT


@each_call("FETCH-10", "fetch")
def everything_opened_is_closed_once(run: Run) -> Iterator[Finding]:
    if run.returned is not None and (run.writer or run.reader):
        yield broken_closing(run) or KEPT
        if result := broken_closing_result(run):
            yield result


@whole_world("FETCH-11")
def a_handler_holds_no_state(case: Case) -> Iterator[Finding]:
    yield from broken_statelessness(case, "fetch")


@each_call("FETCH-12", "fetch")
def cancelled_beforehand_with_a_free_ref(run: Run) -> Iterator[Finding]:
    if not run.cancelled_beforehand or run.returned is None:
        return
    if run.descriptor.media_type != OCI_LAYER:
        return  # whoever turns other types away breaks FETCH-2
    expected = "the context is cancelled, the ref is free: it runs to its end"
    if not run.opens:
        yield Broken(expected, run.told, run.number)
    elif run.embeds_content or (run.is_later and run.size == 0):
        return
    elif run.writer and not run.trouble and not run.source_opens and _is_wanting(run):
        yield Broken(expected, f"the fetcher was not asked: {run.told}", run.number)
    elif run.must_succeed:
        yield holds(run.ok, expected, run.told, run.number)


def _is_wanting(run: Run) -> bool:
    """Bytes are missing. An ingest that is too long may be an error in itself: COPY-19."""
    return not (run.offset or 0) >= run.size > 0


def _is_opaque_manifest(run: Run) -> bool:
    """A manifest or index by its type, and no tidy JSON document by its bytes."""
    if kind_of(run.descriptor.media_type) not in ("manifest", "index"):
        return False
    return not (run.content.startswith(b"{") and run.content.endswith(b"}"))


@each_call("FETCH-13", "fetch", having=("Fetch",))
def bytes_are_opaque(run: Run) -> Iterator[Finding]:
    if run.must_succeed and _is_opaque_manifest(run) and not _is_special(run):
        yield holds(
            run.ok,
            f"bytes of the kind “{kind_of(run.descriptor.media_type)}” are not looked at: success",
            run.told,
            run.number,
        )


@whole_world("FETCH-14")
def fetches_of_one_descriptor_share_the_work(case: Case) -> Iterator[Finding]:
    groups: dict[str, list[Run]] = {}
    for run in case.runs:
        if run.task.kind == "fetch" and run.descriptor.media_type != DOCKER_SCHEMA1:
            groups.setdefault(run.descriptor.digest, []).append(run)
    held = {holder.digest for holder in case.scenario.holders}
    for digest, runs in groups.items():
        if len(runs) > 1 and digest not in held and all(map(_is_plain, runs)):
            yield from _shared(runs)


def _is_plain(run: Run) -> bool:
    task = run.task
    quiet = not (task.answers or task.cancel or task.present or task.ingest)
    whole = task.source is not None and task.source.breaks_at is None
    known = run.descriptor.size > 0
    return quiet and whole and known and run.content_is_right and run.returned is not None


def _other_rules_tell(run: Run) -> bool:
    """It failed for what LOCK says of a refused ref, or COPY of bytes that went astray."""
    if run.ok or not run.calls:
        return False
    flow = flow_of(run)
    astray = run.is_copy and (flow.mismatch is not None or not flow.complete)
    return astray or (run.calls[-1].op == "Writer" and run.calls[-1].refusal is not None)


def _shared(runs: list[Run]) -> Iterator[Finding]:
    if len({run.descriptor.media_type for run in runs}) > 1:
        return  # other kinds have other refs: they do not meet at one lock
    if any(_other_rules_tell(run) for run in runs):
        return
    number = runs[-1].number
    expected = f"{len(runs)} fetches of one descriptor: all succeed"
    for run in runs:
        yield holds(run.ok, expected, run.told, run.number)
    fetches = sum(len(run.of("Fetch")) for run in runs)
    yield holds(fetches == 1, "its source is fetched once", f"{fetches} times", number)
    commits = sum(entry.refusal is None for run in runs for entry in run.of("Commit"))
    yield holds(commits == 1, "its content is committed once", f"{commits} times", number)
