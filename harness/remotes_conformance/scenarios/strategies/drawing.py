"""The source of drawn scenarios: a few kinds of choices, made by Hypothesis or by bytes.

Every family is a function of a `Draw`. Hypothesis makes the choices one by one behind the public
strategies; the hunt takes them from a string of bytes (`slots`), many scenarios at a time.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Concatenate, ParamSpec, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..scenario import Answer

_T = TypeVar("_T")
_P = ParamSpec("_P")

_CHARACTERS = st.characters(exclude_categories=["Cs"])


class Draw(ABC):
    """Makes choices. The first option, the lowest number, the empty string are the simplest."""

    @abstractmethod
    def integer(self, low: int, high: int) -> int:
        """A number from *low* to *high*, inclusive."""

    @abstractmethod
    def binary(self, shortest: int, longest: int) -> bytes:
        """Bytes, so many."""

    @abstractmethod
    def text(self, longest: int) -> str:
        """Characters, so many, without lone surrogates."""

    @abstractmethod
    def part(self, slots: int) -> Draw:
        """A place for choices on which no others depend. `slots`: see `slots.Slots`."""

    @abstractmethod
    def several(self, fewest: int, most: int, slots: int) -> Iterator[Draw]:
        """A part of that many slots for each item of a list, of which there are so many."""

    def pick(self, options: Sequence[_T]) -> _T:
        """One of *options*."""
        return options[self.integer(0, len(options) - 1)]

    def boolean(self) -> bool:
        """False or True."""
        return self.integer(0, 1) == 1

    def seldom(self) -> bool:
        """True in one case of four."""
        return self.integer(0, 3) == 3


class ByHypothesis(Draw):
    """Hypothesis makes each choice by itself, and shrinks it."""

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        return self._draw(_integers(low, high))

    def binary(self, shortest: int, longest: int) -> bytes:
        return self._draw(_binary(shortest, longest))

    def text(self, longest: int) -> str:
        return self._draw(_text(longest))

    def part(self, slots: int) -> Draw:
        return self

    def several(self, fewest: int, most: int, slots: int) -> Iterator[Draw]:
        for _ in range(self.integer(fewest, most)):
            yield self


# To make a strategy costs more than to draw from it.
@cache
def _integers(low: int, high: int) -> SearchStrategy[int]:
    return st.integers(low, high)


@cache
def _binary(shortest: int, longest: int) -> SearchStrategy[bytes]:
    return st.binary(min_size=shortest, max_size=longest)


@cache
def _text(longest: int) -> SearchStrategy[str]:
    return st.text(_CHARACTERS, max_size=longest)


@st.composite
def _drawn(draw: DrawFn, function: Callable[[Draw], _T]) -> _T:
    return function(ByHypothesis(draw))


def strategy(
    function: Callable[Concatenate[Draw, _P], _T], *args: _P.args, **kwargs: _P.kwargs
) -> SearchStrategy[_T]:
    """The Hypothesis strategy of what *function* draws, called with these further arguments."""
    return _drawn(lambda draw: function(draw, *args, **kwargs))


def distinct(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Without a second answer for the same call."""
    found: dict[tuple[str, int], Answer] = {}
    for answer in answers:
        found.setdefault((answer.op, answer.nth), answer)
    return tuple(found.values())
