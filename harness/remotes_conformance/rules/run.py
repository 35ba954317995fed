"""One task of a scenario, as the journal tells of it: what rules about single calls look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ..content import Descriptor, digest_of
from ..scenarios.whole_calls import WholeCall
from ..world.journal import Entry, Outcome, Refusal
from .editions import EDITIONS
from .once import once

OWN_EVENTS = frozenset({"start", "return", "cancel", "log"})
OPENS = frozenset({"Writer", "Push", "Fetch", "Reader"})
CLOSES = frozenset({"w.Close", "r.Close"})
BREAKS_OFF = ("cancelled", "interrupt")
"""Errors that are none of a collaborator: they break the handler off."""
NEVER = 1 << 62
"""The time of what has not happened: after all others."""
_NOT_BACK = Outcome(ok=False)
_VERIFIABLE = {"sha256": 64, "sha512": 128}


def refused_as(entry: Entry) -> str:
    """The class of the error that a call was answered with; "": there was none."""
    return "" if entry.refusal is None else entry.refusal.kind


def wrap_of(entry: Entry) -> str:
    """How the error of a call was wrapped; "": not at all, or there was none."""
    return "" if entry.refusal is None else entry.refusal.wrap


def handle_of(entry: Entry) -> tuple[str, ...]:
    """What a call has opened: one handle, or none."""
    found = entry.result.get("reader") or entry.result.get("writer")
    return (str(found),) if found else ()


class Run:
    """One task of a scenario, and all that its calls were told.

    `ended`: how; it says nothing until it comes back, and `ok` only with a proper result.
    `met`: the calls that were answered with an error, by its identity; `locks`: those that said
    that its ref is locked; `broken_off`: how a call was broken off ("": none was). `opened`: the
    calls that open something; `handles`: what was opened; `closes`: what was closed, in order.
    `before_cancel`: so many calls were made before the caller gave up.
    """

    def __init__(self, number: int, task: WholeCall, edition: str) -> None:
        self.number, self.task, self.edition = number, task, EDITIONS[edition]
        self.descriptor, self.size = task.descriptor, task.descriptor.size
        self.calls: list[Entry] = []
        self.opened: list[Entry] = []
        self.met: dict[str, Entry] = {}
        self.locks: list[Entry] = []
        self.close_errors: list[Refusal] = []
        self.broken_off = ""
        self.handles: list[str] = []
        self.closes: list[str] = []
        self.logs: list[Entry] = []
        self.after_return: list[Entry] = []
        self.ended = _NOT_BACK
        self.ok = False
        self.started: Entry | None = None
        self.returned: Entry | None = None
        self.cancelled: Entry | None = None
        self.returned_at = self.gave_up_at = NEVER
        self.before_cancel = 0
        self.writer = self.reader = ""

    def add(self, entry: Entry) -> None:
        """The next event of this task."""
        op = entry.op
        if op in OWN_EVENTS:
            self._add_own(entry)
            return
        if self.returned is not None:
            self.after_return.append(entry)
            return
        self.calls.append(entry)
        if entry.refusal is not None:
            self._add_refused(entry, entry.refusal)
        if op in OPENS:
            self._add_opening(entry)
        elif op in CLOSES:
            self.closes.append(entry.handle)

    def _add_own(self, entry: Entry) -> None:
        if entry.op == "start":
            self.started = entry
        elif entry.op == "cancel":
            self.cancelled, self.gave_up_at = entry, entry.at
            self.before_cancel = len(self.calls)
        elif entry.op == "log":
            self.logs.append(entry)
        else:
            self.returned, self.returned_at = entry, entry.at
            self.ended = entry.result["outcome"]
            self.ok = self.ended.ok and not self.ended.crash

    def _add_refused(self, entry: Entry, refusal: Refusal) -> None:
        self.met[refusal.id] = entry
        if refusal.kind in BREAKS_OFF:
            kinds = (refusal.kind, self.broken_off)
            self.broken_off = "cancelled" if "cancelled" in kinds else "interrupt"
        elif entry.op in CLOSES:
            self.close_errors.append(refusal)
        elif refusal.kind == "locked" and entry.op == "Writer":
            self.locks.append(entry)

    def _add_opening(self, entry: Entry) -> None:
        self.opened.append(entry)
        if entry.refusal is None:
            self.handles += handle_of(entry)
            # A source that is opened before the writer makes no copy: the table says what is wrong.
            if not self.writer:
                self.writer = entry.result.get("writer", "")
            elif not self.reader:
                self.reader = entry.result.get("reader", "")

    @property
    def is_push(self) -> bool:
        return self.task.kind == "push"

    @property
    def started_at(self) -> int:
        """Nanoseconds."""
        return NEVER if self.started is None else self.started.at

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None: it did not come back."""
        return None if self.returned is None else self.ended

    @property
    def failed(self) -> bool:
        """It came back with an ordinary error."""
        return self.returned is not None and not (self.ended.ok or self.ended.crash)

    @property
    def cancelled_beforehand(self) -> bool:
        """The caller had given up before it made the call."""
        return self.started is not None and bool(self.started.args["cancelled"])

    def of(self, *ops: str) -> list[Entry]:
        """The calls of these operations, in order."""
        return [entry for entry in self.calls if entry.op in ops]

    @property
    def opens(self) -> list[Entry]:
        """The calls that ask for the writer."""
        return [entry for entry in self.opened if entry.op in ("Writer", "Push")]

    @property
    def copied(self) -> tuple[int, int]:
        """From when it had its writer, and until when it was under way, in nanoseconds."""
        given = next((entry.done for entry in self.opens if entry.refusal is None), NEVER)
        return given, self.returned_at

    def steps(self) -> Iterator[tuple[Entry, Entry]]:
        """The start and each call, with what came next: another call, or the return."""
        return pairwise(filter(None, (self.started, *self.calls, self.returned)))

    @once
    def outcome_text(self) -> str:
        """How the call ended, in words."""
        outcome = self.ended
        if self.returned is None:
            return "it did not come back"
        if outcome.crash:
            return f"it {outcome.crash}"
        if outcome.ok:
            return "success" + (f" with {outcome.children} children" if outcome.children else "")
        return f"the error “{outcome.message}”"

    def came_out(self, refusal: Refusal | None, *, by_class: bool = False) -> bool:
        """Whether that very error came out, bare or wrapped; or, `by_class`, one of its class."""
        if refusal is None or not self.failed:
            return False
        kinds = (*self.ended.kinds, "other") if by_class else ()
        return refusal.id in self.ended.ids or refusal.kind in kinds

    def is_its_descriptor(self, seen: object) -> bool:
        """Whether a collaborator was asked for what the handler was given.

        Where embedded data is not used, a descriptor type of one's own need not have it.
        """
        if seen == self.descriptor:
            return True
        bare = isinstance(seen, Descriptor) and seen.data is None
        drops = bare and not self.edition.status_first
        return drops and seen == replace(self.descriptor, data=None)

    @property
    def is_copy(self) -> bool:
        """A fetch or push that had both a writer and a reader: there is no reader without one."""
        return bool(self.reader)

    @once
    def content(self) -> bytes:
        """What the source holds, whole."""
        return self.task.source.blob.content if self.task.source else b""

    @once
    def can(self) -> frozenset[str]:
        """What the reader can do that was handed out: a plugged one may do less than the source."""
        offered = self.task.source.can if self.task.source else ()
        return frozenset(next((e.result["can"] for e in self.opened if "can" in e.result), offered))

    @once
    def content_is_right(self) -> bool:
        """The source holds what the descriptor says, as far as that can be verified."""
        return (self.size <= 0 or len(self.content) == self.size) and self._fits(self.content)

    def _fits(self, content: bytes) -> bool:
        algorithm = self.descriptor.digest.partition(":")[0]
        right = self.descriptor.digest
        return not self._is_verifiable() or digest_of(content, algorithm) == right

    def _is_verifiable(self) -> bool:
        algorithm, _, encoded = self.descriptor.digest.partition(":")
        return len(encoded) == _VERIFIABLE.get(algorithm)

    @once
    def left_over_is_right(self) -> bool:
        """What an earlier ingest left is the beginning of the content."""
        blob = self.task.partial
        return blob is None or self.content.startswith(blob.content)

    @once
    def embeds_content(self) -> bool:
        """The descriptor itself has the content, and the edition uses it."""
        data = self.descriptor.data or b""
        whole = self.edition.embeds and 0 < len(data) == self.size
        return whole and self._is_verifiable() and self._fits(data)
