"""A scenario: everything that is decided before a run, as one frozen value.

It holds no behaviour. The world plays it, rules read it, `written` writes it down; the written
form is the replay token. Times are integer nanoseconds since the start of the world.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import Literal, TypeAlias, get_args

from ..content import Descriptor
from ..contract.names import Edition
from .script import Script
from .surroundings import Surroundings
from .trees import Tree, Visit

MILLISECOND = 1_000_000
SECOND = 1_000 * MILLISECOND

TreeKind: TypeAlias = Literal["chain", "walk", "dispatch", "children", "image"]
"""A call of a function over trees."""
Kind: TypeAlias = Literal["key", "fetch", "push", TreeKind]
OF_TREES: frozenset[Kind] = frozenset(get_args(TreeKind))

WRAPS = ("from", "subclass", "group", "twice")
"""The ways to wrap errors: `raise … from` it, as a subclass, in a group of one, `from` twice."""

FOREIGN_WRAPS = ("beside", "during")
"""The ways in which an error of no class comes with one of class KIND that it neither is nor wraps.

`beside:KIND`: in an exception group of two. `during:KIND`: raised while that one was being handled.
"""

EXCEPTIONS = ("interrupt", "cancelled")
"""Errors of answers that are no class of the contract: see `Answer`. They are not wrapped."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to the `nth` call of `op` by one task, in place of the model's.

    `error`: the class of the error ("": none); "interrupt": the call raises KeyboardInterrupt;
    "cancelled": the asyncio task of the handler is cancelled while it awaits this call.
    `wrap`: how the error is wrapped: "" (bare), "from" (`raise … from`), "subclass", "group" (of
    one) or "twice" (`from` twice). For the error "other" there are also "beside:KIND" and
    "during:KIND": an error of class KIND is in the same group, or was being handled.
    `position`: a Seek lands there. `delay`: how long the call takes, in nanoseconds.

    `count`: how many bytes a Write takes. Without an error, the Write also answers with this
    number; if it is negative, or more than was given, it is a lie: the Write has taken everything.
    With an error, the Write takes so many bytes, or all that it was given if those are fewer, and
    then fails.

    A Write or Commit whose error is "reset" puts the ingest back to `position` (None: it stays
    where it is), which Status reports from then on.
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
    """The caller gives up: at the time `at` (nanoseconds), or just before the `nth` call of `op` by
    its task is served."""

    at: int | None = None
    op: str = ""
    nth: int = 1


@dataclass(frozen=True, slots=True)
class KeyPrefix:
    """The ref keys of exactly this media type are to begin with `prefix` (editions from 1.6 on)."""

    media_type: str
    prefix: str


@dataclass(frozen=True, slots=True)
class HandlerCall:
    """One call of a handler, of `make_ref_key`, or of a function over trees.

    `kind`: "key", "fetch", "push"; "chain", "walk", "dispatch", "children"; "image" is a dispatch
    of the implementation's own handlers. Calls of one kind with the same `handler` number call one
    and the same handler. `at`: when it starts, in nanoseconds. `variant`: which variant of the
    content with its digest it meets (0: the content as it is; see `Content`). `cancel`: when its
    caller gives up (None: never). `answers`: calls that are not answered as the model would.

    `prefixes`: before the call, a chain of contexts is derived, each with one more prefix. The call
    gets context number `derived` of the chain (0: the task's own; None: the last). Prefixes of
    later contexts must not affect it. `pusher_ingests`: the pusher is also an ingester.

    `tree`: the tree that is walked or dispatched; `descriptor` is its first root. `limit`: how many
    handlers may run at the same time (0: no limit is given). `chain`: the behaviour of each handler
    of a chain.
    """

    kind: Kind
    descriptor: Descriptor
    _: KW_ONLY
    at: int = 0
    handler: int = 0
    variant: int = 0
    cancel: Cancel | None = None
    answers: tuple[Answer, ...] = ()
    prefixes: tuple[KeyPrefix, ...] = ()
    derived: int | None = None
    pusher_ingests: bool = False
    tree: Tree | None = None
    limit: int = 0
    chain: tuple[Visit, ...] = ()

    @property
    def details(self) -> int:
        """The number of unusual details."""
        unusual = len(self.answers) + len(self.prefixes) + (self.cancel is not None)
        tree = 0 if self.tree is None else self.tree.details
        return unusual + tree + sum(visit.details for visit in self.chain) + bool(self.limit)

    @property
    def carried(self) -> tuple[KeyPrefix, ...]:
        """The prefixes that were put into the context of the call, in order."""
        return self.prefixes if self.derived is None else self.prefixes[: max(0, self.derived)]

    @property
    def first_refusals(self) -> int:
        """The number of refusals of the ref at first, bare and at once; 0: not such a call."""
        expected = [("Writer", nth, "locked") for nth in range(1, len(self.answers) + 1)]
        found = [(answer.op, answer.nth, answer.error) for answer in self.answers]
        plain = not any(answer.delay or answer.wrap for answer in self.answers)
        return len(found) if found == expected and plain else 0

    @property
    def needs(self) -> frozenset[str]:
        """The capabilities that an implementation and its door need, so that this can be played."""
        needs = {str(self.kind)}
        if self.prefixes:
            needs.add("key_prefix")
        if self.pusher_ingests:
            needs.add("pusher_ingests")
        needs.update(answer.needs for answer in self.answers if answer.needs)
        return frozenset(needs)


