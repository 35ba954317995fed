"""Where every rule's check is registered, and how a journal is judged by all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import NamedTuple, TypeAlias

from ..catalogue import Requirement, by_id
from ..journal import Journal
from ..scenario import Scenario
from .case import ALL_KINDS, Case
from .finding import KEPT, Broken, Finding, Kept
from .run import Run

RunCheck: TypeAlias = Callable[[Run], Iterator[Finding]]
CaseCheck: TypeAlias = Callable[[Case], Iterator[Finding]]


ALSO_AFTER_A_RESET = frozenset(
    {"COPY-1", "COPY-18", "COPY-18b", "COPY-20", "COPY-21", "COPY-24", "COPY-25", "COPY-26"}
)
"""Rules about single copies that do not depend on its being done in one round."""


class _Check(NamedTuple):
    requirement: Requirement
    kinds: frozenset[str]
    having: frozenset[str]
    of_run: RunCheck | None
    of_case: CaseCheck | None


CHECKS: list[_Check] = []


def each_call(id: str, *kinds: str, having: Collection[str] = ()) -> Callable[[RunCheck], RunCheck]:
    """Register a check of single calls of the given kinds: "key", "fetch", "push".

    `having`: it has nothing to say of calls that met none of these: see `Run.met`.
    """

    def register(check: RunCheck) -> RunCheck:
        CHECKS.append(_Check(by_id(id), frozenset(kinds), frozenset(having), check, None))
        return check

    return register


def whole_world(id: str) -> Callable[[CaseCheck], CaseCheck]:
    """Register a check that looks at all calls of a world together."""

    def register(check: CaseCheck) -> CaseCheck:
        CHECKS.append(_Check(by_id(id), frozenset(), frozenset(), None, check))
        return check

    return register


class Judgement:
    """What all rules say of one journal: how often each applied, what was broken, what was seen."""

    def __init__(self) -> None:
        self.applied: dict[str, int] = {}
        self.broken: list[tuple[str, Broken]] = []
        self.saw: dict[tuple[str, str], int] = {}

    def take(self, id: str, finding: Finding) -> None:
        self.applied[id] = self.applied.get(id, 0) + 1
        if finding is KEPT:
            return
        if isinstance(finding, Broken):
            self.broken.append((id, finding))
        elif finding.saw:
            self.saw[id, finding.saw] = self.saw.get((id, finding.saw), 0) + 1


def judge(scenario: Scenario, journal: Journal, kinds: frozenset[str] = ALL_KINDS) -> Judgement:
    """Every rule of the scenario's edition, checked on *journal*.

    `kinds`: of "key", "fetch", "push" what the implementation offers.
    """
    case = Case(scenario, journal, kinds)
    judgement = Judgement()
    for id, of_case in _of_cases(scenario.edition):
        for finding in of_case(case):
            judgement.take(id, finding)
    for run in case.runs:
        crashed = run.outcome is not None and bool(run.outcome.crash)
        reset = bool(run.resets)
        for id, of_run in _of_runs(scenario.edition, run.task.kind, frozenset(run.met)):
            if crashed and not id.startswith("RUN-"):
                continue  # what did not come out properly is RUN-2's to tell
            if reset and id.startswith("COPY-") and id not in ALSO_AFTER_A_RESET:
                continue  # a copy in several rounds is for COPY-24 to COPY-26 to tell
            for finding in of_run(run):
                judgement.take(id, finding)
    return judgement


@cache
def _of_cases(edition: str) -> tuple[tuple[str, CaseCheck], ...]:
    held = [check for check in CHECKS if edition in check.requirement.editions]
    return tuple((c.requirement.id, c.of_case) for c in held if c.of_case is not None)


@cache
def _of_runs(edition: str, kind: str, met: frozenset[str]) -> tuple[tuple[str, RunCheck], ...]:
    return tuple(
        (check.requirement.id, check.of_run)
        for check in CHECKS
        if edition in check.requirement.editions
        and check.of_run is not None
        and kind in check.kinds
        and (not check.having or check.having & met)
    )


def looks_at(id: str, scenario: Scenario) -> bool:
    """Whether the rule has anything to say of such calls as *scenario* makes."""
    kinds = {task.kind for task in scenario.tasks}
    checks = [check for check in CHECKS if check.requirement.id == id]
    return any(check.of_case is not None or check.kinds & kinds for check in checks)


__all__ = ["CHECKS", "Broken", "Judgement", "Kept", "each_call", "judge", "looks_at", "whole_world"]
