"""The table of the rules as state diagrams, in Mermaid's language.

The expected way is drawn. Left out are leniencies, closing, steps that do not move a call, errors
of calls (they lead to an error), and calls that were broken off. Other answers after which
an error has to come out are drawn as that end, and so is a state in which nothing but one end is
left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ..rules.conditions import HAS_FAILED, IS_THE_LAST_RESET, KNOWS_THE_OFFSET
from ..rules.debts import owed
from ..rules.editions import EDITIONS
from ..rules.table import (
    ELSEWHERE,
    ERROR,
    EXISTS,
    LIE,
    LOCKED,
    OK,
    START,
    End,
    Fork,
    Row,
    Step,
    laid_out,
)

SUCCESS: Final = "success"
_ENDS: Final = (SUCCESS, ERROR)
_ANSWERS: Final = {LIE: "reports an impossible count", ELSEWHERE: "lands elsewhere"}
_COPY: Final = "copy"
"""Stands for all states in which bytes are copied."""


class _Edge(NamedTuple):
    """A way from one state to another. `op`: empty, where no call leads there."""

    op: str
    answer: str
    to: str
    condition: str = ""


def diagram(edition: str, kind: str) -> str:
    """The text of a `stateDiagram-v2` for calls of *kind* in *edition*.

    Where a push may wait for a locked ref, its pusher is taken for an ingester.
    """
    return "\n".join(_Drawing(edition, kind).lines())


class _Drawing:
    def __init__(self, edition: str, kind: str) -> None:
        self._edition = EDITIONS[edition]
        self._waits = kind == "fetch" or self._edition.push_waits
        self._table = table = laid_out(edition, kind, self._waits)
        found: set[str] = set()
        todo = [self._shown(START)]
        while todo:
            name = todo.pop()
            if name not in found and name not in _ENDS:
                found.add(name)
                todo += [edge.to for edge in self._edges(name)]
        self._drawn = [name for name in table if name in found]
        self._ids = {name: f"s{number}" for number, name in enumerate(self._drawn, 1)}
        self._ids |= {end: end for end in _ENDS}

    def lines(self) -> Iterator[str]:
        """The lines. The part that all copies share is drawn once."""
        copies = [name for name in self._drawn if self._copies(name)]
        common = [
            edge for edge in self._edges(copies[0]) if all(edge in self._edges(n) for n in copies)
        ]
        yield "stateDiagram-v2"
        yield from (f"    {self._state(name)}" for name in self._drawn)
        yield f"    {_COPY} : the bytes are written"
        yield f"    [*] --> {self._ids[self._shown(START)]}"
        for name in self._drawn:
            own = [edge for edge in self._edges(name) if name not in copies or edge not in common]
            yield from self._arrows(self._ids[name], own)
            if name in copies:
                yield f"    {self._ids[name]} --> {_COPY}"
        yield from self._arrows(_COPY, common)
        yield from (f"    {end} --> [*]" for end in _ENDS)

    def _state(self, name: str) -> str:
        if self._table[name].forks:
            return f"state {self._ids[name]} <<choice>>"
        return f"{self._ids[name]} : {name}"

    def _arrows(self, begin: str, edges: Iterable[_Edge]) -> Iterator[str]:
        by_target: dict[str, list[_Edge]] = {}
        for edge in edges:
            by_target.setdefault(edge.to, []).append(edge)
        for to, parallel in by_target.items():
            label = _label(parallel)
            yield f"    {begin} --> {self._ids[to]}" + f" : {label}" * bool(label)

    def _copies(self, name: str) -> bool:
        row = self._table[name]
        return row.state.way and "Write" in row.steps

    def _edges(self, name: str) -> list[_Edge]:
        row = self._table[name]
        if row.forks:
            return list(self._ways(row.forks))
        edges = []
        for op, steps in row.steps.items():
            for step in (laid.step for laid in steps):
                to = ERROR if step.owes is not None else self._shown(step.to or name)
                if to != name and step.answer != ERROR and self._is_expected(row, step):
                    condition = "" if step.answer == LOCKED else _condition(step)
                    edges.append(_Edge(op, step.answer, to, condition))
        kept = {end.does for end in row.ends if not end.ok and end.does}
        for end in row.ends if "Write" in row.steps or not row.state.way else ():
            # Where both ends are checked alike, the check demands an error.
            if not (end.why or (end.ok and end.does in kept)):
                edges.append(_Edge("", "", SUCCESS if end.ok else ERROR, _condition(end)))
        return list(dict.fromkeys(edges))

    def _ways(self, forks: Iterable[Fork]) -> Iterator[_Edge]:
        """The ways from a fork; after a way that is always open there is no other."""
        for fork in forks:
            if self._table[fork.to].state.rule is not owed:
                to = self._shown(fork.to)
                is_drawn = to == fork.to or self._table[fork.to].forks
                name = "" if is_drawn else f"[{fork.to}]"
                yield _Edge("", "", to, _condition(fork) or name)
            if fork.when is None:
                return

    def _is_expected(self, row: Row, step: Step) -> bool:
        """True if the step is no leniency, and does not follow from one."""
        asked = any(
            one.step.answer == OK and not one.step.why for one in row.steps.get("Status", ())
        )
        if step.when is IS_THE_LAST_RESET and self._edition.rounds is None:
            return False
        if step.when is HAS_FAILED:
            return False  # in a read before Status, which is a leniency
        return not step.why and (step.when is not KNOWS_THE_OFFSET or asked)

    def _shown(self, name: str) -> str:
        """The state itself, or the only end that is left in it."""
        row = self._table[name]
        if row.forks:
            return name if len(row.forks) > 1 else self._shown(row.forks[0].to)
        steps = [laid.step for all_ in row.steps.values() for laid in all_ if not laid.step.why]
        goes_on = any(s.to and not s.owes for s in steps if s.answer in (OK, EXISTS))
        ends = {end.ok for end in row.ends if not end.why}
        if goes_on or row.state.way or len(ends) != 1:
            return name
        return SUCCESS if ends == {True} else ERROR


def _condition(row: Step | End | Fork) -> str:
    """The first sentence about it, made fit for a label."""
    condition = row.when.text if row.when is not None else ""
    text = re.split("[.:;]", condition)[0].replace("`", "")
    return f"[{text[0].lower()}{text[1:]}]" if text else ""


def _label(parallel: Iterable[_Edge]) -> str:
    """The label of parallel edges: operations with equal answers share their words."""
    answers: dict[tuple[str, str], list[str]] = {}
    for edge in parallel:
        edge_answers = answers.setdefault((edge.op, edge.condition), [])
        edge_answers.append(_ANSWERS.get(edge.answer, edge.answer))
    ops: dict[tuple[str, str], list[str]] = {}
    for (op, condition), edge_answers in answers.items():
        ops.setdefault((" or ".join(dict.fromkeys(edge_answers)), condition), []).append(op)
    return " / ".join(
        " ".join(part for part in (" or ".join(filter(None, by)), answer, condition) if part)
        for (answer, condition), by in ops.items()
    )