@dataclass(frozen=True, slots=True)
class HandOver:
    """Just before `strand`'s `nth` call of `op`, it is the turn of `to`.

    `op` may also be a line of the implementation, as `package/module.py:12`: then it is the turn of
    `to` before `strand` runs that line for the `nth` time. Only a door that sees lines plays that.
    """

    strand: str
    op: str
    nth: int
    to: str

    @property
    def is_at_a_line(self) -> bool:
        """True if it is between two lines of the implementation, not at a call."""
        return self.op.rpartition(":")[2].isdigit()


@dataclass(frozen=True, slots=True)
class Scenario:
    """The calls, the surroundings, and the schedule.

    The number of a call, which journals name `task`, is its place in `calls`. Where several strands
    (calls, and threads that they have started) can go on, the schedule decides which one does: as
    `schedule`, one byte for each such point (0: the current one), or, in reports, as named
    `hand_overs`. `seed`: of the random numbers that an implementation draws. `edition`: of the
    rules that judge it.
    """

    calls: tuple[HandlerCall | Script, ...]
    surroundings: Surroundings = field(default_factory=Surroundings)
    _: KW_ONLY
    schedule: bytes = b""
    hand_overs: tuple[HandOver, ...] = ()
    seed: int = 0
    edition: Edition = "2017-06"

    @property
    def handler_calls(self) -> tuple[HandlerCall, ...]:
        """The calls, all of which are of handlers. Raises `TypeError` if one is a script."""
        return tuple(map(_of_a_handler, self.calls))

    def handler_call(self, number: int) -> HandlerCall:
        """The call of this number, which is of a handler. Raises `TypeError` if it is a script."""
        return _of_a_handler(self.calls[number])

    @property
    def needs(self) -> frozenset[str]:
        """The capabilities that an implementation and its door need, so that this can be played."""
        lines = ("lines",) if any(one.is_at_a_line for one in self.hand_overs) else ()
        return frozenset(lines).union(*(call.needs for call in self.calls))

    @property
    def weight(self) -> tuple[int, int, int]:
        """The amount to read: of two scenarios, the one that weighs less is reported."""
        held = sum(content.held is not None for content in self.surroundings.contents.values())
        switches = len(self.hand_overs) + sum(map(bool, self.schedule))
        details = sum(call.details for call in self.calls)
        return (len(self.calls), details + held + switches, sum(map(self._bytes, self.calls)))

    def _bytes(self, call: HandlerCall | Script) -> int:
        if isinstance(call, Script):
            return call.bytes
        source = self.surroundings.of(call.descriptor.digest).variant(call.variant).source
        return source.blob.size if source and call.kind != "key" else 0


def _of_a_handler(call: HandlerCall | Script) -> HandlerCall:
    if isinstance(call, Script):
        raise TypeError("a script is no call of a handler")
    return call
