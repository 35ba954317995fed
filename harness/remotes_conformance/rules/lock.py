"""LOCK: waiting for a ref that somebody else has open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..journal import Refusal
from .case import Case
from .finding import KEPT, Broken, Finding, Kept, holds
from .registry import each_call, whole_world
from .run import Run
from .waits import ROUNDING, Wait, ms, wait_after, waits


def _asked_again(wait: Wait) -> Finding:
    following = wait.following
    if following is None or following.op != "Writer":
        done = f"{following.op} was called" if following else wait.run.told
        return Broken(
            f"after refusal {wait.number} of the locked ref: wait, then ask again",
            f"{done} after {wait.number} refusal{'s' * (wait.number > 1)}",
            wait.run.number,
        )
    asked, wanted = following.args, wait.refused.args
    if all(asked[name] == wanted[name] for name in _ASKED_FOR):
        return KEPT
    return Broken(f"asked again for {_listed(wanted)}", _listed(asked), wait.run.number)


_ASKED_FOR = ("ref", "size", "digest")


def _listed(args: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {args[name]!r}" for name in _ASKED_FOR)


@each_call("LOCK-1", "fetch", having=("locked",))
def locked_is_not_final(run: Run) -> Iterator[Finding]:
    for wait in waits(run):
        gave_up = wait.following is None or wait.following.op != "Writer"
        if wait.refusal.wrap or wait.cancelled_at is not None or wait.ended_by is None:
            continue
        if not (gave_up and wait.number > 1):
            yield _asked_again(wait)


@each_call("LOCK-2", "fetch", having=("locked",))
def waits_double_from_16_to_2048_ms(run: Run) -> Iterator[Finding]:
    for wait in waits(run):
        following = wait.following
        if following is None or following.op != "Writer" or wait.cancelled_at is not None:
            continue
        waited = following.at - wait.refused.done
        wanted = wait_after(wait.number)
        if abs(waited - wanted) <= ROUNDING:
            yield KEPT
        else:
            yield Broken(f"wait {wait.number}: {ms(wanted)}", f"{ms(waited)}", run.number)


@each_call("LOCK-3", "fetch", having=("locked",))
def attempts_have_no_bound(run: Run) -> Iterator[Finding]:
    for wait in waits(run):
        if wait.number == 1 or wait.refusal.wrap or wait.cancelled_at is not None:
            continue
        gave_up = wait.following is None or wait.following.op != "Writer"
        if gave_up and wait.ended_by is not None:
            yield _asked_again(wait)
        elif wait.number >= 12 and wait.following is not None:
            yield KEPT


@each_call("LOCK-4", "fetch", having=("Writer",))
def other_errors_come_out_at_once(run: Run) -> Iterator[Finding]:
    for place, entry in enumerate(run.calls):
        refusal = entry.refusal
        if entry.op != "Writer" or refusal is None or refusal.kind in ("locked", "exists"):
            continue
        if run.outcome is None and place + 1 == len(run.calls):
            continue
        after = run.calls[place + 1 :]
        expected = f"the ingester's error itself ({refusal.kind}), at once, and no further call"
        if after:
            yield Broken(expected, f"{after[0].op} was called after it", run.number)
        elif run.returned is not None:
            late = run.returned.at - entry.done
            observed = run.told + (f" after {ms(late)}" if late else "")
            yield holds(run.came_out(refusal) and not late, expected, observed, run.number)


@each_call("LOCK-5", "fetch", having=("locked",))
def exists_after_a_wait_is_success(run: Run) -> Iterator[Finding]:
    for wait in waits(run):
        found = wait.following
        if found is None or found.op != "Writer" or found.refusal is None or run.returned is None:
            continue
        if found.refusal.kind == "exists" and not found.refusal.wrap:
            fetched = bool(run.source_opens)
            yield holds(
                run.ok and not fetched,
                "success without asking the fetcher: after the wait the content exists",
                "the fetcher was asked" if fetched else run.told,
                run.number,
            )


@each_call("LOCK-6", "fetch", having=("locked",))
def cancellation_ends_a_wait(run: Run) -> Iterator[Finding]:
    for wait in waits(run):
        at = wait.cancelled_at
        if at is None or not wait.refused.done < at < wait.due or wait.ended_by is None:
            continue
        expected = (
            f"the wait ends when the caller gives up, at {ms(at)}, with the lock error of "
            f"attempt {wait.number}, and no further call"
        )
        ended = wait.ended_by
        if wait.following is not None and (ended.at < at or not _asked_after(wait)):
            continue  # it had not waited its time: that is LOCK-2's to say
        if wait.following is not None:
            yield Broken(expected, f"{ended.op} was called at {ms(ended.at)}", run.number)
        elif ended.at > at + ROUNDING:
            yield Broken(expected, f"it came back at {ms(ended.at)}", run.number)
        else:
            yield holds(run.came_out(wait.refusal), expected, _which(wait), run.number)


def _asked_after(wait: Wait) -> bool:
    """Whether the next call was surely made after the caller gave up, if both have one time.

    A wait of another length may happen to end in that instant; a cancellation that comes as the
    next call is served comes after it was made.
    """
    assert wait.following is not None
    if wait.following.at != wait.cancelled_at:
        return True
    if wait.run.is_later:
        return False
    timed = wait.run.task.cancel is not None and wait.run.task.cancel.at is not None
    earlier = [other for other in waits(wait.run) if other.number < wait.number]
    exact = all(other.following and other.following.at == other.due for other in earlier)
    return timed and bool(earlier) and exact


def _which(wait: Wait) -> str:
    ids = wait.run.outcome.ids if wait.run.outcome else ()
    for earlier in waits(wait.run):
        if earlier.refusal.id in ids and earlier.number != wait.number:
            return f"the lock error of attempt {earlier.number}"
    return wait.run.told


@each_call("LOCK-7", "fetch", having=("locked",))
def locked_when_already_cancelled(run: Run) -> Iterator[Finding]:
    for wait in waits(run):
        at = wait.cancelled_at
        if at is None or at > wait.refused.done or wait.ended_by is None:
            continue
        if at == wait.refused.done and not run.cancelled_beforehand and not _before(run, wait):
            continue
        expected = (
            "the context is cancelled already and the ref is locked: that lock error at once, "
            "no wait, no further call"
        )
        ended = wait.ended_by
        if run.is_later and wait.following is not None and ended.at == wait.refused.done:
            continue  # a wait of 0 ms, and LOCK-11
        if wait.following is not None:
            yield Broken(expected, f"{ended.op} was called at {ms(ended.at)}", run.number)
        elif ended.at > wait.refused.done + ROUNDING:
            yield Broken(
                expected, f"it came back {ms(ended.at - wait.refused.done)} later", run.number
            )
        else:
            yield holds(run.came_out(wait.refusal), expected, _which(wait), run.number)


def _before(run: Run, wait: Wait) -> bool:
    """Whether the caller had given up before the refusal was written down."""
    assert run.cancelled is not None
    return run.entries.index(run.cancelled) < run.entries.index(wait.refused)


class _Told(NamedTuple):
    """One error whose class the handler had to tell, and whether it did. `nth`: of its calls."""

    op: str
    nth: int
    refusal: Refusal
    finding: Finding

    def is_bare_form_of(self, other: _Told) -> bool:
        # Who gives up after some attempts does so whatever the error is wrapped in: LOCK-3, LOCK-5.
        same = (self.op, self.refusal.kind) == (other.op, other.refusal.kind)
        told = not self.refusal.wrap and not isinstance(self.finding, Broken)
        return same and told and self.nth >= other.nth


@whole_world("LOCK-8")
def wrapped_classes_are_recognised(case: Case) -> Iterator[Finding]:
    """Judged where a bare error of the class was told rightly: else that one's rule has the say."""
    if not any(e.refusal is not None and e.refusal.wrap for e in case.journal.entries):
        return
    told = [each for run in case.runs for each in (*_told_locked(run), *_told_exists(run))]
    for each in told:
        if each.refusal.wrap and any(other.is_bare_form_of(each) for other in told):
            yield each.finding


