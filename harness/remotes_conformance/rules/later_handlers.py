"""LOCK, FETCH and PUSH, from edition 1.6 on."""

from __future__ import annotations

from collections.abc import Iterator

from ..media_types import DOCKER_SCHEMA1
from . import lock
from .case import Case
from .finding import KEPT, Broken, Finding, holds
from .flow import flow_of, wrong_bytes
from .push import other_errors_of_the_pusher_come_out
from .registry import each_call, whole_world
from .run import Run
from .waits import ROUNDING, ms, wait_after, waits

MANY = 26
"""That so many waits all fall into one half by chance happens once in 33 million runs."""
AT_THE_BOUND = 3
"""That so many waits end with their bound by chance, to the microsecond: never in practice."""
EQUAL = 5


@each_call("LOCK-2a", "fetch")
def waits_stay_below_their_bounds(run: Run) -> Iterator[Finding]:
    full = 0
    for wait in waits(run):
        if (waited := wait.waited) is None:
            continue
        bound = wait_after(wait.number)
        full += abs(waited - bound) <= ROUNDING
        # A single wait may be its bound by rounding.
        kept = waited <= bound + ROUNDING and full < AT_THE_BOUND
        expected = f"wait {wait.number}: less than {ms(bound)}"
        yield holds(kept, expected, f"{ms(waited)}", run.number)


@each_call("LOCK-2b", "fetch", "push")
def waits_are_drawn_at_random(run: Run) -> Iterator[Finding]:
    drawn = [(each.waited, wait_after(each.number)) for each in waits(run)]
    parts = [waited / bound for waited, bound in drawn if waited is not None]
    if len(parts) < MANY:
        return
    longest = [waited for waited, bound in drawn if waited is not None and bound == wait_after(8)]
    if len(longest) >= EQUAL and max(longest) - min(longest) <= ROUNDING:
        seen = f"{len(longest)} waits of {ms(longest[0])}"
        yield Broken("each wait is drawn at random", seen, run.number)
        return
    half = "lower" if max(parts) < 0.5 else "upper" if min(parts) > 0.5 else ""
    expected = "waits are drawn at random from all that their bounds allow"
    seen = f"all {len(parts)} are in the {half} half"
    yield holds(not half, expected, seen, run.number)


SAMPLES = 80
"""So many waits below one bound all miss its lowest, or its highest, quarter once in ten thousand
million runs."""
ALIKE = 8
"""Waits in a row that are no chance if two calls have them all alike."""


