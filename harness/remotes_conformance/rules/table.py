"""The vocabulary of the table, and how it is laid out for one kind of calls.

`follow` has the theory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from ..contract.names import RequirementId
from ..world.journal import Entry
from .editions import EDITIONS

Answer: TypeAlias = Literal[
    "ok", "short", "lie", "elsewhere", "error", "exists", "locked", "reset", "anyhow"
]
"""The answer to a call: success, an error, for which "error" stands; or either."""
WELL = OK, SHORT, LIE, ELSEWHERE = "ok", "short", "lie", "elsewhere"
REFUSED = ERROR, EXISTS, LOCKED, RESET = "error", "exists", "locked", "reset"
HAS_A_REF = "has_a_ref"
"""For `only`: an ingester opens the writer. Else a refusal as locked is an error like any."""
OPENS, ASKS = "opens", "asks"
"""The calls that open the writer (Writer or Push), and the source (Fetch or Reader)."""
Pays: TypeAlias = Literal["itself", "by its class", "any"]
"""The way in which an error has to come out: that very one, one of its class, or any."""
SAME = ""


class Rule(NamedTuple):
    """A requirement of 2017-06, for a fetch and for a push; editions have variants of their own."""

    fetch: RequirementId
    push: RequirementId | Literal[""] = ""


# A call is a `call.Call`: that is built of rows, so its type stands above this module.
Blame: TypeAlias = "Rule | Callable[[Any], Rule]"
Act: TypeAlias = "Callable[[Any, Entry], None]"


class Condition(NamedTuple):
    """Surroundings in which a row of the table holds: in a sentence, and as a question."""

    text: str
    holds: Callable[[Any], bool]


class Deviation(Exception):
    """A deviation from the table: the expected action, the actual one, and the requirement.

    `follows`: the rule of which that is only a consequence, if it is broken as well.
    """

    def __init__(
        self,
        blame: Blame,
        expected: str,
        observed: str,
        step: str = "",
        follows: Rule | None = None,
    ) -> None:
        super().__init__(expected, observed)
        self.blame, self.expected, self.observed, self.step = blame, expected, observed, step
        self.follows = follows


def require(kept: bool, blame: Blame, expected: str, observed: str, step: str = "") -> None:
    """Raise `Deviation` unless the requirement is *kept*.

    For steps that are seldom taken: the words are put together either way.
    """
    if not kept:
        raise Deviation(blame, expected, observed, step)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Calls of `ops`, answered so, lead to the state `to` (`SAME`: they do not move the call).

    `does`: the checks and notes. `owes`: the answer is an error that has to come out, as
    `pays` demands. `keeps`: the requirements that are kept by it. `why`: the reason of a leniency.
    """

    ops: str
    answer: Answer
    to: str
    does: tuple[Act, ...]
    when: Condition | None = None
    owes: Blame | None = None
    pays: Pays = "by its class"
    keeps: tuple[Blame, ...] = ()
    only: str = ""
    handler: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """The handler may come back so: with success, or with an error."""

    ok: bool
    does: tuple[Callable[[Any], None], ...] = ()
    when: Condition | None = None
    keeps: tuple[Blame, ...] = ()
    only: str = ""
    handler: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Fork:
    """A choice by the surroundings, not by the implementation: the state to go on in."""

    to: str
    when: Condition | None = None
    only: str = ""
    handler: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """`name` and `expects` are for people; `rule`: the requirement, if no other is named.

    `unfinished`: the requirement that the call does not end here as it did. `way`: from here on the
    bytes are moved under this state's rule.
    """

    name: str
    expects: str
    rule: Blame
    steps: tuple[Step, ...] = ()
    breaks: Mapping[str, Blame] = field(default_factory=dict)
    ends: tuple[End, ...] = ()
    forks: tuple[Fork, ...] = ()
    unfinished: Blame | None = None
    way: bool = False

    def blame(self, op: str) -> Blame:
        """The requirement not to call *op* here."""
        return self.breaks.get(op, self.breaks.get("*", self.rule))


class Debt(NamedTuple):
    """An error that was answered, and has to come out."""

    id: RequirementId
    entry: Entry
    pays: Pays