def _told_locked(run: Run) -> Iterator[_Told]:
    for wait in waits(run):
        if wait.cancelled_at is None and wait.ended_by is not None:
            finding = _asked_again(wait)
            if isinstance(finding, Broken):
                expected = f"a lock error wrapped as “{wait.refusal.wrap}” is waited on"
                finding = finding._replace(expected=expected)
            yield _Told("Writer", wait.number, wait.refusal, finding)


def _told_exists(run: Run) -> Iterator[_Told]:
    if run.returned is None or run.trouble or run.close_errors:
        return
    for nth, entry in (*enumerate(run.opens, 1), *enumerate(run.of("Commit"), 1)):
        if entry.refusal is not None and entry.refusal.kind == "exists":
            how = f"wrapped as “{entry.refusal.wrap}”"
            expected = f"success: {entry.op} says that the content exists, {how}"
            finding = holds(run.ok, expected, run.told, run.number)
            yield _Told(entry.op, nth, entry.refusal, finding)


@each_call("LOCK-9", "fetch", "push", having=("locked",))
def nothing_is_open_while_waiting(run: Run) -> Iterator[Finding]:
    refused = {id(wait.refused): wait for wait in waits(run)}
    if not refused:
        return
    still_open: set[str] = set()
    for entry in run.calls:
        wait = refused.get(id(entry))
        ended = wait.ended_by if wait else None
        if ended is not None and ended.at > entry.done + ROUNDING:
            observed = f"open: {', '.join(sorted(still_open))}"
            yield holds(not still_open, "nothing is open while it waits", observed, run.number)
        if opened := entry.result.get("reader") or entry.result.get("writer"):
            still_open.add(opened)
        elif entry.op in ("w.Close", "r.Close"):
            still_open.discard(entry.handle)


@each_call("LOCK-11", "fetch", "push", having=("locked",))
def timer_and_cancellation_at_one_instant(run: Run) -> Iterator[Finding]:
    for wait in waits(run):
        following = wait.following.at if wait.following else None
        tie = wait.due if not run.is_later else following
        if wait.cancelled_at is not None and wait.cancelled_at == tie and wait.ended_by is not None:
            yield Kept("the timer won" if wait.following else "the cancellation won")
