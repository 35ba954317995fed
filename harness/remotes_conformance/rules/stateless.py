"""Statelessness: calls of one handler under equal conditions go alike. For FETCH-11 and PUSH-7."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from ..content import Descriptor
from ..scenario import Blob, Task
from .case import Case
from .finding import Broken, Finding, holds
from .flow import foreign_bytes
from .run import Run

_NOBODY = Descriptor("", "", 0)
_NOTHING = Blob(b"", 0)


def broken_statelessness(case: Case, kind: str) -> Iterator[Finding]:
    """Compare every two calls of one handler that differ in nothing but their content."""
    if case.scenario.holders or case.journal.stuck:
        return
    digests = [run.descriptor.digest for run in case.runs]
    runs = [
        run
        for run in case.runs
        if run.task.kind == kind
        and run.returned is not None
        # What one call leaves in the store, another one rightly finds there.
        and digests.count(run.descriptor.digest) == 1
    ]
    for one, other in combinations(runs, 2):
        if _alike(one, other):
            a, b = _summary(one), _summary(other)
            unlike = next((name for name in a if a[name] != b[name]), None)
            expected = "two calls of one handler under equal conditions go alike"
            if unlike is None:
                yield holds(True, expected, "", other.number)
            else:
                observed = (
                    f"{unlike}: {a[unlike]} for t{one.number}, {b[unlike]} for t{other.number}"
                )
                yield Broken(expected, observed, other.number)


def _alike(one: Run, other: Run) -> bool:
    if one.cancelled or other.cancelled or foreign_bytes(one) or foreign_bytes(other):
        return False
    same_size = len(one.content) == len(other.content) and one.size == other.size
    same_type = one.descriptor.media_type == other.descriptor.media_type
    right = one.content_is_right == other.content_is_right
    return same_size and same_type and right and _conditions(one.task) == _conditions(other.task)


def _conditions(task: Task) -> Task:
    source = replace(task.source, blob=_NOTHING) if task.source else None
    ingest = Blob(b"", task.ingest.size) if task.ingest else None
    return replace(task, descriptor=_NOBODY, source=source, ingest=ingest, at=0)


def _summary(run: Run) -> dict[str, object]:
    assert run.outcome is not None
    return {
        "success": run.ok,
        "error class": run.outcome.kinds,
        "writers asked for": len(run.opens),
        "sources asked for": len(run.source_opens),
        "bytes written": sum(int(entry.result.get("n", 0)) for entry in run.of("Write")),
        "commits": len(run.of("Commit")),
    }
