"""In what the editions differ, as far as a judge has to know: one record for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..contract.names import RequirementId


@dataclass(frozen=True, slots=True)
class Edition:
    """The handlers of one line of containerd releases. The defaults are those of 2017-06.

    Source: the table "Later editions" of the contract.
    """

    name: str
    random_waits: bool = False
    """Each wait for a locked ref is a random time below its bound, instead of the bound itself."""
    status_first: bool = False
    """The Status is asked before the fetcher, too."""
    size_0_refused: bool = False
    """A fetch of size 0 is an invalid argument; else 0 means that the size is unknown."""
    complete_is_committed: bool = False
    """An ingest that has all bytes is committed, and nothing is fetched."""
    discards: bool = False
    """A source that only runs forwards is read up to the offset; else the copy starts over."""
    early_end_fails: bool = False
    """A source that ends before the known size is an *unexpected end*, and there is no Commit."""
    rounds: int | None = 1
    """The number of rounds of a copy; None: no limit. With 1 a writer cannot ask for a *reset*."""
    embeds: bool = False
    """Content that the descriptor embeds is used."""
    push_window: bool = False
    """A push reads the first `size` bytes, at any offset; else it copies as a fetch does."""
    push_waits: bool = False
    """A push waits for a locked ref, if its pusher is an ingester."""
    variants: Mapping[RequirementId, RequirementId] = field(default_factory=dict)
    """Requirements of 2017-06 that this edition has changed, and what stands in their place."""

    @property
    def resets(self) -> bool:
        """A writer can ask for another round."""
        return self.rounds != 1


_SINCE_1_6: dict[RequirementId, RequirementId] = {
    "KEY-5": "KEY-5a", "KEY-6": "KEY-6a", "KEY-7": "KEY-7a", "KEY-8": "KEY-8a",
    "LOCK-2": "LOCK-2a", "FETCH-5": "FETCH-5b", "FETCH-5a": "FETCH-5c",
    "COPY-6": "COPY-6a", "COPY-7": "COPY-7a", "COPY-8": "COPY-8a", "COPY-17": "COPY-17a",
    "COPY-18a": "COPY-18b", "COPY-22": "COPY-22a",
    "PUSH-1": "PUSH-1a", "PUSH-3": "PUSH-3a", "PUSH-5": "PUSH-5a",
}  # fmt: skip

_2017_06 = Edition("2017-06")
_1_6 = Edition(
    "1.6", random_waits=True, status_first=True, size_0_refused=True, complete_is_committed=True,
    discards=True, early_end_fails=True, rounds=5, push_window=True, push_waits=True,
    variants=_SINCE_1_6,
)  # fmt: skip
_2_X = replace(
    _1_6,
    name="2.x",
    rounds=None,
    embeds=True,
    variants={**_SINCE_1_6, "KEY-5": "KEY-5b", "KEY-9": "KEY-9a"},
)

EDITIONS: Mapping[str, Edition] = {one.name: one for one in (_2017_06, _1_6, _2_X)}
