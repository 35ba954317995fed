"""RUN: how an implementation behaves as a guest in somebody's process."""

from __future__ import annotations

from ..world.journal import Stuck
from .case import Case
from .finding import Broken, Judgement
from .run import Run

_FAULTS = ("crash", "garbage", "flood", "refusal")
_HANGS = ("deadlock", "livelock", "hang")
_PROPER = "the call ends in a result of the right type, or in an ordinary error"
_LEFT = "the process stays as it was: its clock, threads, streams, hooks, signals, directory"
_AFTERWARDS = "everything has ended when all calls have returned"
_UNCHANGED = "the descriptor is left as it was"
_STATE = "conduct"


def of_conduct(case: Case, judgement: Judgement) -> None:
    """Does every call come back, properly, and leave nothing behind."""
    stuck, left = case.journal.stuck, case.journal.left_behind
    if stuck is None:
        judgement.keep("RUN-1")
    elif stuck.why in _HANGS:
        # Where a call was interrupted, FETCH-10b and PUSH-7c say what has to come of it.
        if not any(run.broken_off == "interrupt" for run in case.runs):
            names = ", ".join(f"t{task}" for task in stuck.tasks) or "every call"
            judgement.blame("RUN-1", _stuck(stuck, f"{names} returns", stuck.why))
    elif stuck.why in _FAULTS:
        # How a process ended is no detail: an abort and an exit are different faults.
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


def _stuck(stuck: Stuck, expected: str, step: str) -> Broken:
    task = stuck.tasks[0] if stuck.tasks else -1
    return Broken(expected, f"{stuck.why}: {stuck.details}", task, _STATE, step)


def _crashed(run: Run) -> Broken:
    crash = run.ended.crash
    # The first words say how it crashed; what follows depends on the scenario.
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
