"""Scripts: calls of ours to a content store, by one caller or several that meet at its refs."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from ...content import digest_of
from ..scenario import MILLISECOND, Scenario
from ..script import (
    Abort,
    Close,
    Commit,
    Delete,
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
from ..surroundings import Blob, Content, Holder, Source, Surroundings
from .happenings import schedules
from .sources import partials, wrong_content

REFS = ("one", "two")
# Content of different blobs has no byte in common, so that a mix-up shows.
BLOBS = tuple(Blob(bytes(range(base, base + 12)), 12) for base in (40, 90, 150))
DIGESTS = tuple(digest_of(blob.content) for blob in BLOBS)

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_SELDOM = st.sampled_from([False, False, False, True])
_WHICH = st.sampled_from([0, 0, 0, 1, 1, 2])
_REFS = st.sampled_from(REFS)
_PIECES = st.sampled_from([(12,), (5, 7), (1, 11), (4, 4, 4)])
_MOVES = st.sampled_from(
    [
        "ingest", "ingest", "open", "open", "write", "write", "write", "commit", "commit", "status",
        "truncate", "close", "close", "abort", "start over", "info", "open reader", "read", "read",
        "read at", "delete", "walk", "wait",
    ]
)  # fmt: skip
_LENGTHS = st.integers(1, 16)
_SIZES = st.sampled_from([12, 12, 12, 0, 5, 13])
_OFFSETS = st.sampled_from([0, 3, 11, 12, 20, -1])
_COUNTS = st.sampled_from([12, 5, 1, 30, 0])
_CUTS = st.sampled_from([0, 0, 0, 3])
_TIMES = st.sampled_from([1, 10 * MILLISECOND, 500 * MILLISECOND])
_STARTS = st.sampled_from([0, 0, 10 * MILLISECOND])
_CALLERS = st.integers(1, 3)
_HELD = st.builds(
    Holder, until=st.sampled_from([0, 5 * MILLISECOND, 400 * MILLISECOND]), commits=_SELDOM
)
_CONTENTS = st.sampled_from(["", "", "", "in the store", "partial", "held"])
_SCHEDULES = schedules()


class _Writing:
    """A script as far as it is drawn. `writers`: the blob that each of them is to ingest."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.steps: list[Step] = []
        self.writers: dict[int, int] = {}
        self.readers: list[int] = []

    def open(self) -> int:
        """A writer for one of the blobs; its number."""
        which = self.draw(_WHICH)
        digest = "" if self.draw(_SELDOM) else DIGESTS[which]
        self.writers[len(self.steps)] = which
        self.steps.append(Open(self.draw(_REFS), self.draw(_SIZES), digest))
        return len(self.steps) - 1

    def ingest(self) -> None:
        """A whole ingest, mostly as it should be."""
        writer = self.open()
        self.steps.append(Truncate(writer))
        content, at = BLOBS[self.writers[writer]].content, 0
        for size in self.draw(_PIECES):
            self.steps.append(Write(writer, Blob(content[at : at + size], size)))
            at += size
        self.commit(writer)
        self.steps.append(Close(writer))

    def write(self, writer: int) -> None:
        """All of the blob, or a part, or something else."""
        content = BLOBS[self.writers[writer]].content
        if self.draw(_SELDOM):
            self.steps.append(Write(writer, self.draw(wrong_content(content))))
            return
        start = self.draw(_SIZES) % len(content) if self.draw(_SELDOM) else 0
        self.steps.append(Write(writer, Blob(content[start:], len(content) - start)))

    def commit(self, writer: int) -> None:
        """Mostly with the right digest."""
        digest = DIGESTS[self.draw(_WHICH) if self.draw(_SELDOM) else self.writers[writer]]
        self.steps.append(Commit(writer, self.draw(_SIZES), "" if self.draw(_SELDOM) else digest))

    def move(self, name: str) -> None:
        """The steps of one move; a move that needs a handle opens one if there is none."""
        if name == "ingest":
            self.ingest()
        elif name in _ON_WRITERS:
            writer = (
                self.draw(st.sampled_from(sorted(self.writers))) if self.writers else self.open()
            )
            self.on_writer(name, writer)
        elif name in ("read", "read at") and self.readers:
            self.on_reader(name, self.draw(st.sampled_from(self.readers)))
        else:
            self.on_store(name)

    def on_writer(self, name: str, writer: int) -> None:
        """One step with *writer*."""
        if name == "write":
            self.write(writer)
        elif name == "commit":
            self.commit(writer)
        elif name == "truncate":
            self.steps.append(Truncate(writer, self.draw(_CUTS)))
        else:
            self.steps.append(Status(writer) if name == "status" else Close(writer))

    def on_reader(self, name: str, reader: int) -> None:
        """One step with *reader*."""
        if self.draw(_SELDOM):
            self.steps.append(Close(reader))
        elif name == "read":
            self.steps.append(Read(reader, self.draw(_COUNTS)))
        else:
            self.steps.append(ReadAt(reader, self.draw(_OFFSETS), self.draw(_COUNTS)))

    def on_store(self, name: str) -> None:
        """One step that needs no handle, and what belongs to it."""
        if name == "open":
            self.open()
        elif name == "abort":
            self.steps.append(Abort(self.draw(_REFS)))
        elif name == "start over":
            ref, digest = self.draw(_REFS), DIGESTS[self.draw(_WHICH)]
            self.steps += [Abort(ref), Open(ref, 0, digest), Status(len(self.steps) + 1)]
            self.writers[len(self.steps) - 2] = DIGESTS.index(digest)
        elif name in ("walk", "wait"):
            self.steps.append(Walk() if name == "walk" else Wait(self.draw(_TIMES)))
        elif name in ("info", "delete"):
            digest = DIGESTS[self.draw(_WHICH)]
            self.steps.append(Info(digest) if name == "info" else Delete(digest))
        else:
            self.readers.append(len(self.steps))
            self.steps.append(OpenReader(DIGESTS[self.draw(_WHICH)]))


_ON_WRITERS = frozenset({"write", "commit", "truncate", "status", "close"})


@st.composite
def scripts(draw: DrawFn) -> Script:
    """A caller that ingests, reads and removes up to three blobs, rightly or not."""
    writing = _Writing(draw)
    for _ in range(draw(_LENGTHS)):
        writing.move(draw(_MOVES))
    return Script(tuple(writing.steps), draw(_STARTS))


@st.composite
def script_scenarios(draw: DrawFn) -> Scenario:
    """One to three callers of one store, in which some content may be there, begun or held."""
    calls = tuple(draw(scripts()) for _ in range(draw(_CALLERS)))
    contents = {}
    for digest, blob in zip(DIGESTS, BLOBS, strict=True):
        how = draw(_CONTENTS)
        if how == "in the store":
            contents[digest] = Content(Source(blob), in_store=True)
        elif how == "partial":
            contents[digest] = Content(Source(blob), partial=draw(partials(blob.content)))
        elif how == "held":
            contents[digest] = Content(Source(blob), held=draw(_HELD))
    schedule = draw(_SCHEDULES) if len(calls) > 1 else b""
    return Scenario(calls, Surroundings(contents), schedule=schedule)
