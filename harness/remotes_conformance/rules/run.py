"""One task of a scenario, as the journal records it: the view of rules about single calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from ..content import HEX_LENGTHS, digest_of
from ..scenarios.scenario import Scenario
from ..world.journal import Entry, Outcome, Refusal
from .editions import EDITIONS

ASKS_FOR_A_WRITER = frozenset({"Writer", "Push"})
OPENS = ASKS_FOR_A_WRITER | {"Fetch", "Reader"}
CLOSES = frozenset({"w.Close", "r.Close"})
BREAKS_OFF = ("cancelled", "interrupt")
"""Errors that are none of a collaborator: they break the handler off."""
NEVER = 1 << 62
"""The time of what has not happened: after all others."""


def refused_as(entry: Entry) -> str:
    """The class of the error that a call was answered with; "": there was none."""
    return "" if entry.refusal is None else entry.refusal.kind


def wrap_of(entry: Entry) -> str:
    """The wrap of a call's error; "": it was bare, or there was none."""
    return "" if entry.refusal is None else entry.refusal.wrap


def handle_of(entry: Entry) -> tuple[str, ...]:
    """The handle that a call has opened: one, or none."""
    found = entry.result.get("reader") or entry.result.get("writer")
    return (str(found),) if found else ()


_verified: dict[tuple[str, int, int], bool | None] = {}
"""By a digest, and the size and hash of some content: whether that is its digest. The content is
not kept: it may have mebibytes."""
_MAX_VERIFIED = 4_096


def verified(digest: str, content: bytes) -> bool | None:
    """True if it is the content with that digest; None: that cannot be verified."""
    key = digest, len(content), hash(content)
    if key not in _verified:
        if len(_verified) >= _MAX_VERIFIED:
            _verified.clear()
        _verified[key] = _verify(digest, content)
    return _verified[key]


def _verify(digest: str, content: bytes) -> bool | None:
    algorithm, _, encoded = digest.partition(":")
    if len(encoded) != HEX_LENGTHS.get(algorithm):
        return None
    return digest_of(content, algorithm) == digest


