"""The waits for a locked ref: how long each has to be, and what ends it."""

from __future__ import annotations

from itertools import pairwise

from ..scenarios.durations import as_text as ms
from ..scenarios.scenario import MILLISECOND
from ..world.journal import Entry
from .blame import WRAPPED
from .call import Call
from .run import NEVER, Run, wrap_of
from .table import Deviation, Rule

_LADDER = tuple((16 << rung) * MILLISECOND for rung in range(8))
ROUNDING = 1_000
"""Nanoseconds: two times that are nearer than that fall on one instant."""
AT_THE_BOUND = 3
"""The number of random waits that cannot end with their bound, to the microsecond, by chance."""

AGAIN, LASTS, PATIENT = Rule("LOCK-1", "PUSH-8"), Rule("LOCK-2", "PUSH-8"), Rule("LOCK-3", "PUSH-8")
CUT, AT_ONCE = Rule("LOCK-6", "PUSH-8"), Rule("LOCK-7", "PUSH-8")
TIE = Rule("LOCK-11")
MANY_REFUSALS = 12


def wait_after(refusals: int) -> int:
    """Nanoseconds after that many refusals: 16, 32 … 2048, 2048 … ms. From 1.6 on, the bound."""
    return _LADDER[refusals - 1] if refusals < len(_LADDER) else _LADDER[-1]


def goes_on(call: Call) -> Rule:
    """The requirement to ask for a locked ref again."""
    wraps = [wrap_of(lock) for lock in call.locks]
    if wraps[-1] and wraps[-1] not in wraps[:-1]:
        return WRAPPED
    return AGAIN if len(wraps) == 1 else PATIENT


def is_locked(call: Call, entry: Entry) -> None:
    """The ref is refused once more."""
    call.locks.append(entry)


def has_waited(call: Call, entry: Entry) -> None:
    """The next attempt comes after the wait, and not after the caller has given up."""
    lock, number = call.locks[-1], len(call.locks)
    if call.case.timed:
        if call.run.cancelled is not None:
            _is_not_given_up(call, entry)
        bound, waited = wait_after(number), entry.at - lock.done
        if not _is_right(call, bound, waited):
            random = call.edition.random_waits
            expected = f"wait {number}: {'less than ' * random}{ms(bound)}"
            step = "too long a wait" if random else "a wrong wait"
            call.note(LASTS, expected, ms(waited), step)
        call.keep(LASTS)
    if wrap_of(lock):
        call.keep(WRAPPED)
    if number >= MANY_REFUSALS:
        call.keep(PATIENT)


def _is_not_given_up(call: Call, entry: Entry) -> None:
    at, due = call.run.gave_up_at, entry.at
    if at > entry.at or call.run.before_cancel > call.run.calls.index(entry):
        return
    if not call.edition.random_waits:
        due = call.locks[-1].done + wait_after(len(call.locks))
    if abs(at - due) <= ROUNDING and abs(entry.at - due) <= ROUNDING:
        call.see(TIE, "the timer came first")
    elif at < min(due, entry.at) or (at == entry.at and _is_cut_short(call)):
        observed = f"{entry.op} was called at {ms(entry.at)}"
        raise Deviation(
            _giving_up(call),
            given_up(call),
            observed,
            "called after giving up",
            LASTS if _has_not_waited(call, entry) else None,
        )


def _has_not_waited(call: Call, entry: Entry) -> bool:
    """The call asked again too early. The wait, which it skipped, would notice a cancellation."""
    early = call.locks[-1].done + wait_after(len(call.locks)) - entry.at > ROUNDING
    return early and not call.edition.random_waits and _giving_up(call) is AT_ONCE


def _is_right(call: Call, bound: int, waited: int) -> bool:
    if waited > bound and _was_anothers_turn(call, bound, waited):
        return True
    is_bound = abs(waited - bound) <= ROUNDING
    if not call.edition.random_waits:
        return is_bound
    # A single wait may be its bound by rounding.
    call.at_bound += is_bound
    return waited <= bound + ROUNDING and call.at_bound < AT_THE_BOUND


