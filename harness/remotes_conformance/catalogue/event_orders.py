"""In which order the collaborators are called, case by case, as the original does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EVENTS: Final = {
    "Writer": "the ingester is asked for a writer",
    "Fetch": "the fetcher is asked for a reader",
    "Push": "the pusher is asked for a writer",
    "Reader": "the provider is asked for a reader",
    "Status": "the writer is asked how far its ingest is",
    "Seek": "the reader is moved",
    "ReadAt": "the reader is read at an offset",
    "Write": "the writer is given bytes",
    "Truncate": "the writer's ingest is emptied",
    "Commit": "the writer's ingest becomes content",
    "r.Close": "the reader is closed",
    "w.Close": "the writer is closed",
}
"""The events that the table names. Plain reads of the source are not among them."""


@dataclass(frozen=True, slots=True)
class EventOrder:
    """One case. `*` behind an event: as often as needed, perhaps never."""

    handler: str
    case: str
    events: tuple[str, ...]
    ends: str


_OPEN: Final = ("Writer", "Fetch", "Status")
_CLOSE: Final = ("r.Close", "w.Close")
_COPY: Final = ("Write*", "Commit", *_CLOSE)
_SUCCESS: Final = "success"

_FETCH: Final = (
    ("nothing is there yet", (*_OPEN, *_COPY), _SUCCESS),
    ("the content exists", ("Writer",), _SUCCESS),
    (
        "the ref is locked at first (between two Writer: waits of 16, 32, 64 ... 2048, 2048 ms)",
        ("Writer*", *_OPEN, *_COPY),
        _SUCCESS,
    ),
    ("the ref is locked at first, then the content exists", ("Writer*", "Writer"), _SUCCESS),
    ("the ref is locked, the context cancelled already", ("Writer",), "that lock error, no wait"),
    ("the ref is free, the context cancelled already", (*_OPEN, *_COPY), _SUCCESS),
    ("a schema 1 manifest", (), "an error with the media type in it"),
    ("the source cannot be opened", ("Writer", "Fetch", "w.Close"), "that error"),
    ("offset o > 0, the source seeks", (*_OPEN, "Seek", *_COPY), _SUCCESS),
    (
        "offset o > 0, the source has read-at, size > o",
        (*_OPEN, "ReadAt*", *_COPY),
        _SUCCESS,
    ),
    (
        "offset o > 0, the source is plain, or has read-at with size <= o",
        (*_OPEN, "Truncate", *_COPY),
        _SUCCESS,
    ),
    ("Truncate fails", (*_OPEN, "Truncate", *_CLOSE), "an error"),
    ("Status fails", (*_OPEN, *_CLOSE), "that error"),
    ("a read or a Write fails, or a Write is short", (*_OPEN, "Write*", *_CLOSE), "an error"),
)

_PUSH: Final = (
    ("nothing is there yet", ("Push", "Reader", "Status", *_COPY), _SUCCESS),
    ("the content exists", ("Push",), _SUCCESS),
    ("the source cannot be opened", ("Push", "Reader", "w.Close"), "that error"),
)

_OPEN_SINCE_1_6: Final = ("Writer", "Status", "Fetch", "Status")

_FETCH_SINCE_1_6: Final = (
    ("nothing is there yet", (*_OPEN_SINCE_1_6, *_COPY), _SUCCESS),
    ("the content exists", ("Writer",), _SUCCESS),
    (
        "the ref is locked at first (between two Writer: random waits below 16, 32 ... 2048 ms)",
        ("Writer*", *_OPEN_SINCE_1_6, *_COPY),
        _SUCCESS,
    ),
    ("the ref is locked at first, then the content exists", ("Writer*", "Writer"), _SUCCESS),
    ("a schema 1 manifest", (), "an error with the media type in it"),
    ("size 0", ("Writer", "Status", "w.Close"), "*invalid argument*"),
    ("the ingest is complete", ("Writer", "Status", "Commit", "w.Close"), _SUCCESS),
    ("the source cannot be opened", ("Writer", "Status", "Fetch", "w.Close"), "that error"),
    ("offset o > 0, the source seeks", (*_OPEN_SINCE_1_6, "Seek", *_COPY), _SUCCESS),
    (
        "offset o > 0, the source has read-at, size > o",
        (*_OPEN_SINCE_1_6, "ReadAt*", *_COPY),
        _SUCCESS,
    ),
    ("offset o > 0, the source is plain: it is read up to o", (*_OPEN_SINCE_1_6, *_COPY), _SUCCESS),
    (
        "Commit asks for a reset, the source seeks",
        (*_OPEN_SINCE_1_6, "Write*", "Commit", "Status", "Seek", *_COPY),
        _SUCCESS,
    ),
    (
        "the source ends too early, a read or a Write fails, or a Write is short",
        (*_OPEN_SINCE_1_6, "Write*", *_CLOSE),
        "an error",
    ),
)
_EMBEDDED: Final = (
    (
        "the descriptor embeds the content",
        ("Writer", "Status", "Status", "Write*", "Commit", "w.Close"),
        _SUCCESS,
    ),
)
_PUSH_SINCE_1_6: Final = (
    ("nothing is there yet", ("Push", "Reader", "Status", "ReadAt*", *_COPY), _SUCCESS),
    (
        "the pusher is an ingester, the ref is locked at first",
        ("Writer*", "Reader", "Status", "ReadAt*", *_COPY),
        _SUCCESS,
    ),
    ("the content exists", ("Push",), _SUCCESS),
    ("the source cannot be opened", ("Push", "Reader", "w.Close"), "that error"),
)

EVENT_ORDERS: Final[dict[str, tuple[EventOrder, ...]]] = {
    "2017-06": (
        *(EventOrder("fetch", *row) for row in _FETCH),
        *(EventOrder("push", *row) for row in _PUSH),
    ),
    "1.6": (
        *(EventOrder("fetch", *row) for row in _FETCH_SINCE_1_6),
        *(EventOrder("push", *row) for row in _PUSH_SINCE_1_6),
    ),
    "2.x": (
        *(EventOrder("fetch", *row) for row in (*_FETCH_SINCE_1_6, *_EMBEDDED)),
        *(EventOrder("push", *row) for row in _PUSH_SINCE_1_6),
    ),
}
"""The cases of each edition. Reads and writes take turns."""