class Laid(NamedTuple):
    """A step, laid out for one kind of calls.

    `ids`: of what it keeps; `others`: what else it keeps, which depends on the call.
    """

    when: Callable[[Any], bool] | None
    step: Step
    does: tuple[Act, ...]
    to: str
    ids: tuple[RequirementId, ...]
    others: tuple[Blame, ...]


class Moves(dict[tuple[str, str], tuple[Laid, ...]]):
    """By operation and answer: the steps that fit, the first one first whose condition holds.

    An error of a class that the table does not name is an error like any; what breaks a call off
    fits none.
    """

    def __init__(self, steps: Mapping[str, tuple[Laid, ...]]) -> None:
        super().__init__()
        for op, laid in steps.items():
            for answer in (*WELL, *REFUSED):
                fitting = {answer, "anyhow", *[ERROR] * (answer in REFUSED)}
                self[op, answer] = tuple(one for one in laid if one.step.answer in fitting)

    def __missing__(self, move: tuple[str, str]) -> tuple[Laid, ...]:
        return () if move[1] in BROKEN_OFF else self.get((move[0], ERROR), ())


class Row(NamedTuple):
    """A state, laid out for one kind of calls. `moves`: its steps, by what they answer to.

    `way`: the requirement for moving the bytes from here on; None: as before.
    """

    state: State
    way: Blame | None
    steps: Mapping[str, tuple[Laid, ...]]
    ends: tuple[End, ...]
    forks: tuple[Fork, ...]
    moves: Moves


def on(ops: str, answer: Answer, to: str = SAME, *does: Act, **rest: Any) -> Step:
    """A row of the table."""
    return Step(ops, answer, to, does, **rest)


START = "called"
BROKEN_OFF = {"cancelled": "the task was cancelled", "interrupt": "a call was interrupted"}
"""Answers that lead to the same state from any other."""
STATES: dict[str, State] = {}
"""The whole table, in order."""


def states(*some: State) -> None:
    """Put states into the table."""
    STATES.update({state.name: state for state in some})


class _Names(dict[Rule, RequirementId]):
    def __init__(self, edition: str, is_push: bool) -> None:
        super().__init__()
        self._variants, self._is_push = EDITIONS[edition].variants, is_push

    def __missing__(self, rule: Rule) -> RequirementId:
        base = rule.push if self._is_push and rule.push else rule.fetch
        self[rule] = self._variants.get(base, base)
        return self[rule]


@cache
def names_in(edition: str, is_push: bool) -> Mapping[Rule, RequirementId]:
    """The ids of requirements in *edition*, for a fetch or a push."""
    return _Names(edition, is_push)


@cache
def laid_out(edition: str, kind: str, ingests: bool) -> Mapping[str, Row]:
    """The table for calls of *kind* in *edition*; `ingests`: an ingester opens the writer."""
    ops = {OPENS: "Writer" if ingests else "Push", ASKS: "Reader" if kind == "push" else "Fetch"}
    record, names = EDITIONS[edition], names_in(edition, kind == "push")

    facts = {HAS_A_REF: ingests, "": True}

    def is_here(row: Step | End | Fork) -> bool:
        fact = row.only.lstrip("!")
        holds = facts[fact] if fact in facts else bool(getattr(record, fact))
        return holds != ("!" in row.only) and row.handler in ("", kind)

    def laid(step: Step) -> Laid:
        ids = tuple(names[rule] for rule in step.keeps if isinstance(rule, Rule))
        others = tuple(rule for rule in step.keeps if not isinstance(rule, Rule))
        holds = None if step.when is None else step.when.holds
        return Laid(holds, step, step.does, step.to, ids, others)

    table = {}
    for state in STATES.values():
        steps: dict[str, tuple[Laid, ...]] = {}
        for step in filter(is_here, state.steps):
            for name in step.ops.split():
                op = ops.get(name, name)
                steps[op] = (*steps.get(op, ()), laid(step))
        ends, forks = tuple(filter(is_here, state.ends)), tuple(filter(is_here, state.forks))
        way = state.rule if state.way else None
        table[state.name] = Row(state, way, steps, ends, forks, Moves(steps))
    return table
