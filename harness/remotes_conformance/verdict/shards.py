"""One run on several machines: each judges a shard of the plan, and their reports are merged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .as_json import as_json
from .course import Course
from .findings import Findings
from .from_json import BadReport, read_report
from .report import Report
from .results import Result, Violation
from .verdict import Verdict


class CannotMerge(Exception):
    """The reports are not the shards of one run; the text says why."""


@dataclass(frozen=True, slots=True)
class Shard:
    """What a shard has found, in full: a report has only what is to be read.

    * `number`, `of`: it is the shard `number`, from 1 on, of that many;
    * `expected`: the names of all parts of the plan that the whole run plays;
    * `results`: of the parts that this shard has played;
    * `alone`: violations, and what is reported in their place after a play in a fresh process.
    """

    number: int
    of: int
    expected: tuple[str, ...]
    results: tuple[Result, ...]
    alone: tuple[tuple[Violation, Violation], ...]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Shard:
        return cls(
            value["number"],
            value["of"],
            tuple(value["expected"]),
            tuple(Result.from_json(one) for one in value["results"]),
            tuple(
                (Violation.from_json(old), Violation.from_json(new)) for old, new in value["alone"]
            ),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values, from which `from_json` makes the same again."""
        return {
            "number": self.number,
            "of": self.of,
            "expected": list(self.expected),
            "results": [one.to_json() for one in self.results],
            "alone": [[asdict(old), asdict(new)] for old, new in self.alone],
        }


def in_full(report: Report, shard: Shard | None) -> dict[str, Any]:
    """The report as JSON, with what a shard needs to be merged."""
    value = as_json(report)
    return value if shard is None else {**value, "shard": shard.to_json()}


def read_shard(path: Path) -> tuple[Report, Shard]:
    """The report in the file at *path*, and its shard. Raises `BadReport`, `CannotMerge`."""
    report = read_report(path)
    value = json.loads(path.read_text(encoding="utf-8")).get("shard")
    if value is None:
        raise CannotMerge(f"{path} is the report of no shard: it was written without a shard")
    try:
        return report, Shard.from_json(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadReport(f"{path} has no whole shard: {error}") from None


def merged(reports: Sequence[Report], shards: Sequence[Shard]) -> Verdict:
    """The verdict of the whole run; the shard of each report is at the same place of *shards*.

    It is that of a run without shards, but for its times, and for what depends on the plays before:
    state that outlives a call, and how often calls have hung. Raises `CannotMerge`.
    """
    _refuse_others(reports, shards)
    course = Course(
        started=min(one.course.started for one in reports),
        duration=round(sum(one.course.duration for one in reports), 3),
        interrupted=any(one.course.interrupted for one in reports),
        lost=tuple(sorted(test for one in reports for test in one.course.lost)),
    )
    blocked = {part: why for one in reports for part, why in one.conclusion.blocked}
    results = [result for shard in shards for result in shard.results]
    ledger = reports[0].ledger
    findings = Findings(
        reports[0].about,
        results,
        broke=sorted(test for one in reports for test in one.conclusion.broke),
        complete=set(shards[0].expected) <= {one.name for one in results} | set(blocked),
        blocked=blocked,
        how=reports[0].how,
        of_other_editions=None if ledger is None else ledger.of_other_editions,
        course=course,
    )
    for old, new in (pair for shard in shards for pair in shard.alone):
        findings.substitute(old, new)
    return Verdict.of(findings)


def _refuse_others(reports: Sequence[Report], shards: Sequence[Shard]) -> None:
    """Only all shards of one run give its verdict."""
    for report in reports[1:]:
        if report.about != reports[0].about or report.how != reports[0].how:
            raise CannotMerge(
                "they are of different runs: name reports with the same implementation, version, "
                "edition, seed and options"
            )
    if {(shard.of, shard.expected) for shard in shards} != {(shards[0].of, shards[0].expected)}:
        raise CannotMerge("they are shards of different runs: the number of shards differs")
    numbers = sorted(shard.number for shard in shards)
    whole = list(range(1, shards[0].of + 1))
    if missing := [str(one) for one in whole if one not in numbers]:
        raise CannotMerge(f"of {shards[0].of} shards these are missing: {', '.join(missing)}")
    if numbers != whole:
        raise CannotMerge("a shard is named twice: leave one out")
