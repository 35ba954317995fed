"""Stories of writers that cannot truncate: copies that begin at 0, or go on, must not notice."""

from __future__ import annotations

from ..scenario import Answer
from ..whole_calls import WholeCall
from .building import (
    Story,
    answered,
    both,
    fetch,
    from_source,
    since_1_6,
    size_in_words,
    with_size,
)
from .resuming import CAN, resumed


def refusing(call: WholeCall, error: str = "unsupported") -> WholeCall:
    """The same call, to a writer whose every Truncate fails."""
    return answered(call, *call.answers, *(Answer("Truncate", n, error=error) for n in (1, 2)))


STORIES: tuple[Story, ...] = (
    *(
        variant
        for name, can in CAN.items()
        for variant in both(
            f"{{}} from {name} to a writer that cannot truncate",
            refusing(from_source(fetch(), can=can)),
        )
    ),
    *(
        variant
        for size in (0, -1)
        for variant in both(
            f"{{}} of {size_in_words(size)} to a writer that cannot truncate",
            refusing(with_size(fetch(), size)),
        )
    ),
    *both(
        "{} to a writer whose Truncate is not available",
        refusing(fetch(), "unavailable"),
    ),
    *both(
        "{} to a writer that cannot truncate, and takes a part",
        refusing(answered(fetch(), Answer("Write", count=4))),
    ),
    *(
        variant
        for name, can in list(CAN.items())[1:]
        for variant in both(
            f"{{}} resumes from {name} to a writer that cannot truncate",
            refusing(resumed(10, can)),
        )
    ),
    *since_1_6(
        *both(
            "{} resumes by discarding, and its writer cannot truncate",
            refusing(resumed(10, ())),
        ),
    ),
)
