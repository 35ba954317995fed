"""Whole scenarios, in families: each is aimed at one part of the contract, and judged by all of it.

A scenario is drawn whole, before anything runs. Tasks are a list, so that they shrink away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from ...contract import edition as check_edition
from ...contract.names import Edition
from ...media_types import EDITIONS
from ..scenario import Scenario
from .drawing import Draw, strategy
from .embedded import embedded_content
from .endings import abrupt_ends, foreign_errors
from .extremes import extreme_copies
from .handler_calls import (
    contending,
    copies,
    keys,
    resumes,
    side_by_side,
    single_calls,
    waiting,
)
from .ingesting_pushers import ingesting_pushes
from .parties import parties
from .prefixes import prefixed_keys
from .resets import reset_copies
from .successive import several_resumes, successive_calls
from .trees import chains, documents, images, limited_dispatches, walks


@dataclass(frozen=True, slots=True)
class Family:
    """Scenarios of one sort.

    * `section`: the section of the contract that they are aimed at;
    * `kinds`: the capabilities that an implementation needs for them;
    * `draw`: draws one of them, in edition 2017-06;
    * `editions`: those in which such scenarios mean something;
    * `slots`: the number of random bytes from which the harness draws one of them.
    """

    name: str
    section: str
    kinds: frozenset[str]
    draw: Callable[[Draw], Scenario]
    editions: frozenset[str] = frozenset(EDITIONS)
    slots: int = 100

    def strategy(self) -> SearchStrategy[Scenario]:
        """The scenarios, in edition 2017-06."""
        return strategy(self.draw)

    def in_edition(self, edition: Edition) -> SearchStrategy[Scenario]:
        """The scenarios, to be played in *edition*.

        Raises `hypothesis.errors.InvalidArgument` if they mean nothing there.
        """
        return strategy(self.drawn_in(edition))

    def drawn_in(self, edition: Edition) -> Callable[[Draw], Scenario]:
        """A function that draws one of the scenarios, to be played in *edition*.

        Raises `hypothesis.errors.InvalidArgument` if they mean nothing there.
        """
        if edition not in self.editions:
            raise InvalidArgument(f"{self.name!r} means nothing in edition {edition}")
        if edition == Scenario(()).edition:
            return self.draw
        return lambda draw: replace(self.draw(draw), edition=edition)


_KEY, _FETCH, _PUSH = frozenset({"key"}), frozenset({"fetch"}), frozenset({"push"})
_PREFIXED, _INGESTING = _KEY | {"key_prefix"}, _PUSH | {"pusher_ingests"}
_DISPATCH = frozenset({"dispatch"})
_SINCE_1_6 = frozenset({"1.6", "2.x"})

_cancelled = partial(abrupt_ends, error="cancelled")
_interrupted = partial(abrupt_ends, error="interrupt")


def _of_both(name: str, needs: str, draw: Callable[..., Scenario]) -> tuple[Family, Family]:
    """The family for fetches, and for pushes, where such things can happen at all."""
    return (
        Family(name.format("fetch"), "fetch", _FETCH | {needs}, partial(draw, kind="fetch")),
        Family(name.format("push"), "push", _PUSH | {needs}, partial(draw, kind="push")),
    )


FAMILIES: tuple[Family, ...] = (
    Family("any descriptor has its key", "key", _KEY, keys, slots=460),
    Family("a handler waits for its ref", "lock", _FETCH, waiting),
    Family("handlers contend for refs", "lock", _FETCH, contending),
    Family(
        "any descriptor is fetched or refused", "fetch", _FETCH, partial(single_calls, kind="fetch")
    ),
    Family("bytes are copied by a fetch", "copy", _FETCH, partial(copies, kind="fetch")),
    Family("bytes are copied by a push", "copy", _PUSH, partial(copies, kind="push")),
    Family("a fetch resumes", "copy", _FETCH, partial(resumes, kind="fetch")),
    Family("a push resumes", "copy", _PUSH, partial(resumes, kind="push")),
    Family("any descriptor is pushed", "push", _PUSH, partial(single_calls, kind="push")),
    Family("fetches and pushes run side by side", "push", _FETCH | _PUSH, side_by_side),
    Family("a context names prefixes of keys", "key", _PREFIXED, prefixed_keys, _SINCE_1_6, 160),
    Family("a fetch is reset", "copy", _FETCH, partial(reset_copies, kind="fetch"), _SINCE_1_6),
    Family("a push is reset", "copy", _PUSH, partial(reset_copies, kind="push"), _SINCE_1_6),
    Family("a descriptor embeds its content", "fetch", _FETCH, embedded_content),
    Family("pushers are ingesters", "push", _INGESTING, ingesting_pushes, _SINCE_1_6, 128),
    Family("several parties meet at refs", "lock", _FETCH, parties),
    Family("a fetch follows another", "fetch", _FETCH, partial(successive_calls, kind="fetch")),
    Family("a push follows another", "push", _PUSH, partial(successive_calls, kind="push")),
    Family(
        "a handler resumes several fetches", "copy", _FETCH, partial(several_resumes, kind="fetch")
    ),
    Family(
        "a handler resumes several pushes", "copy", _PUSH, partial(several_resumes, kind="push")
    ),
    Family("a fetch goes to extremes", "copy", _FETCH, partial(extreme_copies, kind="fetch")),
    Family("a push goes to extremes", "copy", _PUSH, partial(extreme_copies, kind="push")),
    *_of_both("the asyncio task of a {} is cancelled", "task_cancel", _cancelled),
    *_of_both("a {} is interrupted", "interrupts", _interrupted),
    *_of_both("a {} meets foreign errors", "foreign_wraps", foreign_errors),
    Family("handlers make a chain", "walk", frozenset({"chain"}), chains),
    Family("a tree is walked", "walk", frozenset({"walk"}), partial(walks, kind="walk"), slots=130),
    Family("a tree is dispatched", "walk", _DISPATCH, partial(walks, kind="dispatch"), slots=130),
    Family("a dispatch has a limit", "walk", _DISPATCH, limited_dispatches, _SINCE_1_6, 130),
    Family("a document has children", "walk", frozenset({"children"}), documents),
    Family("a whole image is fetched", "walk", frozenset({"image"}), images),
)


def families(edition: str = "2017-06") -> tuple[Family, ...]:
    """The families of scenarios that mean something in *edition*."""
    return tuple(family for family in FAMILIES if edition in family.editions)


def scenarios(edition: str = "2017-06") -> SearchStrategy[Scenario]:
    """Scenarios of every family of *edition*: everything that the harness draws.

    Raises `UnknownEdition`.
    """
    known = check_edition(edition)
    return st.one_of([family.in_edition(known) for family in families(known)])
