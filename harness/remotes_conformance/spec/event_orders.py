"""In which order the collaborators are called, case by case, as the original does it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from ..contract import EDITIONS, SINCE_1_6
from ..contract.names import Edition
from ..scenarios.stories import STORIES, Story
from .original import Walk, in_brief

EVENTS: Final = {
    "Writer": "the ingester is called to open a writer",
    "Fetch": "the fetcher is called to open a reader",
    "Push": "the pusher is called to open a writer",
    "Reader": "the provider is called to open a reader",
    "Status": "the writer is asked how many bytes its ingest holds",
    "Seek": "the reader is asked to move to an offset",
    "ReadAt": "the reader is read at an offset",
    "Write": "the writer is given bytes",
    "Truncate": "the writer is asked to cut its ingest to a size; the original only cuts it to 0",
    "Commit": "the writer is asked to turn its ingest into content",
    "r.Close": "the reader is closed",
    "w.Close": "the writer is closed",
}
"""The events in the tables. Plain reads of the source are not shown."""

_FIRST: Final = EDITIONS[:1]


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the tables: `stories` are played in it, and all of them have to give the same row.

    `editions`: those whose table has the row.
    """

    handler: str
    name: str
    stories: tuple[str, ...]
    editions: tuple[str, ...] = EDITIONS

    @property
    def played(self) -> tuple[Story, ...]:
        """The stories that `stories` names."""
        return tuple(_BY_NAME[name] for name in self.stories)


@dataclass(frozen=True, slots=True)
class EventOrder:
    """One case. `*` after an event: any number of times, including none."""

    handler: str
    case: str
    events: tuple[str, ...]
    ends: str


def _case(handler: str, name: str, *stories: str, editions: tuple[str, ...] = EDITIONS) -> Case:
    return Case(handler, name, stories, editions)


_BY_NAME: Final = {story.name: story for story in STORIES}
_RESUMES: Final = "a fetch resumes at 10 of 24 from a"
_BREAKS: Final = (
    "a fetch of size known whose source breaks with unavailable after 10 bytes",
    "a fetch whose first write fails with unavailable",
)

CASES: Final = (
    _case("fetch", "nothing is there yet", "a layer that is not there yet is fetched"),
    _case("fetch", "the content exists", "content that exists is not fetched"),
    _case(
        "fetch",
        "the ref is locked at first; the waits between two Writer calls are 16, 32, 64 ... 2048, "
        "2048 ms",
        "a ref is locked for half a second",
        editions=_FIRST,
    ),
    _case(
        "fetch",
        "the ref is locked at first; the waits between two Writer calls are random, below 16, 32 "
        "... 2048 ms",
        "a ref is locked for half a second",
        editions=SINCE_1_6,
    ),
    _case(
        "fetch",
        "the ref is locked at first, then the content exists",
        "a locked ref exists after one wait",
    ),
    _case(
        "fetch",
        "the ref is locked, and the context was cancelled before",
        "the caller had given up, the ref is locked",
    ),
    _case(
        "fetch",
        "the ref is free, and the context was cancelled before",
        "the caller had given up, the ref is free",
    ),
    _case("fetch", "a schema 1 manifest", "schema 1 is refused"),
    _case("fetch", "size 0", "a fetch of size 0", editions=SINCE_1_6),
    _case(
        "fetch",
        "the ingest is complete",
        "a fetch resumes at 24 of 24 from a plain source",
        editions=SINCE_1_6,
    ),
    _case("fetch", "the source cannot be opened", "the fetcher fails with unavailable"),
    _case("fetch", "offset o > 0, seekable source", f"{_RESUMES} seekable source"),
    _case(
        "fetch",
        "offset o > 0, read-at source, size > o",
        f"{_RESUMES} read-at source",
    ),
    _case(
        "fetch",
        "offset o > 0, plain source, or read-at source with size <= o",
        f"{_RESUMES} plain source",
        "a fetch resumes at 24 of 24 from a read-at source",
        editions=_FIRST,
    ),
    _case(
        "fetch",
        "offset o > 0, plain source",
        f"{_RESUMES} plain source",
        editions=SINCE_1_6,
    ),
    _case(
        "fetch", "Truncate fails", "a fetch whose truncate fails with unavailable", editions=_FIRST
    ),
    _case("fetch", "Status fails", "a fetch whose status fails with unavailable"),
    _case(
        "fetch",
        "Commit reports *reset*, seekable source",
        "a fetch whose commit asks for a reset to 0, from a seekable source",
        editions=SINCE_1_6,
    ),
    _case(
        "fetch",
        "the source ends before the known size",
        "a fetch whose source ends cleanly after 10 bytes",
        editions=SINCE_1_6,
    ),
    _case("fetch", "a read or a Write fails", *_BREAKS),
    _case(
        "fetch", "a Write takes fewer bytes than it was given", "a fetch whose only write is short"
    ),
    _case("fetch", "Commit fails", "a fetch whose commit fails with unavailable"),
    _case(
        "fetch",
        "the descriptor embeds the content",
        "a descriptor embeds its content",
        editions=("2.x",),
    ),
    _case("push", "nothing is there yet", "a layer that the remote does not have is pushed"),
    _case(
        "push",
        "the pusher is an ingester too, and the ref is locked at first",
        "the ref of a push is locked for half a second",
        editions=SINCE_1_6,
    ),
    _case("push", "the content exists", "content that the remote has is not pushed"),
    _case("push", "the source cannot be opened", "the provider fails with unavailable"),
)
"""The cases of all editions, in the order of the tables."""


@cache
def event_orders(edition: Edition) -> tuple[EventOrder, ...]:
    """The rows of the table of *edition*."""
    return tuple(_order(case, edition) for case in CASES if edition in case.editions)


def _order(case: Case, edition: Edition) -> EventOrder:
    walks = [Walk(story.in_edition(edition)) for story in case.played]
    rows = {(in_brief(walk.events), walk.ends) for walk in walks}
    assert len(rows) == 1, (case.name, rows)
    return EventOrder(case.handler, case.name, *rows.pop())
