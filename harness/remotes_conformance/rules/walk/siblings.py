"""WALK-5: whether siblings have run at the same time, as far as their handlers took any time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from .visits import Visit, in_words

_Span: TypeAlias = tuple[int, int]


@dataclass(slots=True, eq=False)
class Group:
    """The visits of the descriptors of one list."""

    visits: list[Visit] = field(default_factory=list)


def not_side_by_side(groups: Sequence[Group], visits: Sequence[Visit]) -> Iterator[str]:
    """For each group of which two handlers took time: "", or how they ran one after the other.

    Where other handlers ran at the same time there may be a bound, so that nothing is judged.
    """
    for group in groups:
        mine = [visit for visit in group.visits if _takes_time(visit)]
        if len(mine) < 2:
            continue
        spans = sorted(map(_span, mine))
        others = [_span(one) for one in visits if _takes_time(one) and one not in mine]
        if any(_overlap(a, b) for a in spans for b in others):
            continue
        alone = all(a[1] <= b[0] for a, b in pairwise(spans))
        names = " and ".join(in_words(visit.key) for visit in mine[:2])
        yield f"{names} ran one after the other" if alone else ""


def _takes_time(visit: Visit) -> bool:
    return visit.ended is not None and visit.ended.done > visit.begun.at


def _span(visit: Visit) -> _Span:
    assert visit.ended is not None
    return visit.begun.at, visit.ended.done


def _overlap(one: _Span, other: _Span) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1])
