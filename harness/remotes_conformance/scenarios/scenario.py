"""A scenario: everything that is decided before a run, as one frozen value.

It holds no behaviour. The world plays it, rules read it, `written` writes it down; the written
form is the replay token. Times are integer nanoseconds since the start of the world.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from ..content import Descriptor

MILLISECOND = 1_000_000
SECOND = 1_000 * MILLISECOND

Kind: TypeAlias = Literal["key", "fetch", "push"]

WRAPS = ("from", "subclass", "group", "twice")
"""How errors are wrapped: `raise … from` it, as a subclass, in a group of one, `from` twice."""

FOREIGN_WRAPS = ("beside", "during")
"""How an error of no class comes with one of class KIND that it neither is nor wraps.

`beside:KIND`: in an exception group of two. `during:KIND`: raised while that one was being handled.
"""

EXCEPTIONS = ("interrupt", "cancelled")
"""Errors of answers that are no class of the contract: see `Answer`. They are not wrapped."""


@dataclass(frozen=True, slots=True)
class Blob:
    """`size` bytes: `pattern`, repeated and cut. Big content stays a short token.

    `content`: the bytes.
    """

    pattern: bytes
    size: int

    @property
    def content(self) -> bytes:
        return _content(self.pattern, self.size)


@lru_cache(maxsize=256)
def _content(pattern: bytes, size: int) -> bytes:
    if len(pattern) == size:
        return pattern
    return (pattern * (size // len(pattern) + 1))[:size] if pattern else b""


@dataclass(frozen=True, slots=True)
class Source:
    """What a fetcher or provider serves.

    `can`: of "seek" and "read_at" what its readers offer. `pieces`: the sizes in which reads come,
    used in turn (none: as many bytes as asked for). `breaks_at`: the number of bytes after which
    reading fails with the class `breaks_with`. `joint`: the last bytes arrive together with the end
    or the error.
    """

    blob: Blob
    can: tuple[str, ...] = ()
    pieces: tuple[int, ...] = ()
    breaks_at: int | None = None
    breaks_with: str = "other"
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """How the `nth` call of `op` by one task is answered, instead of as the model would.

    `error`: the class of the error ("": none); "interrupt": the call raises KeyboardInterrupt;
    "cancelled": the asyncio task of the handler is cancelled while it awaits this call.
    `wrap`: how the error is wrapped ("", or one of `WRAPS`), or, with the error "other", which one
    it comes with (one of `FOREIGN_WRAPS`, a colon, a class). `position`: a Seek lands there.
    `delay`: how long the call takes, in nanoseconds.

    `count`: a Write takes only so many bytes. Without an error it is always what the Write answers;
    one that is negative, or more than was given, is a lie: the Write has taken everything. With an
    error, one that is more than was given means that it takes everything, and fails all the same.

    A Write or Commit whose error is "reset" puts the ingest back to `position` (None: it stays
    where it is), which is what Status says from then on.
    """

    op: str
    nth: int = 1
    error: str = ""
    wrap: str = ""
    count: int | None = None
    position: int | None = None
    delay: int = 0

    @property
    def needs(self) -> str:
        """The capability that a door needs to give this answer; "": any door can."""
        if self.error == "interrupt":
            return "interrupts"
        if self.error == "cancelled":
            return "task_cancel"
        return "foreign_wraps" if ":" in self.wrap else ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """The caller gives up: at the time `at` (nanoseconds), or just before the task's `nth` call of
    `op` is served."""

    at: int | None = None
    op: str = ""
    nth: int = 1


@dataclass(frozen=True, slots=True)
class KeyPrefix:
    """The ref keys of exactly this media type are to begin with `prefix` (editions from 1.6 on)."""

    media_type: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Task:
    """One call of a handler (or of `make_ref_key`).

    `kind`: "key", "fetch" or "push". `source`: what the fetcher or provider serves for it (None:
    nothing). `at`: when it begins, in nanoseconds. Tasks of one kind with the same `handler` number
    call one and the same handler. `present`: the content is there already. `ingest`: what an
    earlier, interrupted ingest has left. `cancel`: when its caller gives up (None: never).
    `answers`: calls that are not answered as the model would.

    `prefixes`: before the call, contexts are derived one from the other, each with one more of
    them. The call is made with the one that has the first `derived` of them (None: all); what was
    derived from that one must not show in it. `pusher_ingests`: the pusher is also an ingester.
    """

    kind: Kind
    descriptor: Descriptor
    source: Source | None = None
    present: bool = False
    ingest: Blob | None = None
    at: int = 0
    handler: int = 0
    cancel: Cancel | None = None
    answers: tuple[Answer, ...] = ()
    prefixes: tuple[KeyPrefix, ...] = ()
    derived: int | None = None
    pusher_ingests: bool = False

    @property
    def carried(self) -> tuple[KeyPrefix, ...]:
        """The prefixes that were put into the context of the call, in order."""
        return self.prefixes if self.derived is None else self.prefixes[: max(0, self.derived)]

    @property
    def first_refusals(self) -> int:
        """How often the ref is refused at first, bare and at once; 0: something else happens."""
        expected = [("Writer", nth, "locked") for nth in range(1, len(self.answers) + 1)]
        found = [(answer.op, answer.nth, answer.error) for answer in self.answers]
        plain = not any(answer.delay or answer.wrap for answer in self.answers)
        return len(found) if found == expected and plain else 0

    @property
    def needs(self) -> frozenset[str]:
        """What an implementation and its door have to offer, so that this can be played."""
        needs = {str(self.kind)}
        if self.prefixes:
            needs.add("key_prefix")
        if self.pusher_ingests:
            needs.add("pusher_ingests")
        needs.update(answer.needs for answer in self.answers if answer.needs)
        return frozenset(needs)


@dataclass(frozen=True, slots=True)
class Holder:
    """Another party has the ingest of `digest` open until `until` (nanoseconds).

    Then it `commits` (the content is there), or closes without a commit.
    """

    digest: str
    until: int
    commits: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """Just before `strand`'s `nth` call of `op`, it is the turn of `to`."""

    strand: str
    op: str
    nth: int
    to: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """Tasks, their surroundings, and the schedule.

    Where several strands can go on, the schedule says which one does: as `schedule`, one byte for
    each such point (0: the current one), or, for publication, as named `hand_overs`. `seed`: of
    the random numbers that an implementation draws. `edition`: of the rules that judge it.
    """

    tasks: tuple[Task, ...]
    holders: tuple[Holder, ...] = ()
    schedule: bytes = b""
    hand_overs: tuple[HandOver, ...] = ()
    seed: int = 0
    edition: str = "2017-06"

    @property
    def weight(self) -> tuple[int, int, int]:
        """How much there is to read: the smaller of two stories is told."""
        details = sum(
            len(task.answers) + len(task.prefixes) + (task.cancel is not None)
            for task in self.tasks
        )
        switches = len(self.hand_overs) + sum(map(bool, self.schedule))
        return (len(self.tasks), details + len(self.holders) + switches, _bytes(self.tasks))


def _bytes(tasks: Sequence[Task]) -> int:
    return sum(task.source.blob.size for task in tasks if task.source)
