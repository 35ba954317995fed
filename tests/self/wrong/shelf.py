"""The shelf of wrong implementations: each under its own name, with the rule it breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from remotes_conformance.content import Descriptor
from remotes_conformance.contract import by_id
from remotes_conformance.protocols import Context, Fetcher, Handler, Ingester, Provider, Pusher

from .right import Right
from .right_1_6 import Right16
from .right_trees import RightTrees

_Kind = TypeVar("_Kind", bound=type[Right])

_PARTS = {
    "KEY": ("make_ref_key",),
    "LOCK": ("fetch_handler",),
    "FETCH": ("fetch_handler",),
    "COPY": ("fetch_handler", "push_handler"),
    "PUSH": ("push_handler",),
    "RUN": ("make_ref_key", "fetch_handler", "push_handler"),
}
"""The entrances at which a breach of a section's rules shows. The other entrances stay right."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong implementation: the `rule` it breaks in an `edition`, a `factory`, its `fault`, and
    its class, `kind`.

    `fault`: a text that an honest message about it contains.
    """

    rule: str
    factory: Callable[[], object]
    fault: str
    kind: type
    edition: str = "2017-06"


SHELF: dict[str, Wrong] = {}

RACES = (
    "LendsOneBufferTwice",
    "CountsWithoutALock",
    "MakesItsBufferLate",
    "ForgetsWhatIsInFlightTwice",
)
"""Faults that no story and no schedule shows, only a hand-over between two lines."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """The judged implementation: wrong at the entrances of its rule, right at the others."""

    implementation: str
    make_ref_key: Callable[[Context, Descriptor], str]
    fetch_handler: Callable[[Ingester, Fetcher], Handler]
    push_handler: Callable[[Provider, Pusher], Handler]


def assemble(name: str, rule: str, wrong: Right) -> Assembled | Right:
    """*wrong* at the entrances of the rule's section, right everywhere else."""
    if isinstance(wrong, (Right16, RightTrees)):
        return wrong  # since 1.6, and over trees, it is wrong everywhere
    parts = _PARTS[rule.partition("-")[0]]
    right = Right()
    keys, fetches, pushes = (
        wrong if part in parts else right
        for part in ("make_ref_key", "fetch_handler", "push_handler")
    )
    return Assembled(name, keys.make_ref_key, fetches.fetch_handler, pushes.push_handler)


def _edition_of(rule: str) -> str:
    return by_id(rule).editions[0]


def breaks(rule: str, fault: str, edition: str = "") -> Callable[[_Kind], _Kind]:
    """Put the class below on the shelf. `edition`: where not the first that has the rule."""
    judged_in = edition or _edition_of(rule)

    def shelve(kind: _Kind) -> _Kind:
        name = kind.__name__
        if name in SHELF:
            raise ValueError(f"two wrong implementations are called {name}")
        SHELF[name] = Wrong(rule, lambda: assemble(name, rule, kind()), fault, kind, judged_in)
        return kind

    return shelve
