"""The bytes of one copy: where they began, what came out of the source, what the writer took."""

from __future__ import annotations

from collections.abc import Sequence

from ..journal import Entry
from .finding import Broken
from .once import once
from .run import Run


def flow_of(run: Run) -> Flow:
    """The flow of *run*, worked out once."""
    flow = run.notes.get("flow")
    if not isinstance(flow, Flow):
        flow = run.notes["flow"] = Flow(run)
    return flow


class Flow:
    """`start`: the offset at which the written bytes begin, after any Truncate(0).

    What comes after a Commit is for the rules of Commit to tell.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        commits = run.of("Commit")
        self.calls = run.calls[: run.calls.index(commits[0])] if commits else run.calls
        self.truncated = any(e.op == "Truncate" and e.refusal is None for e in self.calls)
        self.start = 0 if self.truncated else (run.offset or 0)

    @once
    def writes(self) -> list[Entry]:
        """The writes since the last Truncate."""
        calls = self.calls
        truncates = [
            i for i, entry in enumerate(calls) if entry.op == "Truncate" and not entry.refusal
        ]
        return [
            entry for entry in calls[truncates[-1] if truncates else 0 :] if entry.op == "Write"
        ]

    @once
    def written(self) -> bytes:
        """What the writer took."""
        taken = [entry.args["data"][: entry.result.get("n", 0)] for entry in self.writes]
        return taken[0] if len(taken) == 1 else b"".join(taken)

    @once
    def reads(self) -> list[Entry]:
        """What was read, since the last Seek."""
        calls = self.calls
        seeks = [i for i, entry in enumerate(calls) if entry.op == "Seek"]
        return [e for e in calls[seeks[-1] if seeks else 0 :] if e.op in ("Read", "ReadAt")]

    @once
    def skipped(self) -> int:
        """How many bytes are read for nothing first: from 1.6 on, up to the offset."""
        forwards = not self.run.of("Seek") and all(entry.op == "Read" for entry in self.reads)
        return self.start if self.run.is_later and forwards else 0

    @property
    def begins_right(self) -> bool:
        """What was read begins at `start`: where it had to, the source was sought or read at."""
        if self.skipped:
            return True
        sought = bool(self.run.of("Seek")) or any(entry.op == "ReadAt" for entry in self.reads)
        return self.start == 0 or sought

    @once
    def delivered(self) -> int:
        """How many bytes from `start` on the source has given."""
        return self._given_by(self.reads)

    def _given_by(self, reads: Sequence[Entry]) -> int:
        if reads and reads[0].op == "ReadAt":
            return self._without_gap(reads) - self.start
        return sum(len(entry.result.get("data", b"")) for entry in reads) - self.skipped

    def _without_gap(self, reads: Sequence[Entry]) -> int:
        """Up to where all has come. Ranges may be read side by side, and one of them fail."""
        spans = (
            (int(e.args["offset"]), int(e.args["offset"]) + len(e.result.get("data", b"")))
            for e in reads
            if e.op == "ReadAt"
        )
        until = self.start
        for begin, end in sorted(spans):
            if begin > until:
                break
            until = max(until, end)
        return until

    @once
    def joint(self) -> Entry | None:
        """The read that gave bytes together with the end or an error."""
        for entry in self.reads:
            last = entry.refusal is not None or entry.result.get("end")
            if last and entry.op == "Read" and entry.result.get("data"):
                return entry
        return None

    def beyond_size(self, entry: Entry) -> bool:
        """With *entry*, `size` bytes or more have come: who copies no more than that may stop."""
        if entry not in self.reads:
            return False
        until = self.reads[: self.reads.index(entry) + 1]
        return 0 < self.run.size <= self.start + self._given_by(until)

    @once
    def wanted(self) -> bytes:
        """What has to be written, if the source gives it."""
        return self.run.content[self.start :]

    @once
    def mismatch(self) -> str | None:
        """The first written byte that is not the source's, in words."""
        if self.wanted.startswith(self.written):
            return None
        pairs = enumerate(zip(self.written, self.wanted, strict=False))
        place = next((i for i, (a, b) in pairs if a != b), len(self.wanted))
        if place >= len(self.wanted):
            return f"{len(self.written)} bytes written, {len(self.wanted)} were there"
        seen, wanted = self.written[place : place + 8], self.wanted[place : place + 8]
        return f"at byte {self.start + place}: {seen!r} instead of {wanted!r}"

    @property
    def complete(self) -> bool:
        """All bytes were written; where the size is known, at least as many as that."""
        size = self.run.size
        whole = len(self.wanted)
        bounded = min(whole, size - self.start) if size > self.start else whole
        return len(self.written) in (whole, bounded)


def wrong_bytes(run: Run, flow: Flow) -> Broken | None:
    """Why the written bytes are not the source's, if no other rule is to blame; or None."""
    if run.short_writes or run.lying_seeks or foreign_bytes(run):
        return None  # COPY-11, COPY-4, COPY-20
    if any(entry.refusal is not None for entry in run.of("Write")):
        return None  # COPY-12
    begin = f" from byte {flow.start} on" if flow.start else ""
    if flow.mismatch is not None:
        expected = f"the writer receives the source's bytes{begin}, in order"
        return Broken(expected, flow.mismatch, run.number)
    committed = run.of("Commit") and not any(e.op != "Commit" for e in run.trouble)
    lost_with_end = flow.joint is not None and flow.delivered - len(flow.written) == len(
        flow.joint.result["data"]
    )
    # Where the size is not known, COPY-17 asks for all bytes.
    if committed and not flow.complete and not lost_with_end and run.size > 0:
        expected = f"all {len(flow.wanted)} bytes{begin} are written before Commit"
        return Broken(expected, f"{len(flow.written)} bytes", run.number)
    return None


def foreign_bytes(run: Run) -> Broken | None:
    """Where *run*'s writer received what belongs to another copy, or None."""
    if not run.beside:
        return None
    flow = flow_of(run)
    if flow.mismatch is None or run.short_writes or run.lying_seeks:
        return None
    # One byte is enough: a shared buffer may hold a little of everybody's.
    strange = _first_strange_byte(flow)
    for other in run.beside:
        if strange and other.is_copy and strange in other.content and strange not in run.content:
            expected = f"t{run.number}'s writer receives t{run.number}'s bytes"
            observed = f"{strange!r}, which t{other.number} has read"
            return Broken(expected, observed, run.number)
    return None


def _first_strange_byte(flow: Flow) -> bytes:
    place = next(
        (i for i, (a, b) in enumerate(zip(flow.written, flow.wanted, strict=False)) if a != b),
        len(flow.wanted),
    )
    return flow.written[place : place + 1]