def _was_anothers_turn(call: Call, bound: int, waited: int) -> bool:
    """True if other calls for the ref copied from when the wait was due to end until it did.

    Calls for one ref may wait for each other within the process (LOCK-10).
    """
    digest, begun = call.run.descriptor.digest, call.locks[-1].done
    at = due = begun + bound
    mine = (one for one in call.case.other_runs(call.run) if one.descriptor.digest == digest)
    for opened, ended in sorted(map(_copied, mine)):
        at = max(at, ended) if opened <= at + ROUNDING else at
    return due < at and begun + waited <= at + ROUNDING


def _copied(run: Run) -> tuple[int, int]:
    """From when it had its writer, and until when it was under way."""
    return next(
        (entry.done for entry in run.opens if entry.refusal is None), NEVER
    ), run.returned_at


def _is_cut_short(call: Call) -> bool:
    """Asked again in the very instant of giving up: no random wait of 0 ms explains it.

    Either the context was cancelled already, or the waits before were right, and the caller gave
    up at a time: a cancellation that comes as a call is served does not come before that call.
    """
    cancel = call.run.task.cancel
    timed = cancel is not None and cancel.at is not None and len(call.locks) > 1
    known = timed and _has_kept_time(call)
    return not call.edition.random_waits and (known or _giving_up(call) is AT_ONCE)


def _has_kept_time(call: Call) -> bool:
    """True if the waits so far were as long as they have to be where none is drawn."""
    waits = enumerate(pairwise(call.locks), 1)
    return all(abs(b.at - a.done - wait_after(number)) <= ROUNDING for number, (a, b) in waits)


def _giving_up(call: Call) -> Rule:
    """The requirement for the end of a call whose caller has given up."""
    before = call.run.before_cancel <= call.run.calls.index(call.locks[-1])
    return AT_ONCE if before else CUT


def given_up(call: Call) -> str:
    """The expectation after the caller has given up, in words."""
    if _giving_up(call) is AT_ONCE:
        return (
            "the context was cancelled before, and the ref is locked: the handler fails at once "
            "with that lock error, without a wait or a further call"
        )
    return (
        f"the caller gives up at {ms(call.run.gave_up_at)}: the handler stops waiting then, and "
        f"fails with the lock error of attempt {len(call.locks)}, without a further call"
    )


def comes_back_at_once(call: Call) -> None:
    """Given up in a wait: the latest lock error comes out at that instant."""
    run, lock, rule = call.run, call.locks[-1], _giving_up(call)
    bound, gave_up = wait_after(len(call.locks)), run.gave_up_at
    waited, late = gave_up - lock.done, run.returned_at - max(gave_up, lock.done)
    too_long = waited > bound + ROUNDING and not _was_anothers_turn(call, bound, waited)
    if call.case.timed and too_long:
        expected = f"wait {len(call.locks)}: {'less than ' * call.edition.random_waits}{ms(bound)}"
        raise Deviation(LASTS, expected, f"still waiting after {ms(waited)}", "too long a wait")
    if call.case.timed and late > ROUNDING:
        observed = f"it returned {ms(late)} later, at {ms(run.returned_at)}"
        raise Deviation(rule, given_up(call), observed, "it came back late")
    if not (run.came_out(lock.refusal) or (run.failed and run.close_errors)):
        raise Deviation(rule, given_up(call), _which(call), "another error came out")
    call.keep(rule)
    if abs(waited - bound) <= ROUNDING:
        call.see(TIE, "the cancellation came first")


def ends_a_wait(call: Call) -> Rule:
    """The requirement for the end of a wait."""
    return _giving_up(call) if call.has_given_up else goes_on(call)


def _which(call: Call) -> str:
    for number, lock in enumerate(call.locks, 1):
        if call.run.came_out(lock.refusal):
            return f"the lock error of attempt {number}"
    return call.run.outcome_text
