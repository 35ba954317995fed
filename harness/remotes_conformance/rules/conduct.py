"""RUN: how an implementation behaves as a guest in a process."""

from __future__ import annotations

from collections.abc import Mapping

from ..world.journal import Stuck
from .case import Case
from .finding import Broken, Judgement
from .run import Run, refused_as

_FAULTS = ("crash", "garbage", "flood", "refusal")
_HANGS = ("deadlock", "livelock", "hang")
_PROPER = "the call ends in a result of the right type, or in an ordinary error"
_LEFT = "the process stays as it was: its clock, threads, streams, hooks, signals, directory"
_AFTERWARDS = "everything has ended when all calls have returned"
_UNCHANGED = "the descriptor is left as it was"
_STATE = "conduct"
_OF_WAITS = ("LOCK-2", "LOCK-6", "LOCK-7")


def of_conduct(case: Case, first: Mapping[int, str], judgement: Judgement) -> None:
    """Does every call come back, properly, and leave nothing behind. `first`: by call, the rule
    that it breaks first by itself."""
    stuck, left = case.journal.stuck, case.journal.left_behind
    if stuck is None:
        judgement.keep("RUN-1")
    elif stuck.why in _HANGS:
        # Where a call was interrupted, FETCH-10b and PUSH-7c judge its end.
        if not any(run.broken_off == "interrupt" for run in case.runs):
            names = ", ".join(f"t{task}" for task in stuck.tasks) or "every call"
            broken = _stuck(stuck, f"{names} returns", stuck.why)
            judgement.blame("RUN-1", broken._replace(follows=_without_a_wait(case, first)))
    elif stuck.why in _FAULTS:
        # The end of a process is no detail: an abort and an exit are different faults.
        how = " ".join(stuck.details.split()[:5]) if stuck.why == "crash" else ""
        judgement.blame("RUN-2", _stuck(stuck, _PROPER, f"{stuck.why} {how}".rstrip()))
    for run in case.runs:
        if run.returned is not None:
            _judge_return(run, judgement)
    for still in left:
        judgement.blame(
            "RUN-3", Broken(_AFTERWARDS, f"still at work: {still}", -1, _STATE, "something goes on")
        )
    if stuck is None and not left:
        judgement.keep("RUN-3")
    meddling = ", ".join(case.journal.meddling)
    judgement.check("RUN-4", not meddling, _LEFT, f"changed: {meddling}", -1, _STATE, meddling)


def _without_a_wait(case: Case, first: Mapping[int, str]) -> str:
    """The rule that a call breaks which asks for a locked ref again and again at one instant: had
    it waited, or come back, time would have passed. From edition 1.6 on, waits are random, and
    none is too short: then RUN-1 follows from nothing, unless the caller had given up."""
    stuck = case.journal.stuck
    is_busy = stuck is not None and stuck.why == "livelock"
    for last in case.journal.entries[-1:] if is_busy else ():
        rule = first.get(last.task, "")
        if refused_as(last) == "locked" and rule in _OF_WAITS:
            return rule
    return ""


def _stuck(stuck: Stuck, expected: str, step: str) -> Broken:
    task = stuck.tasks[0] if stuck.tasks else -1
    return Broken(expected, f"{stuck.why}: {stuck.details}", task, _STATE, step)


def _crashed(run: Run) -> Broken:
    crash = run.ended.crash
    # The first words describe the crash; the rest depends on the scenario.
    how = " ".join(crash.split()[: 1 if crash.startswith("returned") else 2])
    return Broken(_PROPER, f"it {crash}", run.number, _STATE, how)


def _changed(run: Run) -> Broken:
    seen, step = f"changed: {run.ended.changed}", "the descriptor was changed"
    return Broken(_UNCHANGED, seen, run.number, _STATE, step)


def _judge_return(run: Run, judgement: Judgement) -> None:
    """RUN-2: a proper result; RUN-5: the descriptor is left as it was; RUN-3: nothing goes on."""
    number = run.number
    judgement.take("RUN-2", _crashed(run) if run.ended.crash else None)
    judgement.take("RUN-5", _changed(run) if run.ended.changed else None)
    for entry in run.after_return[:1]:
        expected = f"everything of t{number} has ended when it returns"
        seen, step = f"{entry.op} was called afterwards", "a call afterwards"
        judgement.blame("RUN-3", Broken(expected, seen, number, _STATE, step))
