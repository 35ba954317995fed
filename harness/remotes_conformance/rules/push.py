"""PUSH: the push handler."""

from __future__ import annotations

from collections.abc import Iterator

from ..media_types import DOCKER_SCHEMA1
from .case import Case
from .closing import broken_closing, broken_closing_result
from .context import broken_context, broken_logging
from .finding import KEPT, Broken, Finding, holds
from .registry import each_call, whole_world
from .run import Run
from .stateless import broken_statelessness


@each_call("PUSH-1", "push")
def the_pusher_is_asked_first_and_once(run: Run) -> Iterator[Finding]:
    if run.returned is None or run.descriptor.media_type == DOCKER_SCHEMA1:
        return
    expected = "the pusher is asked first, once, for this descriptor"
    if not run.calls or run.calls[0].op != "Push":
        done = f"{run.calls[0].op} was called first" if run.calls else run.told
        yield Broken(expected, done, run.number)
        return
    pushes = run.of("Push")
    refusal = pushes[0].refusal
    if len(pushes) > 1 and (refusal is None or refusal.kind == "exists"):
        yield Broken(expected, f"it was asked {len(pushes)} times", run.number)
    seen = pushes[0].args["descriptor"]
    asked_right = run.is_its_descriptor(seen)
    yield holds(asked_right, f"Push is asked for {run.descriptor}", f"{seen}", run.number)


@each_call("PUSH-2", "push")
def exists_is_success(run: Run) -> Iterator[Finding]:
    refusal = run.opens[0].refusal if run.opens else None
    if refusal is None or refusal.kind != "exists" or refusal.wrap or run.returned is None:
        return
    after = run.calls[run.calls.index(run.opens[0]) + 1 :]
    expected = "success at once, the provider is not touched: the remote has it"
    observed = f"{after[0].op} was called" if after else run.told
    yield holds(run.ok and not after, expected, observed, run.number)


@each_call("PUSH-3", "push")
def other_errors_of_the_pusher_come_out(run: Run) -> Iterator[Finding]:
    refusal = run.opens[0].refusal if run.opens else None
    if refusal is None or refusal.kind == "exists":
        return
    after = run.calls[run.calls.index(run.opens[0]) + 1 :]
    expected = f"the pusher's error itself ({refusal.kind}), at once, the provider is not touched"
    if after:
        yield Broken(expected, f"{after[0].op} was called", run.number)
    elif run.returned is not None:
        late = run.returned.at - run.opens[0].done
        yield holds(run.came_out(refusal) and not late, expected, run.told, run.number)


@each_call("PUSH-4", "push")
def then_the_provider_is_asked(run: Run) -> Iterator[Finding]:
    if not run.writer or run.returned is None:
        return
    readers = run.of("Reader")
    if len(readers) != 1:
        if run.ok or readers:
            yield Broken("the provider is asked once", f"{len(readers)} times", run.number)
        return
    asked, digest = readers[0], run.descriptor.digest
    if asked.args["digest"] != digest:
        seen = f"{asked.args['digest']!r}"
        yield Broken(f"the provider is asked for {digest!r}", seen, run.number)
    if asked.refusal is None:
        yield KEPT
        return
    expected = (
        f"the provider's error by its class ({asked.refusal.kind}), nothing written or committed"
    )
    done = [call.op for call in run.calls if call.op in ("Write", "Commit")]
    if done:
        yield Broken(expected, f"{done[0]} was called", run.number)
    else:  # whether the writer was closed, PUSH-7 says
        yield holds(run.class_came_out(asked.refusal), expected, run.told, run.number)


@each_call("PUSH-5", "push")
def the_bytes_are_copied(run: Run) -> Iterator[Finding]:
    # Of resumes and sizes that are not known, rules of their own speak.
    if run.must_succeed and run.size > 0 and not run.offset:
        expected = "success: all bytes were copied, and nothing went wrong"
        yield holds(run.ok, expected, run.told, run.number)


@each_call("PUSH-6", "push")
def schema_1_is_pushed(run: Run) -> Iterator[Finding]:
    if run.descriptor.media_type == DOCKER_SCHEMA1 and run.returned is not None:
        pushed = bool(run.calls) and run.calls[0].op in ("Push", "Writer")
        expected = "schema 1 is pushed like anything else: the pusher is asked"
        yield holds(pushed, expected, run.told, run.number)


@each_call("PUSH-7", "push")
def closing_context_and_children(run: Run) -> Iterator[Finding]:
    for entry in run.opens + run.source_opens:
        yield broken_context(run, entry) or KEPT
    if run.returned is not None and (run.writer or run.reader):
        yield broken_closing(run) or KEPT
        if result := broken_closing_result(run):
            yield result
    if run.ok and run.outcome is not None:
        yield holds(run.outcome.children == 0, "no children", run.told, run.number)


@whole_world("PUSH-7")
def a_handler_holds_no_state(case: Case) -> Iterator[Finding]:
    yield from broken_statelessness(case, "push")


@each_call("PUSH-7a", "push")
def the_push_is_logged(run: Run) -> Iterator[Finding]:
    if run.opens:
        yield broken_logging(run, "push") or KEPT
