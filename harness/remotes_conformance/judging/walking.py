"""The ways that calls take through the table: for reports, and to see that each is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from ..rules import table
from ..rules.case import Case
from ..rules.editions import EDITIONS
from ..rules.finding import Broken, Judgement
from ..rules.follow import FollowedCall, answer_of
from ..rules.run import Run
from ..rules.table import SAME, STATES, Blame, End, Fork, Laid, Rule, Step, laid_out
from ..scenarios.scenario import HandlerCall, Scenario
from ..world.journal import Entry, Journal

Row: TypeAlias = Step | End | Fork


class Edge(NamedTuple):
    """A row of the table, in the state that it leads away from."""

    state: str
    row: Row

    def __str__(self) -> str:
        row = self.row
        if isinstance(row, Step):
            told = f"{row.ops} {row.answer}"
        elif isinstance(row, End):
            told = "success" if row.ok else "an error"
        else:
            told = "fork"
        to = f" -> {row.to}" if not isinstance(row, End) and row.to != SAME else ""
        marks = [row.only, row.handler, row.when.text if row.when else ""]
        return f"{self.state}: {told}{to}" + "".join(f" [{mark}]" for mark in marks if mark)


class _Walked(FollowedCall):
    """A call that keeps the rows that it takes, in order, with the states that they leave."""

    def __init__(self, run: Run, case: Case) -> None:
        super().__init__(run, case, Judgement())
        self.edges: list[Edge] = []

    def fork(self, row: table.Row) -> Fork:
        fork = super().fork(row)
        self.edges.append(Edge(row.state.name, fork))
        return fork

    def walk(self, laid: Laid, entry: Entry) -> None:
        self.edges.append(Edge(self.row.state.name, laid.step))
        super().walk(laid, entry)

    def end(self) -> End | None:
        end = super().end()
        if end is not None:
            self.edges.append(Edge(self.row.state.name, end))
        return end


def walks(scenario: Scenario, journal: Journal) -> Iterator[list[Edge]]:
    """Each call of a handler is followed once more: the edges that it has taken."""
    case = Case(scenario, journal)
    for run in case.handler_runs:
        call = _Walked(run, case)
        call.follow()
        yield call.edges


class Stay(NamedTuple):
    """A state that a call was in: the calls that left it there, and the one that led on.

    `then`: empty in the last one.
    """

    state: str
    meanwhile: tuple[str, ...] = ()
    then: str = ""


class _Followed(FollowedCall):
    """A call that is followed up to its first deviation, step by step."""

    def __init__(self, run: Run, case: Case) -> None:
        super().__init__(run, case, Judgement())
        self.stays: list[Stay] = []
        self.here: dict[str, int] = {}
        self.entry: Entry | None = None

    def take(self, entry: Entry) -> None:
        self.entry = entry
        super().take(entry)

    def come_back(self) -> None:
        self.entry = self.run.returned
        super().come_back()

    def note(
        self, blame: Blame, expected: str, observed: str, step: str, follows: Rule | None = None
    ) -> None:
        raise _Found(self.row.state.name)

    def walk(self, laid: Laid, entry: Entry) -> None:
        name, told = self.row.state.name, f"{entry.op} {answer_of(entry)}"
        super().walk(laid, entry)
        if laid.step.to not in (SAME, name):
            self.stays.append(Stay(name, _in_short(self.here), told))
            self.here = {}
        else:
            self.here[told] = self.here.get(told, 0) + 1


class _Found(Exception):
    """The first deviation, in this state."""


class Path(NamedTuple):
    """The way of a call to where it went wrong.

    `stays`: the states that it was in, in order. `entry`: what broke the rule; None: not one event.
    """

    stays: tuple[Stay, ...] = ()
    entry: Entry | None = None


def path(scenario: Scenario, journal: Journal, broken: Broken) -> Path:
    """The way that the call of *broken* has taken.

    Without states where the finding is none of the table, or is not the first of the call.
    """
    if broken.state not in STATES:
        return Path((), _key(scenario, journal, broken))
    case = Case(scenario, journal)
    call = _Followed(case.runs[broken.task], case)
    with suppress(_Found):
        call.follow()
    name = call.row.state.name
    if name != broken.state:
        return Path()
    return Path((*call.stays, Stay(name, _in_short(call.here))), call.entry)


def _key(scenario: Scenario, journal: Journal, broken: Broken) -> Entry | None:
    """Where a ref key was returned: rules about keys are about nothing else."""
    call = scenario.calls[broken.task] if 0 <= broken.task < len(scenario.calls) else None
    if not isinstance(call, HandlerCall) or call.kind != "key":
        return None
    ends = (one for one in journal.entries if (one.op, one.task) == ("return", broken.task))
    return next(ends, None)


def _in_short(here: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(told + f" ×{times}" * (times > 1) for told, times in here.items())


def all_edges() -> dict[Edge, set[str]]:
    """Every edge of the table, and the editions that have it."""
    found: dict[Edge, set[str]] = {}
    for edition, record in EDITIONS.items():
        for kind in ("fetch", "push"):
            ingests = kind == "fetch" or record.push_waits
            for name, row in laid_out(edition, kind, ingests).items():
                steps = tuple(laid.step for steps in row.steps.values() for laid in steps)
                rows: tuple[Row, ...] = (*steps, *row.ends, *row.forks)
                for one in rows:
                    found.setdefault(Edge(name, one), set()).add(edition)
    return found
