"""The bytes of one copy: those in the ingest, and those that the source has given."""

from __future__ import annotations

from collections.abc import Sequence

from ..world.journal import Entry
from .finding import Judgement
from .run import Run

READS = frozenset({"Read", "ReadAt"})
OBSERVED = READS | {"Status"}
AHEAD = 16 * 1024 * 1024
"""Bytes that may have been read and not yet written (COPY-21)."""
FULL = 1024 * 1024
"""The size of a Write, from edition 1.6 on (COPY-23)."""


class Bytes:
    """`held`: how many bytes the ingest has, by the answers of Status and Write.

    `offset`: that of the latest Status (None: none was asked); `begins_at`: that, or 0. `start`:
    where the bytes begin that this round has to write. `last_with_end`: so many bytes came together
    with the end of the source, or with an error. `is_short`: a Write took less than it was given.
    """

    offset: int | None = None
    begins_at = held = start = last_with_end = 0
    is_short = False
    furthest = -1
    """The highest offset at which the source was read; below 0: it was not read at offsets."""
    most_ahead = _ahead = _place = 0
    _latest: int | None = None

    def __init__(self, run: Run) -> None:
        self.run, self.size, self.content = run, run.size, run.content
        self.followed: list[int] = []
        """The sizes of the Writes that another one followed in the same round."""
        self._spans: list[tuple[int, int]] = []

    def observe(self, entry: Entry) -> None:
        """Take in the answer of a Status or a read."""
        if entry.op == "Status":
            self.offset = entry.result.get("offset", self.offset)
            self.begins_at = self.offset or 0
            return
        given = len(entry.result.get("data", b""))
        if entry.op == "ReadAt":
            begin: int = entry.args["offset"]
            self.furthest = max(begin, self.furthest)
            self._spans.append((begin, begin + given))
        else:
            begin, self._place = self._place, self._place + given
            if given and (entry.refusal is not None or entry.result.get("end")):
                self.last_with_end = given
        # Bytes before the start are read only to be discarded.
        ahead = self._ahead = self._ahead + given - min(max(self.start - begin, 0), given)
        self.most_ahead = ahead if ahead > self.most_ahead else self.most_ahead

    def begin(self, at: int) -> None:
        """A round of the copy begins there."""
        self.held = self.start = at
        self._latest = None

    def sought(self, place: int) -> None:
        """The source stands there."""
        self._place = place
        self._spans = []

    def wrote(self, entry: Entry) -> None:
        """The writer has taken bytes."""
        taken = entry.result.get("n", 0)
        self.held += taken
        self._ahead -= taken
        if self._latest is not None:
            self.followed.append(self._latest)
        self._latest = len(entry.args["data"])

    @property
    def reached(self) -> int:
        """Up to where the source has given all bytes. Ranges may be read side by side."""
        return _reached(self.start, self._spans) if self._spans else self._place

    @property
    def read_from_0(self) -> int:
        """Up to where the source has given all bytes from its start on, before the latest read."""
        return _reached(self._place, self._spans[:-1])

    @property
    def missing(self) -> int:
        """Bytes that the source has given, and the ingest does not hold."""
        return self.reached - self.held

    @property
    def is_enough(self) -> bool:
        """The source has given `size` bytes: who copies no more than that need not read on."""
        return 0 < self.size <= self.reached

    @property
    def is_complete(self) -> bool:
        """The ingest holds all: the whole content, or the known size."""
        return self.held >= len(self.content) or 0 < self.size <= self.held

    def mismatch(self, entry: Entry) -> int | None:
        """The place of the first byte of a Write that is not the content's; None: all are."""
        data = entry.args["data"]
        wanted = self.content[self.held : self.held + len(data)]
        if data == wanted:
            return None
        pairs = enumerate(zip(data, wanted, strict=False))
        return next((place for place, (seen, right) in pairs if seen != right), len(wanted))


def _reached(until: int, spans: Sequence[tuple[int, int]]) -> int:
    """The end of the spans that follow each other without a gap, from the place *until* on."""
    for begin, end in sorted(spans):
        until = max(until, end) if begin <= until else until
    return until


def of_sizes(bytes_: Bytes, judgement: Judgement) -> None:
    """COPY-21 and COPY-23: how far reading runs ahead, and how large the Writes are."""
    run, most, state = bytes_.run, bytes_.most_ahead, "the bytes"
    if len(run.content) > AHEAD and run.reader and (run.returned is not None or most > AHEAD):
        expected, seen = (
            f"reading runs at most {AHEAD} bytes ahead of writing",
            f"{most} bytes ahead",
        )
        judgement.check("COPY-21", most <= AHEAD, expected, seen, run.number, state, "far ahead")
    if bytes_.followed and run.edition.push_window and not bytes_.is_short:
        small = next((size for size in bytes_.followed if size != FULL), FULL)
        expected, seen = f"every Write but the last is of {FULL} bytes", f"one of {small}"
        kept, step = small == FULL, "a small Write"
        judgement.check("COPY-23", kept, expected, seen, run.number, state, step)
