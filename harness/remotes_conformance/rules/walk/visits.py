"""The visits of one call: which handler was called with which descriptor, and how that ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from ...content import Descriptor
from ...world.journal import Entry, Refusal
from ..run import Run

Key: TypeAlias = tuple[str, str, int]
"""The identity of a descriptor: media type, digest, size."""
SECOND = 1_000_000_000
_LONGEST = 15


def key_of(descriptor: Any) -> Key:
    """The key of *descriptor*; of another value, its description."""
    if isinstance(descriptor, Descriptor):
        return descriptor.media_type, descriptor.digest, descriptor.size
    return str(descriptor), "", 0


def in_words(key: Key) -> str:
    """A descriptor in a message: the beginning of its digest, which is enough to know it again."""
    digest = key[1] or key[0]
    return digest if len(digest) <= _LONGEST else f"{digest[:_LONGEST]}…"


@dataclass(slots=True)
class Visit:
    """One call of a handler of ours. `ended`: None while it runs, or if it was abandoned."""

    begun: Entry
    ended: Entry | None = None
    is_running: bool = True

    @property
    def name(self) -> str:
        """Its name in the journal; empty: it was refused at once."""
        return str(self.begun.result.get("visit", ""))

    @property
    def key(self) -> Key:
        """The key of the descriptor that the handler was called with."""
        return key_of(self.begun.args["descriptor"])

    @property
    def refusal(self) -> Refusal | None:
        """The error that it has raised."""
        return self.begun.refusal if self.ended is None else self.ended.refusal

    @property
    def children(self) -> list[Any]:
        """The descriptors that it has returned."""
        return [] if self.ended is None else list(self.ended.result.get("children", ()))


@dataclass(frozen=True, slots=True)
class Event:
    """The beginning of a visit, or its end; `entry` is in the journal."""

    visit: Visit
    entry: Entry
    is_end: bool


def events(run: Run) -> Iterator[Event]:
    """The beginnings and ends of all visits, in order, also of those after the return."""
    visits: dict[str, Visit] = {}
    for entry in (*run.calls, *run.after_return):
        if entry.op == "Handle":
            visit = visits[str(entry.result.get("visit", ""))] = Visit(entry)
            yield Event(visit, entry, is_end=False)
            if entry.refusal is not None:
                visit.is_running = False
                yield Event(visit, entry, is_end=True)
        elif entry.op in ("Handled", "abandoned"):
            name = entry.handle or str(entry.args["visit"])
            visit = visits[name]
            visit.is_running = False
            if entry.op == "Handled":
                visit.ended = entry
            yield Event(visit, entry, is_end=True)


def listed(run: Run) -> list[Any] | None:
    """The descriptors that a chain or a children handler has returned; None: none were."""
    found = run.of("children")
    return list(found[-1].result["children"]) if found else None
