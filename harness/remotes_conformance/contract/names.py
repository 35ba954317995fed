"""The names that journals, rules and stories use, as types: a misspelt one is a type error."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

HandlerEdition: TypeAlias = Literal["2017-06", "1.6", "2.x"]
"""An edition of the contract of the handlers."""
Edition: TypeAlias = Literal[HandlerEdition, "distribution-1.1", "store-1"]
"""An edition of the contract: of the handlers, of clients of a registry, or of content stores."""

StoreOp: TypeAlias = Literal[
    "Writer", "Status", "Truncate", "Write", "Commit", "w.Close", "Abort", "Info", "Reader", "Read",
    "ReadAt", "r.Close", "Delete", "Walk",
]  # fmt: skip
"""A call of a content store, or of a writer or reader that it opened."""
CollaboratorOp: TypeAlias = Literal[StoreOp, "Fetch", "Push", "Seek", "Handle", "Handled"]
"""A call of any collaborator."""
EventOp: TypeAlias = Literal[
    "start", "return", "cancel", "log", "children", "abandoned", "disk", "cut",
]  # fmt: skip
"""An event of a handler's own: it is called, it comes back, its caller gives up, it logs, it names
its children; or the task of a handler in a tree is cancelled. Of a store: it does something to the
disk; or the power is cut, and it is opened again."""
Op: TypeAlias = Literal[CollaboratorOp, EventOp]
"""The subject of an entry of the journal."""
StrandOp: TypeAlias = Literal[CollaboratorOp, "start", "wait", "block", "line", "yield"]
"""The calls in which a strand can be parked."""

RequirementId: TypeAlias = Literal[
    "KEY-1", "KEY-2", "KEY-3", "KEY-3a", "KEY-3b", "KEY-4", "KEY-4a", "KEY-5", "KEY-5a",
    "KEY-5b", "KEY-6", "KEY-6a", "KEY-7", "KEY-7a", "KEY-8", "KEY-8a", "KEY-9", "KEY-9a",
    "KEY-10", "KEY-11", "KEY-12", "KEY-13", "LOCK-1", "LOCK-2", "LOCK-2a", "LOCK-2b", "LOCK-3",
    "LOCK-4", "LOCK-5", "LOCK-6", "LOCK-7", "LOCK-8", "LOCK-9", "LOCK-10", "LOCK-11", "FETCH-1",
    "FETCH-2", "FETCH-2a", "FETCH-3", "FETCH-4", "FETCH-5", "FETCH-5a", "FETCH-5b", "FETCH-5c",
    "FETCH-6", "FETCH-7", "FETCH-8", "FETCH-9", "FETCH-10", "FETCH-10a", "FETCH-10b",
    "FETCH-11", "FETCH-12", "FETCH-13", "FETCH-14", "FETCH-15", "FETCH-16", "COPY-1", "COPY-2",
    "COPY-2a", "COPY-3", "COPY-4", "COPY-5", "COPY-5a", "COPY-6", "COPY-6a", "COPY-7",
    "COPY-7a", "COPY-8", "COPY-8a", "COPY-9", "COPY-10", "COPY-11", "COPY-11a", "COPY-12",
    "COPY-13", "COPY-14", "COPY-15", "COPY-16", "COPY-17", "COPY-17a", "COPY-18", "COPY-18a",
    "COPY-18b", "COPY-19", "COPY-20", "COPY-21", "COPY-22", "COPY-22a", "COPY-23", "COPY-24",
    "COPY-25", "COPY-26", "PUSH-1", "PUSH-1a", "PUSH-2", "PUSH-3", "PUSH-3a", "PUSH-4",
    "PUSH-5", "PUSH-5a", "PUSH-6", "PUSH-7", "PUSH-7a", "PUSH-7b", "PUSH-7c", "PUSH-8",
    "WALK-1", "WALK-2", "WALK-3", "WALK-4", "WALK-4a", "WALK-4b", "WALK-4c", "WALK-5",
    "WALK-5a", "WALK-5b", "WALK-5c", "WALK-5d", "WALK-6", "WALK-7", "WALK-7a", "WALK-7b",
    "WALK-8", "WALK-8a", "WALK-8b", "WALK-9", "WALK-9a", "WALK-10", "WALK-11", "WALK-12",
    "RUN-1", "RUN-2", "RUN-3", "RUN-4", "RUN-5",
    "REMOTE-1", "REMOTE-1a", "REMOTE-2", "REMOTE-2a", "REMOTE-3", "REMOTE-3a", "REMOTE-4",
    "REMOTE-4a", "REMOTE-5", "REMOTE-6", "REMOTE-7", "REMOTE-7a", "REMOTE-8", "REMOTE-8a",
    "REMOTE-8b", "REMOTE-9", "REMOTE-9a", "REMOTE-10", "REMOTE-11", "REMOTE-12", "REMOTE-12a",
    "REMOTE-13", "REMOTE-14", "REMOTE-15", "REMOTE-15a", "REMOTE-16", "REMOTE-17", "REMOTE-18",
    "REMOTE-19", "REMOTE-19a", "REMOTE-20", "REMOTE-22", "REMOTE-23", "REMOTE-25", "REMOTE-26",
    "REMOTE-27", "REMOTE-28", "REMOTE-28a", "REMOTE-31", "REMOTE-32",
    "STORE-1", "STORE-2", "STORE-3", "STORE-4", "STORE-5", "STORE-6", "STORE-7", "STORE-8",
    "STORE-9", "STORE-10", "STORE-11", "STORE-12", "STORE-13", "STORE-14", "STORE-15",
    "STORE-16", "STORE-17", "STORE-17a", "STORE-17b", "STORE-18", "STORE-19", "STORE-20",
    "STORE-21",
]  # fmt: skip
"""The id of a requirement. It keeps its meaning for ever."""

EDITIONS: tuple[HandlerEdition, ...] = get_args(HandlerEdition)
ALL_EDITIONS: tuple[Edition, ...] = get_args(Edition)
REQUIREMENT_IDS: tuple[RequirementId, ...] = get_args(RequirementId)
