"""RUN: how an implementation behaves as a guest in somebody's process."""

from __future__ import annotations

from .case import Case
from .finding import Broken, Judgement
from .run import Run

_FAULTS = ("crash", "garbage", "flood", "refusal")
_HANGS = ("deadlock", "livelock", "hang")
_PROPER = "a result of the right type, or an ordinary error"
_LEFT = "the process stays as it was: its clock, threads, streams, hooks, signals, directory"
_STATE = "conduct"


def of_conduct(case: Case, judgement: Judgement) -> None:
    """Does every call come back, properly, and leave nothing behind."""
    stuck, left = case.journal.stuck, case.journal.left_behind
    if stuck is None:
        judgement.keep("RUN-1")
    elif stuck.why in (*_HANGS, *_FAULTS):
        names = ", ".join(f"t{task}" for task in stuck.tasks) or "every call"
        hangs, first = stuck.why in _HANGS, stuck.tasks[0] if stuck.tasks else -1
        expected, seen = (
            f"{names} comes back" if hangs else _PROPER,
            f"{stuck.why}: {stuck.details}",
        )
        # Where a call was interrupted, FETCH-10b and PUSH-7c say what has to come of it.
        interrupted = any(run.broken_off == "interrupt" for run in case.runs)
        rule = "RUN-1" if hangs else "RUN-2"
        if not (hangs and interrupted):
            # How a process ended is no detail: an abort and an exit are different faults.
            how = " ".join(stuck.details.split()[:5]) if stuck.why == "crash" else ""
            step = f"{stuck.why} {how}".rstrip()
            judgement.blame(rule, Broken(expected, seen, first, _STATE, step))
    for run in case.runs:
        _judge_outcome(run, judgement)
        for entry in run.after_return[:1]:
            expected = f"nothing of t{run.number} goes on after it has come back"
            seen = f"{entry.op} was called afterwards"
            judgement.blame(
                "RUN-3", Broken(expected, seen, run.number, _STATE, "a call afterwards")
            )
    for still in left:
        expected = "nothing goes on after all calls have come back"
        judgement.blame("RUN-3", Broken(expected, still, -1, _STATE, "something goes on"))
    if stuck is None and not left:
        judgement.keep("RUN-3")
    if meddling := ", ".join(case.journal.meddling):
        judgement.blame("RUN-4", Broken(_LEFT, f"{meddling} changed", -1, _STATE, meddling))
    else:
        judgement.keep("RUN-4")


def _judge_outcome(run: Run, judgement: Judgement) -> None:
    """RUN-2: a proper result; RUN-5: the descriptor is left as it was."""
    outcome = run.outcome
    if outcome is None:
        return
    crash = changed = None
    if outcome.crash:
        # The first words say how it crashed; what follows depends on the scenario.
        how = " ".join(outcome.crash.split()[: 1 if outcome.crash.startswith("returned") else 2])
        crash = Broken(_PROPER, run.told, run.number, _STATE, how)
    if outcome.changed:
        expected, seen = "the descriptor is left as it was", f"changed: {outcome.changed}"
        changed = Broken(expected, seen, run.number, _STATE, "the descriptor was changed")
    judgement.take("RUN-2", crash)
    judgement.take("RUN-5", changed)
