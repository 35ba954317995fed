"""RUN: how an implementation behaves as a guest in somebody's process."""

from __future__ import annotations

from collections.abc import Iterator

from .case import Case
from .finding import KEPT, Broken, Finding, holds
from .registry import each_call, whole_world
from .run import Run

_FAULTS = ("crash", "garbage", "flood", "refusal")


@whole_world("RUN-1")
def every_call_comes_back(case: Case) -> Iterator[Finding]:
    stuck = case.journal.stuck
    if stuck is None:
        yield KEPT
    elif stuck.why in ("deadlock", "livelock", "hang"):
        names = ", ".join(f"t{task}" for task in stuck.tasks)
        first = stuck.tasks[0] if stuck.tasks else -1
        yield Broken(f"{names or 'every call'} comes back", f"{stuck.why}: {stuck.details}", first)


@each_call("RUN-2", "key", "fetch", "push")
def a_result_or_an_ordinary_error(run: Run) -> Iterator[Finding]:
    if run.outcome is not None:
        expected = "a result of the right type, or an ordinary error"
        yield holds(not run.outcome.crash, expected, run.told, run.number)


@whole_world("RUN-2")
def no_crash(case: Case) -> Iterator[Finding]:
    stuck = case.journal.stuck
    if stuck is not None and stuck.why in _FAULTS:
        expected = "a result of the right type, or an ordinary error"
        yield Broken(
            expected, f"{stuck.why}: {stuck.details}", stuck.tasks[0] if stuck.tasks else -1
        )


@whole_world("RUN-3")
def nothing_runs_on(case: Case) -> Iterator[Finding]:
    late = [(run, entry) for run in case.runs for entry in run.after_return]
    if late:
        run, entry = late[0]
        expected = f"nothing of t{run.number} goes on after it has come back"
        yield Broken(expected, f"{entry.op} was called afterwards", run.number)
    for still in case.journal.left_behind:
        yield Broken("nothing goes on after all calls have come back", still)
    if not late and not case.journal.left_behind and case.journal.stuck is None:
        yield KEPT


@whole_world("RUN-4")
def the_process_is_left_as_it_was(case: Case) -> Iterator[Finding]:
    replaced = ", ".join(case.journal.meddling)
    yield holds(
        not replaced,
        "the process stays as it was: its clock, threads, streams, hooks, signals, directory",
        f"{replaced} changed",
    )
