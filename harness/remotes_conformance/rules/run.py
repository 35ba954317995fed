"""One task of a scenario, as the journal tells of it: what rules about single calls look at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..content import Descriptor, digest_of
from ..scenarios.whole_calls import WholeCall
from ..world.journal import Entry, Outcome, Refusal
from .editions import EDITIONS
from .once import once

OWN_EVENTS = frozenset({"start", "return", "cancel", "log"})
CLOSES = frozenset({"w.Close", "r.Close"})
_NO_ERRORS = frozenset({"cancelled", "interrupt"})
_VERIFIABLE = {"sha256": 64, "sha512": 128}


class Run:
    """One task of a scenario, and all that its calls were told."""

    def __init__(self, number: int, task: WholeCall, edition: str) -> None:
        self.number = number
        self.task = task
        self.edition = EDITIONS[edition]
        self.entries: list[Entry] = []
        self.calls: list[Entry] = []
        self.ops: dict[str, list[Entry]] = {}
        self.logs: list[Entry] = []
        self.after_return: list[Entry] = []
        self.outcome: Outcome | None = None
        self.started: Entry | None = None
        self.returned: Entry | None = None
        self.cancelled: Entry | None = None
        self.cancelled_beforehand = False
        self.writer = ""
        self.reader = ""
        self.close_errors: list[Refusal] = []
        self.world: list[Run] = []
        """All calls of its world."""

    def add(self, entry: Entry) -> None:
        """The next event of this task."""
        op = entry.op
        if op in OWN_EVENTS:
            self.entries.append(entry)
            self._add_own(op, entry)
        elif self.outcome is not None:
            self.after_return.append(entry)
        else:
            self.entries.append(entry)
            self.calls.append(entry)
            self.ops.setdefault(op, []).append(entry)
            if op in CLOSES:
                if entry.refusal is not None and entry.refusal.kind not in _NO_ERRORS:
                    self.close_errors.append(entry.refusal)
            elif not self.writer:
                self.writer = entry.result.get("writer", "")
            elif not self.reader:
                self.reader = entry.result.get("reader", "")

    def _add_own(self, op: str, entry: Entry) -> None:
        if op == "start":
            self.started = entry
            self.cancelled_beforehand = bool(entry.args["cancelled"])
        elif op == "return":
            self.outcome = entry.result["outcome"]
            self.returned = entry
        elif op == "cancel":
            self.cancelled = entry
        else:
            self.logs.append(entry)

    def of(self, op: str) -> list[Entry]:
        """The calls of *op*, in order."""
        return self.ops.get(op, [])

    @property
    def opens(self) -> list[Entry]:
        """The calls that ask for the writer."""
        return self.ops.get("Push" if "Push" in self.ops else "Writer", [])

    @once
    def locks(self) -> list[Entry]:
        """The refusals of its ref as locked."""
        asked = self.ops.get("Writer", ())
        return [entry for entry in asked if entry.refusal and entry.refusal.kind == "locked"]

    @property
    def beside(self) -> list[Run]:
        """The other calls in its world."""
        return [other for other in self.world if other is not self]

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

    def came_out(self, refusal: Refusal, *, by_class: bool = False) -> bool:
        """Whether that very error came out, bare or wrapped; or, `by_class`, one of its class."""
        if not self.failed or self.outcome is None:
            return False
        outcome = self.outcome
        return refusal.id in outcome.ids or (by_class and refusal.kind in (*outcome.kinds, "other"))

    def has_met(self, ids: Collection[str]) -> bool:
        """Whether one of these errors was answered to a call of its own."""
        return any(entry.refusal is not None and entry.refusal.id in ids for entry in self.calls)

    def is_its_descriptor(self, seen: object) -> bool:
        """Whether a collaborator was asked for what the handler was given.

        Where embedded data is not used, a descriptor type of one's own need not have it.
        """
        mine = self.task.descriptor
        if seen == mine:
            return True
        bare = isinstance(seen, Descriptor) and seen.data is None
        return bare and not self.edition.status_first and seen == replace(mine, data=None)

    @once
    def broken_off(self) -> str:
        """How a call of a collaborator was broken off: "cancelled", "interrupt"; "": it was not."""
        kinds = {entry.refusal.kind for entry in self.calls if entry.refusal}
        return next((kind for kind in ("cancelled", "interrupt") if kind in kinds), "")

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
        for entry in self.calls:
            if "can" in entry.result:
                return frozenset(entry.result["can"])
        return frozenset(self.task.source.can if self.task.source else ())

    @once
    def content_is_right(self) -> bool:
        """The source holds what the descriptor says, as far as that can be verified."""
        return (self.size <= 0 or len(self.content) == self.size) and self._fits(self.content)

    def _fits(self, content: bytes) -> bool:
        algorithm, _, encoded = self.descriptor.digest.partition(":")
        if len(encoded) != _VERIFIABLE.get(algorithm):
            return True
        return digest_of(content, algorithm) == self.descriptor.digest

    @once
    def left_over_is_right(self) -> bool:
        """What an earlier ingest left is the beginning of the content."""
        blob = self.task.partial
        return blob is None or self.content.startswith(blob.content)

    @once
    def embeds_content(self) -> bool:
        """The descriptor itself has the content, and the edition uses it."""
        data, digest = self.descriptor.data, self.descriptor.digest
        if not self.edition.embeds or not data or len(data) != self.size:
            return False
        algorithm, _, encoded = digest.partition(":")
        return len(encoded) == _VERIFIABLE.get(algorithm) and self._fits(data)
