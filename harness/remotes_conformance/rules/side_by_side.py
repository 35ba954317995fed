"""LOCK: calls go on side by side, whoever among them waits."""

from __future__ import annotations

from collections.abc import Iterator

from .case import Case
from .finding import KEPT, Broken, Finding
from .registry import whole_world
from .run import Run
from .waits import ROUNDING, ms, waits


@whole_world("LOCK-10")
def nobody_holds_up_another(case: Case) -> Iterator[Finding]:
    if not case.overlapping:
        return
    busy = [_busy_times(run) for run in case.runs]
    for run in case.runs:
        others = [span for other, spans in enumerate(busy) if other != run.number for span in spans]
        if run.task.kind == "key" or not others or run.started is None:
            continue
        late = next(
            (
                (before, after)
                for before, after in _idle_times(run)
                if any(start < after and before < end for start, end in others)
            ),
            None,
        )
        if late is None:
            yield KEPT
        else:
            yield Broken(
                "a handler goes on while others wait for their refs or for slow collaborators",
                f"it stood still from {ms(late[0])} to {ms(late[1])}",
                run.number,
            )


def _busy_times(run: Run) -> list[tuple[int, int]]:
    """When this call waited for its ref, or for an answer."""
    spans = [(wait.refused.done, wait.ended_by.at) for wait in waits(run) if wait.ended_by]
    spans += [(entry.at, entry.done) for entry in run.calls if entry.done > entry.at]
    return [(start, end) for start, end in spans if end > start]


def _idle_times(run: Run) -> Iterator[tuple[int, int]]:
    """When time passed though this call waited for nothing of its own.

    Who pauses after a locked ref, a short write or a reset holds nobody up, and is not held up.
    """
    own = [entry for entry in (run.started, *run.calls, run.returned) if entry is not None]
    end = own[0].done
    waiting = False
    for entry in own[1:]:
        if entry.at > end + ROUNDING and not waiting:
            yield end, entry.at
        end = max(end, entry.done)
        refusal = entry.refusal
        is_locked = entry.op == "Writer" and refusal is not None and refusal.kind == "locked"
        waiting = is_locked or entry in run.resets or entry in run.short_writes
