"""One task of a scenario, as the journal tells of it: what rules about single calls look at."""

from __future__ import annotations

from dataclasses import replace

from ..content import Descriptor, digest_of
from ..journal import Entry, Outcome, Refusal
from ..scenario import Task
from .once import once

OWN_EVENTS = frozenset({"start", "return", "cancel", "log"})
FIRST_EDITION = "2017-06"
_VERIFIABLE = {"sha256": 64, "sha512": 128}


class Run:
    """One task of a scenario, as the journal shows it."""

    def __init__(self, number: int, task: Task, edition: str) -> None:
        self.number = number
        self.task = task
        self.edition = edition
        self.is_later = edition != FIRST_EDITION
        """Played in an edition from 1.6 on."""
        self.entries: list[Entry] = []
        self.calls: list[Entry] = []
        self.opens: list[Entry] = []
        self.source_opens: list[Entry] = []
        self.logs: list[Entry] = []
        self.ops: dict[str, list[Entry]] = {}
        self.met: set[str] = set()
        """The calls it made, by their ops, and "locked", where a ref was."""
        self.after_return: list[Entry] = []
        self.outcome: Outcome | None = None
        self.started: Entry | None = None
        self.returned: Entry | None = None
        self.cancelled: Entry | None = None
        self.cancelled_beforehand = False
        self.writer = ""
        self.reader = ""
        self.beside: list[Run] = []
        """The other calls in its world."""
        self.notes: dict[str, object] = {}
        """What rules have worked out of this run, for other rules to use."""

    def add(self, entry: Entry) -> None:
        """The next event of this task."""
        op = entry.op
        self.entries.append(entry)
        if op in OWN_EVENTS:
            self._add_own(entry)
            return
        if self.outcome is not None:
            self.after_return.append(entry)
            return
        self.calls.append(entry)
        calls = self.ops.get(op)
        if calls is None:
            calls = self.ops[op] = []
            self.met.add(op)
        calls.append(entry)
        if op in ("Writer", "Push"):
            self.opens.append(entry)
            if entry.refusal is not None and entry.refusal.kind == "locked":
                self.met.add("locked")
            if not self.writer:
                self.writer = entry.result.get("writer", "")
        elif op in ("Fetch", "Reader"):
            self.source_opens.append(entry)
            if not self.reader:
                self.reader = entry.result.get("reader", "")

    def _add_own(self, entry: Entry) -> None:
        if entry.op == "start":
            self.started = entry
            self.cancelled_beforehand = bool(entry.args["cancelled"])
        elif entry.op == "return":
            self.outcome = entry.result["outcome"]
            self.returned = entry
        elif entry.op == "cancel":
            self.cancelled = entry
        else:
            self.logs.append(entry)

    def of(self, op: str) -> list[Entry]:
        """The calls of *op*, in order."""
        return self.ops.get(op, [])

    @property
    def descriptor(self) -> Descriptor:
        return self.task.descriptor

    @property
    def size(self) -> int:
        """The descriptor's size in bytes; 0 or less: not known."""
        return self.task.descriptor.size

    @property
    def ok(self) -> bool:
        """It came back, with a proper result."""
        return self.outcome is not None and self.outcome.ok and not self.outcome.crash

    @property
    def failed(self) -> bool:
        """It came back with an ordinary error."""
        return self.outcome is not None and not self.outcome.ok and not self.outcome.crash

    @once
    def told(self) -> str:
        """How the call ended, in words."""
        outcome = self.outcome
        if outcome is None:
            return "it did not come back"
        if outcome.crash:
            return f"it {outcome.crash}"
        if outcome.ok:
            return "success" + (f" with {outcome.children} children" if outcome.children else "")
        return f"the error “{outcome.message}”"

    def came_out(self, refusal: Refusal) -> bool:
        """Whether that very error came out, bare or wrapped; a failing close may have hidden it."""
        if not self.failed or self.outcome is None:
            return False
        return refusal.id in self.outcome.ids or bool(self.close_errors)

    def class_came_out(self, refusal: Refusal) -> bool:
        """Whether an error of that class came out; a failing close may have hidden it."""
        if not self.failed or self.outcome is None:
            return False
        return self.came_out(refusal) or refusal.kind in (*self.outcome.kinds, "other")

    def is_its_descriptor(self, seen: Descriptor) -> bool:
        """Whether a collaborator was asked for what the handler was given.

        In the first edition, a descriptor type of one's own need not have embedded data.
        """
        if seen.data is None and not self.is_later:
            return seen == replace(self.descriptor, data=None)
        return seen == self.descriptor

    @property
    def is_copy(self) -> bool:
        """A fetch or push that had both a writer and a reader."""
        return bool(self.writer and self.reader)

    @once
    def content(self) -> bytes:
        """What the source holds, whole."""
        return self.task.source.blob.content if self.task.source else b""

    @once
    def can(self) -> frozenset[str]:
        """What the reader can do that was handed out: a plugged one may do less than the source."""
        for entry in self.source_opens:
            if "can" in entry.result:
                return frozenset(entry.result["can"])
        return frozenset(self.task.source.can if self.task.source else ())

    @once
    def offset(self) -> int | None:
        """What the writer's status said first."""
        for entry in self.of("Status"):
            if entry.refusal is None:
                return int(entry.result["offset"])
        return None

    @once
    def content_is_right(self) -> bool:
        """The source holds what the descriptor says, as far as that can be verified."""
        algorithm, _, encoded = self.descriptor.digest.partition(":")
        if self.size > 0 and len(self.content) != self.size:
            return False
        if len(encoded) != _VERIFIABLE.get(algorithm):
            return True
        return digest_of(self.content, algorithm) == self.descriptor.digest

    @once
    def left_over_is_right(self) -> bool:
        """What an earlier ingest left is the beginning of the content."""
        blob = self.task.ingest
        return blob is None or self.content.startswith(blob.content)

    @once
    def short_writes(self) -> list[Entry]:
        return [
            entry
            for entry in self.of("Write")
            if entry.refusal is None and entry.result["n"] < len(entry.args["data"])
        ]

    @once
    def trouble(self) -> list[Entry]:
        """Calls that were answered with an error a handler has to act on: closing is not one."""
        return [
            entry
            for entry in self.calls
            if entry.refusal is not None
            and entry.op not in ("w.Close", "r.Close")
            and not (entry.op == "Writer" and entry.refusal.kind == "locked")
            and not (entry.op in ("Writer", "Push", "Commit") and entry.refusal.kind == "exists")
        ]

    @once
    def own_trouble(self) -> list[Entry]:
        """The trouble that the scenario makes, resets left out.

        What the model finds of wrong bytes at a Commit comes of the call's own doing.
        """
        return [
            entry
            for entry in self.trouble
            if entry not in self.resets and (entry.op != "Commit" or self._is_told_to_fail(entry))
        ]

    def _is_told_to_fail(self, commit: Entry) -> bool:
        nth = next(n for n, entry in enumerate(self.of("Commit"), 1) if entry is commit)
        told = (answer for answer in self.task.answers if answer.op == "Commit" and answer.error)
        return any(answer.nth == nth for answer in told)

    @once
    def resets(self) -> list[Entry]:
        """Where the writer asked for a reset; in the first edition that is an error like others."""
        if not self.is_later:
            return []
        asked = (e for e in self.calls if e.op in ("Write", "Commit") and e.refusal is not None)
        return [entry for entry in asked if entry.refusal and entry.refusal.kind == "reset"]

    @property
    def is_windowed(self) -> bool:
        """From 1.6 on, a push takes its bytes through a window on what can be read anywhere."""
        return self.is_later and self.task.kind == "push"

    @once
    def embeds_content(self) -> bool:
        """Edition 2.x: the descriptor itself has the content."""
        data = self.descriptor.data
        if data is None or self.edition != "2.x" or not data or len(data) != self.size:
            return False
        algorithm, _, encoded = self.descriptor.digest.partition(":")
        verifiable = len(encoded) == _VERIFIABLE.get(algorithm)
        return verifiable and digest_of(data, algorithm) == self.descriptor.digest

    @once
    def close_errors(self) -> list[Refusal]:
        """How closing failed. What that does to the result is for FETCH-10 and PUSH-7 to say."""
        closes = self.of("r.Close") + self.of("w.Close")
        return [entry.refusal for entry in closes if entry.refusal is not None]

    @once
    def exists_at_commit(self) -> bool:
        """Commit said *exists*. What follows from that is for COPY-14 and LOCK-8 to say."""
        refusals = [entry.refusal for entry in self.of("Commit")]
        return any(refusal is not None and refusal.kind == "exists" for refusal in refusals)

    @once
    def lying_seeks(self) -> list[Entry]:
        """Seeks that landed elsewhere without saying so."""
        return [
            entry
            for entry in self.of("Seek")
            if entry.refusal is None
            and entry.args["whence"] == "start"
            and entry.result["offset"] != entry.args["offset"]
        ]

    @once
    def must_succeed(self) -> bool:
        """Everything was in order: an error that came out has no cause outside."""
        return self.must_succeed_but_for_closing and not self.close_errors

    @once
    def must_succeed_but_for_closing(self) -> bool:
        """Everything was in order until the closing."""
        return self.was_undisturbed and (self.cancelled is None or self.cancelled_beforehand)

    @once
    def was_undisturbed(self) -> bool:
        """Everything was in order, but that the caller may have given up meanwhile."""
        return (
            self.is_copy
            and (self.ok or self.failed)
            and not self.trouble
            and not self.exists_at_commit
            and not self.short_writes
            and not self.lying_seeks
            and self.content_is_right
            and self.left_over_is_right
        )
