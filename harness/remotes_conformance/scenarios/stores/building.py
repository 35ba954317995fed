"""Building stories of stores: a function takes callers, and gives them their steps."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TypeAlias

from ...content import digest_of
from ...contract.requirement import STORE_EDITION
from ..scenario import MILLISECOND, Scenario
from ..script import (
    Abort,
    Close,
    Commit,
    Delete,
    Fault,
    Info,
    Open,
    OpenReader,
    Read,
    ReadAt,
    Script,
    Status,
    Step,
    Truncate,
    Wait,
    Walk,
    Write,
)
from ..stories.building import Story
from ..surroundings import Blob

SIZE = 12
# Content of different blobs has no byte in common, so that a mix-up shows.
BLOBS = (b"abcdefghijkl", b"ABCDEFGHIJKL", b"0123456789+-")
DIGESTS = tuple(map(digest_of, BLOBS))
NO_SUCH = digest_of(b"nothing has this content")


class ScriptBuilder:
    """The steps of one caller, one after the other.

    Methods that open something return the number of their step, by which others name it. `blob`:
    the index of a blob in `BLOBS`.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.faults: list[Fault] = []
        self.at = self.store = 0

    def do(self, step: Step) -> int:
        """Any step; its number."""
        self.steps.append(step)
        return len(self.steps) - 1

    def open(
        self, ref: str = "one", blob: int = 0, *, size: int = SIZE, digest: str | None = None
    ) -> int:
        """Open a ref for a blob; `digest` takes the place of the right one."""
        return self.do(Open(ref, size, DIGESTS[blob] if digest is None else digest))

    def open_unknown(self, ref: str = "one") -> int:
        """Open a ref without size and digest."""
        return self.do(Open(ref))

    def write(self, writer: int, blob: int = 0, start: int = 0, end: int = SIZE) -> int:
        """Write a part of a blob."""
        return self.write_bytes(writer, BLOBS[blob][start:end])

    def write_bytes(self, writer: int, content: bytes) -> int:
        """Write any bytes."""
        return self.do(Write(writer, Blob(content, len(content))))

    def commit(
        self, writer: int, blob: int = 0, *, size: int = SIZE, digest: str | None = None
    ) -> int:
        """Commit as a blob."""
        return self.do(Commit(writer, size, DIGESTS[blob] if digest is None else digest))

    def close(self, *handles: int) -> None:
        """Close writers or readers."""
        for handle in handles:
            self.do(Close(handle))

    def status(self, writer: int) -> None:
        """Ask for the status."""
        self.do(Status(writer))

    def truncate(self, writer: int, size: int = 0) -> int:
        """Truncate."""
        return self.do(Truncate(writer, size))

    def abort(self, ref: str = "one") -> int:
        """Abort."""
        return self.do(Abort(ref))

    def put(self, ref: str = "one", blob: int = 0) -> None:
        """A whole ingest, as it should be."""
        writer = self.open(ref, blob)
        self.write(writer, blob, 0, 5)
        self.write(writer, blob, 5)
        self.commit(writer, blob)
        self.close(writer)

    def put_bytes(self, ref: str, content: bytes, algorithm: str = "sha256") -> None:
        """A whole ingest of any bytes."""
        digest = digest_of(content, algorithm)
        writer = self.do(Open(ref, len(content), digest))
        self.write_bytes(writer, content)
        self.do(Commit(writer, len(content), digest))
        self.close(writer)

    def leave_ingest(self, ref: str = "one", blob: int = 0, end: int = 5) -> None:
        """The beginning of an ingest, left behind."""
        writer = self.open(ref, blob)
        self.write(writer, blob, 0, end)
        self.close(writer)

    def reader(self, blob: int = 0) -> int:
        """Open a reader."""
        return self.do(OpenReader(DIGESTS[blob]))

    def read(self, reader: int, size: int = 100) -> None:
        """Read."""
        self.do(Read(reader, size))

    def read_at(self, reader: int, offset: int, size: int) -> None:
        """Read at an offset."""
        self.do(ReadAt(reader, offset, size))

    def get(self, blob: int = 0) -> None:
        """Read all of a blob, to its end."""
        reader = self.reader(blob)
        self.read(reader)
        self.read(reader)
        self.close(reader)

    def observe(self, *blobs: int) -> None:
        """Everything that shows whether blobs are there: all, if none is named."""
        for one in blobs or range(len(BLOBS)):
            self.info(one)
            self.get(one)
        self.walk()

    def info(self, blob: int = 0) -> None:
        """Ask for the info."""
        self.do(Info(DIGESTS[blob]))

    def delete(self, blob: int = 0) -> int:
        """Delete."""
        return self.do(Delete(DIGESTS[blob]))

    def walk(self) -> None:
        """List everything."""
        self.do(Walk())

    def wait(self, milliseconds: int = 1) -> None:
        """Let time pass."""
        self.do(Wait(milliseconds * MILLISECOND))

    def fail(self, step: int, call: str, nth: int = 1, error: str = "EIO") -> None:
        """The disk refuses something in a step."""
        self.faults.append(Fault(step, call, nth, error))

    def script(self) -> Script:
        """All of it."""
        return Script(tuple(self.steps), self.at, self.store, tuple(self.faults))


GiveSteps: TypeAlias = Callable[..., None]


def made(name: str, give_steps: GiveSteps, *, branches: bool = False) -> Story:
    """The story in which *give_steps* gives the callers, one for each argument, their steps.

    *branches*: its schedules are worth enumerating, and turns handed over between two lines.
    """
    arguments = inspect.signature(give_steps).parameters.values()
    callers = [ScriptBuilder() for one in arguments if one.kind is one.POSITIONAL_OR_KEYWORD]
    give_steps(*callers)
    scenario = Scenario(tuple(one.script() for one in callers), edition=STORE_EDITION[0])
    return Story(name, scenario, branches, STORE_EDITION, lines=branches)


class Stories:
    """The stories of one module, in order. It is called as a decorator."""

    def __init__(self) -> None:
        self.all: list[Story] = []

    def __call__(self, name: str, *, branches: bool = False) -> Callable[[GiveSteps], GiveSteps]:
        """Add the story *name*: the decorated function gives the callers their steps."""

        def add(give_steps: GiveSteps) -> GiveSteps:
            self.all.append(made(name, give_steps, branches=branches))
            return give_steps

        return add