class Run:
    """One task of a scenario, and all answers to its calls.

    `content`: that of its source, whole; `partial`: the bytes of an earlier ingest; `can`: what
    its reader can do (a plugged one may do less than the source).

    `ended`: how; meaningless until it comes back, and `ok` only with a proper result. `calls`: of
    collaborators, until then; `opens`: those for the writer; `opened`: these and those for the
    source; `met`: those that were answered with an error, by its identity; `locks`: those that
    reported that its ref is locked. `broken_off`: how a call was broken off ("": none was).
    `handles`: those that were opened; `closes`: those that were closed, in order; `reader`: without
    one it is no copy. `before_cancel`: so many calls were made before the caller gave up. Times are
    nanoseconds.
    """

    ended = Outcome(ok=False)
    started: Entry | None = None
    returned: Entry | None = None
    cancelled: Entry | None = None
    started_at = returned_at = gave_up_at = NEVER
    before_cancel = 0
    ok = failed = cancelled_beforehand = False
    broken_off = writer = reader = ""

    def __init__(self, number: int, scenario: Scenario, events: Iterable[Entry]) -> None:
        self.number, self.task = number, scenario.handler_call(number)
        self.edition = EDITIONS[scenario.edition]
        self.is_push = self.task.kind == "push"
        self.descriptor, self.size = self.task.descriptor, self.task.descriptor.size
        found = scenario.surroundings.of(self.descriptor.digest)
        self.present = found.in_remote if self.is_push else found.in_store
        met = found.variant(self.task.variant) if self.task.variant else found
        self.source, self.partial = met.source, met.partial
        self.content = b"" if self.source is None else self.source.blob.content
        self.can = () if self.source is None else self.source.can
        self.calls: list[Entry] = []
        self.opens: list[Entry] = []
        self.opened: list[Entry] = []
        self.met: dict[str, Entry] = {}
        self.locks: list[Entry] = []
        self.close_errors: list[Refusal] = []
        self.handles: list[str] = []
        self.closes: list[str] = []
        self.logs: list[Entry] = []
        self.after_return: list[Entry] = []
        self.add(events)

    def add(self, events: Iterable[Entry]) -> None:
        """The next events of this task."""
        for entry in events:
            op = entry.op
            if op in _OWN:
                _OWN[op](self, entry)
            elif self.returned is not None:
                self.after_return.append(entry)
            else:
                self.calls.append(entry)
                if entry.refusal is not None:
                    self._add_refused(entry, entry.refusal)
                if op in _OF_HANDLES:
                    _OF_HANDLES[op](self, entry)

    def _add_start(self, entry: Entry) -> None:
        self.started, self.started_at = entry, entry.at
        self.cancelled_beforehand = bool(entry.args["cancelled"])

    def _add_cancel(self, entry: Entry) -> None:
        self.cancelled, self.gave_up_at = entry, entry.at
        self.before_cancel = len(self.calls)

    def _add_log(self, entry: Entry) -> None:
        self.logs.append(entry)

    def _add_return(self, entry: Entry) -> None:
        self.returned, self.returned_at = entry, entry.at
        ended = self.ended = entry.result["outcome"]
        self.ok = ended.ok and not ended.crash
        self.failed = not (ended.ok or ended.crash)

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
        if entry.op in ASKS_FOR_A_WRITER:
            self.opens.append(entry)
        if entry.refusal is None:
            self.handles += handle_of(entry)
            # A source that is opened before the writer makes no copy: the table reports it.
            if not self.writer:
                self.writer = entry.result.get("writer", "")
            elif not self.reader:
                self.reader = entry.result.get("reader", "")
                self.can = tuple(entry.result.get("can", self.can))

    def _add_closing(self, entry: Entry) -> None:
        self.closes.append(entry.handle)

    def of(self, *ops: str) -> list[Entry]:
        """The calls of these operations, in order."""
        return [entry for entry in self.calls if entry.op in ops]

    @cached_property
    def steps(self) -> Sequence[tuple[Entry, Entry]]:
        """The start and each call, with what came next: another call, or the return."""
        return tuple(pairwise(filter(None, (self.started, *self.calls, self.returned))))

    @cached_property
    def waits(self) -> Sequence[tuple[Entry, Entry]]:
        """The steps after its ref, or whatever else, was refused as locked."""
        steps = self.steps if self.locks else ()
        return [(lock, then) for lock, then in steps if refused_as(lock) == "locked"]

    @property
    def outcome_text(self) -> str:
        """The end of the call, in words."""
        ended = self.ended
        if self.returned is None:
            return "it did not return"
        if ended.ok and not ended.crash:
            children = f" with {ended.children} child{'ren' * (ended.children != 1)}"
            return "success" + children * bool(ended.children)
        return f"it {ended.crash}" if ended.crash else f"the error “{ended.message}”"

    def came_out(self, refusal: Refusal | None, *, by_class: bool = False) -> bool:
        """True if that very error came out, bare or wrapped; or, `by_class`, one of its class."""
        if refusal is None or not self.failed:
            return False
        kinds = (*self.ended.kinds, "other") if by_class else ()
        return refusal.id in self.ended.ids or refusal.kind in kinds

    @property
    def is_of_size_0(self) -> bool:
        """The size is 0, in an edition in which that does not mean that it is unknown."""
        return self.size == 0 and self.edition.size_0_refused

    @cached_property
    def content_is_right(self) -> bool:
        """The source holds the descriptor's content, as far as that can be verified."""
        is_known = self.size > 0 or self.is_of_size_0
        sized = not is_known or len(self.content) == self.size
        return sized and verified(self.descriptor.digest, self.content) is not False

    @cached_property
    def partial_is_right(self) -> bool:
        """The bytes of an earlier ingest are the beginning of the content."""
        source = self.embedded if self.embeds_content else self.content
        return self.partial is None or source.startswith(self.partial.content)

    @cached_property
    def embeds_content(self) -> bool:
        """The descriptor itself has the content, and the edition uses it."""
        whole = self.edition.embeds and 0 < len(self.embedded) == self.size
        return whole and verified(self.descriptor.digest, self.embedded) is True

    @property
    def embedded(self) -> bytes:
        """The content that the descriptor itself embeds."""
        return self.descriptor.data or b""


_OWN: Mapping[str, Callable[[Run, Entry], None]] = {
    "start": Run._add_start,
    "cancel": Run._add_cancel,
    "log": Run._add_log,
    "return": Run._add_return,
}
_OF_HANDLES: Mapping[str, Callable[[Run, Entry], None]] = {
    **dict.fromkeys(OPENS, Run._add_opening),
    **dict.fromkeys(CLOSES, Run._add_closing),
}
OWN_EVENTS = frozenset(_OWN)
"""Events of the task itself; all others are calls of collaborators."""
