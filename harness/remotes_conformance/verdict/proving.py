"""The events that would have proven a requirement: for a report in which it never applied.

For most requirements the table has them: a call in a state that keeps the requirement, or an error
that has to come out by it. For the others they are listed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from ..rules.blame import Once, way
from ..rules.editions import EDITIONS
from ..rules.table import (
    BROKEN_OFF,
    ELSEWHERE,
    ERROR,
    EXISTS,
    LIE,
    LOCKED,
    OK,
    RESET,
    START,
    Blame,
    Row,
    Rule,
    State,
    laid_out,
    names_in,
)
from .proving_clients import OF_CLIENTS
from .proving_stores import OF_STORES
from .proving_trees import OF_TREES

_ANSWERS: Final = {
    OK: "was made", ERROR: "failed", EXISTS: "reported exists", LOCKED: "reported locked",
    RESET: "reported reset", LIE: "reported an impossible count", ELSEWHERE: "landed elsewhere",
}  # fmt: skip

_OTHERS: Final = {
    "KEY-1": "no key of a manifest was returned",
    "KEY-2": "no key of an index was returned",
    "KEY-3": "no key of a layer was returned",
    "KEY-4": "no key of a config was returned",
    "KEY-5": "no key of an unknown type was returned",
    "KEY-6": "no key was returned",
    "KEY-7": "no two keys were returned that have to be equal",
    "KEY-8": "no two keys were returned that have to differ",
    "KEY-9": "no key of an unknown type was returned",
    "KEY-10": "no key was returned",
    "KEY-11": "no key of an attestation was returned",
    "KEY-12": "no context named a prefix",
    "KEY-13": "no context named a prefix",
    "LOCK-1": "no ref was locked",
    "LOCK-2": "no ref was locked",
    "LOCK-2b": "there were too few random waits to judge them",
    "LOCK-3": "no ref was locked a dozen times in a row",
    "LOCK-5": "no content existed after a wait for its ref",
    "LOCK-6": "no caller gave up in a wait",
    "LOCK-7": "no ref was locked for a caller that had given up",
    "LOCK-8": "no wrapped error was of the class locked or exists",
    "LOCK-9": "no wait ended",
    "LOCK-10": "no call waited while another one ran",
    "LOCK-11": "no wait ended at the instant of a cancellation",
    "FETCH-2": "no fetch of another type than a layer succeeded",
    "FETCH-2a": "no fetch of a layer succeeded",
    "FETCH-3": "no fetch called the ingester",
    "FETCH-4": "no ingester reported that the content exists",
    "FETCH-5a": "no fetch called the fetcher",
    "FETCH-7": "no fetch succeeded",
    "FETCH-8": "no collaborator was given a context",
    "FETCH-9": "no fetch called a collaborator",
    "FETCH-10": "no fetch opened anything",
    "FETCH-10a": "no task was cancelled in a fetch",
    "FETCH-10b": "no call of a fetch was interrupted",
    "FETCH-11": "no handler was called twice",
    "FETCH-12": "no fetch succeeded for a caller that had given up",
    "FETCH-13": "no fetch of a manifest that is not JSON succeeded",
    "FETCH-14": "no two fetches of one descriptor met",
    "COPY-2a": "no copy from offset 0 succeeded",
    "COPY-5a": "no source was read at an offset above 0",
    "COPY-7a": "no source ended before the offset",
    "COPY-10": "no bytes came together with the end, or with an error",
    "COPY-11": "no Write took fewer bytes than it was given",
    "COPY-13": "no copy reached its Commit",
    "COPY-14": "no Commit reported exists",
    "COPY-17": "no copy was of unknown size",
    "COPY-18": "no source had content that does not match its descriptor",
    "COPY-18b": "no source ended before the known size",
    "COPY-19": "no ingest was longer than the content",
    "COPY-20": "no two copies ran at the same time",
    "COPY-21": "no copy was of more than 16 MiB",
    "COPY-22": "no copy began with a complete ingest",
    "COPY-23": "no copy was of more than 1 MiB",
    "COPY-25": "no writer reported reset in the last round that is allowed",
    "COPY-26": "no copy was reset more than five times",
    "PUSH-1": "no push called the pusher",
    "PUSH-2": "no pusher reported that the content exists",
    "PUSH-5": "no push of another type than schema 1 succeeded",
    "PUSH-6": "no push of a schema 1 manifest succeeded",
    "PUSH-7": "no push opened anything",
    "PUSH-7a": "no push called a collaborator",
    "PUSH-7b": "no task was cancelled in a push",
    "PUSH-7c": "no call of a push was interrupted",
    "PUSH-8": "no push waited for a locked ref",
    "RUN-1": "no call was made",
    "RUN-2": "no call returned",
    "RUN-3": "no call returned",
    "RUN-4": "no call was made",
    "RUN-5": "no call was made",
}
"""For rules outside the table, and for rules that a check in the table keeps."""


def missing(id: str, edition: str) -> str:
    """The missing events, in words. Variants of a rule share them."""
    for known in (OF_CLIENTS, OF_TREES, OF_STORES):
        if id in known:
            return known[id]
    bases: dict[str, str] = {variant: base for base, variant in EDITIONS[edition].variants.items()}
    base = _OTHERS.get(bases.get(id, id)) or _OTHERS.get(id.rstrip("abc"), "")
    return _OTHERS.get(id) or _of_table(edition).get(id) or base


@cache
def _of_table(edition: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for id, words in _proofs(edition):
        found.setdefault(id, words)
    return found


def _proofs(edition: str) -> Iterator[tuple[str, str]]:
    """First the events that keep a requirement, then those that make an error due by it."""
    due: list[tuple[str, str]] = []
    for kind in ("fetch", "push"):
        names = names_in(edition, kind == "push")
        ingests = kind == "fetch" or EDITIONS[edition].push_waits
        for row in _reached(laid_out(edition, kind, ingests)):
            where = f"in the state “{row.state.name}”"
            for op, steps in row.steps.items():
                for laid in (one for one in steps if not one.step.why):
                    words = f"no {op} {_ANSWERS.get(laid.step.answer, 'was made')} {where}"
                    kept = [_rule(blame, row.state) for blame in laid.step.keeps]
                    yield from ((names[rule], words) for rule in kept if rule)
                    owed = laid.step.owes and _rule(laid.step.owes, row.state)
                    if owed:
                        due.append((names[owed], words))
            for end in row.ends:
                words = f"no call {'succeeded' if end.ok else 'failed'} {where}"
                kept = [_rule(blame, row.state) for blame in end.keeps]
                yield from ((names[rule], words) for rule in kept if rule)
    yield from due


def _reached(table: Mapping[str, Row]) -> Iterator[Row]:
    """The states that calls of this kind can reach, in the order of the table."""
    found: set[str] = set()
    todo = [START, *BROKEN_OFF.values()]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            row = table[name]
            todo += [one.step.to for steps in row.steps.values() for one in steps if one.step.to]
            for fork in row.forks:
                todo.append(fork.to)
                if fork.when is None:
                    break
    yield from (row for name, row in table.items() if name in found)


def _rule(blame: Blame, state: State) -> Rule | None:
    """The rule of the first round; None: it depends on the call."""
    if blame is way:
        return _rule(state.rule, state)
    if isinstance(blame, Once):
        return blame.rule
    return blame if isinstance(blame, Rule) else None
