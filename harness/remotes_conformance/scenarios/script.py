"""A script: calls of ours to a content store, one after the other, in the place of a handler.

A step that works on a writer or reader names it by the number of the step that opened it. Where
that step was refused there is no such handle, and the step is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from .cuts import Cut
from .surroundings import Blob


@dataclass(frozen=True, slots=True)
class Open:
    """Open a writer of *ref*, for content of `size` bytes (0: not known) and this digest."""

    do: ClassVar[str] = "open"
    ref: str
    size: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Write:
    """Write the bytes of `blob`."""

    do: ClassVar[str] = "write"
    writer: int
    blob: Blob


@dataclass(frozen=True, slots=True)
class Truncate:
    """Cut the ingest to `size` bytes."""

    do: ClassVar[str] = "truncate"
    writer: int
    size: int = 0


@dataclass(frozen=True, slots=True)
class Commit:
    """Make content of what was written, if it has this size (0: any) and digest ("": any)."""

    do: ClassVar[str] = "commit"
    writer: int
    size: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """Close a writer, or a reader."""

    do: ClassVar[str] = "close"
    handle: int


@dataclass(frozen=True, slots=True)
class Status:
    """Ask a writer how far its ingest has come."""

    do: ClassVar[str] = "status"
    writer: int


@dataclass(frozen=True, slots=True)
class Abort:
    """Give up the ingest of *ref*, and what was written to it."""

    do: ClassVar[str] = "abort"
    ref: str


@dataclass(frozen=True, slots=True)
class Info:
    """Ask for the size of content, and for the time when it was committed."""

    do: ClassVar[str] = "info"
    digest: str


@dataclass(frozen=True, slots=True)
class OpenReader:
    """Open a reader of content."""

    do: ClassVar[str] = "open-reader"
    digest: str


@dataclass(frozen=True, slots=True)
class Read:
    """Read up to `size` bytes from where the reader stands."""

    do: ClassVar[str] = "read"
    reader: int
    size: int


@dataclass(frozen=True, slots=True)
class ReadAt:
    """Read up to `size` bytes from `offset` on."""

    do: ClassVar[str] = "read-at"
    reader: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove content from the store."""

    do: ClassVar[str] = "delete"
    digest: str


@dataclass(frozen=True, slots=True)
class Walk:
    """List all content of the store."""

    do: ClassVar[str] = "walk"


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for so many nanoseconds."""

    do: ClassVar[str] = "wait"
    time: int


Step: TypeAlias = (
    Open | Write | Truncate | Commit | Close | Status | Abort
    | Info | OpenReader | Read | ReadAt | Delete | Walk | Wait
)  # fmt: skip


DISK_CALLS = ("open", "write", "fsync", "rename", "close")
"""The calls of the operating system that a `Fault` can make fail; "open" includes making folders,
"rename" includes links."""
DISK_ERRORS = ("ENOSPC", "EIO")


@dataclass(frozen=True, slots=True)
class Fault:
    """From the `nth` such call of the operating system within one step on, all of them fail.

    `step`: the number of the step. `call`: one of `DISK_CALLS`. `error`: one of `DISK_ERRORS`. A
    write that begins to fail takes half of its bytes first. Only a store in a folder of the harness
    meets faults.
    """

    step: int
    call: str
    nth: int = 1
    error: str = "EIO"


@dataclass(frozen=True, slots=True)
class Script:
    """A caller that the harness plays: it takes these steps in order, whatever the answers are.

    `at`: when it starts. `store`: the number of the store that it calls; there may be several in
    one process. `faults`: the calls that the disk refuses. `cut`: the power is cut, or the process
    is killed, and the store opened again; only if there is no other caller.
    """

    steps: tuple[Step, ...]
    at: int = 0
    store: int = 0
    faults: tuple[Fault, ...] = ()
    cut: Cut | None = None

    @property
    def needs(self) -> frozenset[str]:
        """The capabilities that it needs: a store; for faults one in a folder of the harness; for
        cuts one whose operations can be recorded; one of a program, if that is killed."""
        if self.cut is not None and self.cut.by_calls:
            return frozenset({"store", "killed_program"})
        faults, cuts = {"folder"} if self.faults else set(), {"cuts"} if self.cut else set()
        return frozenset({"store", *faults, *cuts})

    @property
    def details(self) -> int:
        """The number of steps, faults and losses."""
        losses = 0 if self.cut is None else len(self.cut.lost) + len(self.cut.torn)
        return len(self.steps) + len(self.faults) + losses

    @property
    def bytes(self) -> int:
        """The number of bytes that are written."""
        return sum(step.blob.size for step in self.steps if isinstance(step, Write))


_OPENED_BY: dict[type, str] = {
    **dict.fromkeys((Write, Truncate, Commit, Status), "writer"),
    **dict.fromkeys((Read, ReadAt), "reader"),
    Close: "handle",
}


def opener(step: Step) -> int | None:
    """The number of the step that opened the writer or reader of *step*; None: it needs none."""
    name = _OPENED_BY.get(type(step))
    found: int | None = None if name is None else getattr(step, name)
    return found