@whole_world("LOCK-2b")
def calls_do_not_wait_alike(case: Case) -> Iterator[Finding]:
    """Who waits with others for one ref is not to come back together with them, each time."""
    seen: dict[tuple[int, ...], Run] = {}
    for run in case.runs:
        told = [wait.waited for wait in waits(run)[:ALIKE]]
        first = tuple(waited // ROUNDING for waited in told if waited is not None)
        if len(first) < ALIKE:
            continue
        other = seen.setdefault(first, run)
        expected = "each call draws its own waits"
        same = f"t{run.number} has the same {ALIKE} waits as t{other.number}"
        yield holds(other is run, expected, same, run.number)


@whole_world("LOCK-2b")
def waits_are_drawn_from_all_below_their_bounds(case: Case) -> Iterator[Finding]:
    """Of all calls together, bound by bound."""
    parts: dict[int, list[float]] = {}
    for run in case.runs:
        for wait in waits(run):
            if wait.waited is not None:
                bound = wait_after(wait.number)
                parts.setdefault(bound, []).append(wait.waited / bound)
    for bound, drawn in parts.items():
        if len(drawn) >= SAMPLES:
            low, high = min(drawn) * bound, max(drawn) * bound
            expected = f"waits with the bound {ms(bound)} are drawn from all below it"
            seen = f"{len(drawn)} waits between {ms(round(low))} and {ms(round(high))}"
            yield holds(low < bound / 4 and high > bound * 3 / 4, expected, seen)


def _complete(run: Run) -> bool:
    return run.offset == run.size > 0


@each_call("FETCH-5b", "fetch")
def the_fetcher_is_asked_for_missing_bytes(run: Run) -> Iterator[Finding]:
    fetches = run.of("Fetch")
    missing = not _complete(run) and not run.embeds_content and run.size != 0
    if not fetches:
        # Who fails before it comes to that has a reason of its own.
        came_to_it = run.ok or (run.failed and run.of("Commit") and not run.own_trouble)
        if run.writer and came_to_it and missing:
            yield Broken("the fetcher is asked once: bytes are missing", "never", run.number)
        return
    if len(fetches) > 1:
        yield Broken("the fetcher is asked once", f"{len(fetches)} times", run.number)
    wanted, seen = run.descriptor, fetches[0].args["descriptor"]
    yield holds(seen == wanted, f"the fetcher is asked for {wanted}", f"{seen}", run.number)


@each_call("FETCH-5c", "fetch", having=("Fetch",))
def the_status_comes_before_the_fetch(run: Run) -> Iterator[Finding]:
    if run.writer and run.of("Fetch"):
        before = [entry.op for entry in run.calls[: run.calls.index(run.of("Fetch")[0])]]
        yield holds("Status" in before, "Writer, Status, Fetch", ", ".join(before), run.number)


@each_call("FETCH-15", "fetch", having=("Writer",))
def a_size_of_0_is_an_invalid_argument(run: Run) -> Iterator[Finding]:
    if run.size != 0 or not run.writer or run.returned is None or run.outcome is None:
        return
    expected = "size 0: an error of the class invalid_argument, nothing fetched or committed"
    done = [entry.op for entry in run.calls if entry.op in ("Fetch", "Write", "Commit")]
    if done:
        yield Broken(expected, f"{done[0]} was called", run.number)
    elif not run.trouble and not run.close_errors:
        kept = run.failed and "invalid_argument" in run.outcome.kinds
        yield holds(kept, expected, run.told, run.number)


@each_call("FETCH-16", "fetch", having=("Writer",))
def embedded_content_is_used(run: Run) -> Iterator[Finding]:
    data = run.descriptor.data
    if not run.embeds_content or data is None or not run.writer or run.returned is None:
        return
    expected = "the descriptor embeds the content: it is committed, the fetcher is not asked"
    if run.of("Fetch"):
        yield Broken(expected, "Fetch was called", run.number)
        return
    left_over = run.task.ingest.content if run.task.ingest else b""
    disturbed = run.own_trouble or run.short_writes or run.close_errors
    if not disturbed and not run.exists_at_commit and data.startswith(left_over):
        if run.cancelled is None or run.cancelled_beforehand:
            yield holds(run.ok and bool(run.of("Commit")), expected, run.told, run.number)
    elif run.short_writes and run.ok and not run.exists_at_commit and not run.trouble:
        written = b"".join(e.args["data"][: e.result["n"]] for e in run.of("Write"))
        observed = f"{len(written)} of {len(data)} bytes were written"
        yield holds(written == data[run.offset or 0 :], expected, observed, run.number)


@whole_world("PUSH-1a")
def the_pusher_is_asked_first(case: Case) -> Iterator[Finding]:
    keys = [run for run in case.runs if run.outcome is not None and run.outcome.key is not None]
    for run in case.runs:
        if run.task.kind != "push" or run.returned is None or (run.outcome and run.outcome.crash):
            continue
        if run.descriptor.media_type != DOCKER_SCHEMA1:
            own = [k.outcome.key for k in keys if _same(run, k) and k.outcome]
            yield _asked(run, own[0] if own else None)


def _same(run: Run, key: Run) -> bool:
    return key.descriptor == run.descriptor and key.task.carried == run.task.carried


def _asked(run: Run, ref: str | None) -> Finding:
    how = "Writer" if run.task.pusher_ingests else "Push"
    expected = f"the pusher is asked first, by {how}"
    first = run.calls[0] if run.calls else None
    if first is None or first.op != how:
        return Broken(expected, f"{first.op} was called first" if first else run.told, run.number)
    pushes = run.of("Push")
    if how == "Writer":
        wanted: dict[str, object] = {"size": run.size, "digest": run.descriptor.digest}
        wanted |= {"ref": ref} if ref is not None else {}
        seen = {name: first.args[name] for name in wanted}
        if pushes:
            return Broken(expected, "Push was called as well", run.number)
        told = ", ".join(f"{name} {value!r}" for name, value in seen.items())
        return holds(seen == wanted, f"{expected}, for {run.descriptor}", told, run.number)
    again = len(pushes) > 1 and (pushes[0].refusal is None or pushes[0].refusal.kind == "exists")
    asked = pushes[0].args["descriptor"]
    if again:
        return Broken(expected + ", once", f"{len(pushes)} times", run.number)
    return holds(
        asked == run.descriptor, f"{expected}, for {run.descriptor}", f"{asked}", run.number
    )


@each_call("PUSH-3a", "push")
def other_errors_come_out(run: Run) -> Iterator[Finding]:
    if run.task.pusher_ingests:
        yield from lock.other_errors_come_out_at_once(run)
    else:
        yield from other_errors_of_the_pusher_come_out(run)


@each_call("PUSH-5a", "push", having=("Push", "Writer"))
def the_first_size_bytes_are_pushed(run: Run) -> Iterator[Finding]:
    goes_on = run.cancelled is None or run.cancelled_beforehand
    undisturbed = goes_on and not run.own_trouble and not run.resets
    if run.size == 0 and run.writer and run.returned is not None and undisturbed:
        yield _nothing_is_pushed(run)
    if not run.is_copy or run.returned is None or run.resets or run.size <= 0:
        return
    flow = flow_of(run)
    beyond = flow.start + len(flow.written) - run.size
    if run.of("Truncate"):
        yield Broken("the bytes that are there stay", "Truncate was called", run.number)
    elif beyond > 0 and flow.written and flow.start < run.size:
        expected = f"no byte behind the first {run.size} is written"
        yield Broken(expected, f"{beyond} of them were", run.number)
    elif flow.start < run.size:
        yield wrong_bytes(run, flow) or KEPT
    if run.must_succeed:
        yield holds(run.ok, "success: nothing went wrong", run.told, run.number)


def _nothing_is_pushed(run: Run) -> Finding:
    """The first 0 bytes: an empty blob is pushed so."""
    written = [entry for entry in run.of("Write") if entry.args["data"]]
    expected = "of size 0 nothing is written, and it is committed"
    observed = f"{len(written[0].args['data'])} bytes were written" if written else run.told
    return holds(not written and bool(run.of("Commit")), expected, observed, run.number)


@each_call("PUSH-8", "push", having=("Writer",))
def a_push_waits_for_a_locked_ref(run: Run) -> Iterator[Finding]:
    yield from lock.locked_is_not_final(run)
    yield from waits_stay_below_their_bounds(run)
    yield from lock.attempts_have_no_bound(run)
    yield from lock.exists_after_a_wait_is_success(run)
    yield from lock.cancellation_ends_a_wait(run)
    yield from lock.locked_when_already_cancelled(run)
