"""The journal: the events of one world, in order, in virtual time.

It is the only thing that rules, stories and diagrams read. Times are nanoseconds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, NamedTuple, TypeAlias, TypedDict, cast

from ..content import Descriptor
from ..contract.names import Op, StoreOp
from ..scenarios.scenario import HandOver

EPOCH: Final = 1_600_000_000 * 1_000_000_000
"""The time of day at which each world begins, for Python: nanoseconds since 1970, in the past."""
_Fields: TypeAlias = "Mapping[str, Any]"


@dataclass(frozen=True, slots=True)
class Strange:
    """A value of a type that its place does not have; `text` describes it: “the str 'sha256:…'”."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __format__(self, spec: str) -> str:
        return format(self.text, spec)


class Refusal(NamedTuple):
    """An error that a collaborator answered: its class, its identity, how it was wrapped."""

    kind: str
    id: str
    wrap: str
    message: str


class Outcome(NamedTuple):
    """The end of a call of the implementation.

    `kinds` and `ids`: the classes, and the identities of collaborators' errors, that were found in
    the chain of what came out. `crash`: why this is no ordinary result or error ("": it is one).
    `changed`: how the descriptor differs from the one that the call was given, after the call
    ("": it does not).
    """

    ok: bool
    children: int = 0
    key: str | None = None
    kinds: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    message: str = ""
    crash: str = ""
    changed: str = ""


class Args(TypedDict, total=False):
    """The arguments of a call, or what an event is about; `fields.FIELDS` has those of each.

    Rules may rely on these types: an argument of another type is a `Strange`, and `rules.conduct`
    alone judges the journal with it.
    """

    ctx: Mapping[str, Any]
    ref: str
    size: int
    digest: str
    descriptor: Descriptor
    data: bytes
    n: int
    offset: int
    whence: str
    visit: str
    number: int
    cancelled: bool
    level: str
    message: str
    fields: Mapping[str, Any]
    what: str
    during: str
    missing: Sequence[str]
    model: str
    kill: bool
    doubt: str


class Result(TypedDict, total=False):
    """The answer to a call, or the result of an event; `fields.FIELDS` has the fields of each."""

    writer: str
    reader: str
    can: Sequence[str]
    ref: str
    offset: int
    total: int
    size: int
    expected: str
    n: int
    data: bytes
    end: bool
    outcome: Outcome
    children: Sequence[Descriptor]
    visit: str
    waits: int
    heeds: bool
    started: int
    updated: int
    created: int
    contents: Sequence[tuple[str, int]]


class Entry(NamedTuple):
    """One event. Calls of collaborators have `handle`, `args`, and a `result` or a `refusal`.

    `at`: when the call was made; `done`: when it was answered. `op` is one of the contract's event
    names, or "start", "return", "cancel", "log".
    """

    at: int
    done: int
    task: int
    op: Op
    handle: str
    args: Args
    result: Result
    refusal: Refusal | None


entry_of = cast(
    "Callable[[int, int, int, Op, str, _Fields, _Fields, Refusal | None], Entry]", Entry
)
"""An entry whose fields are as the caller of a collaborator, and the collaborator, gave them."""


def bytes_taken(write: Entry) -> bytes:
    """The bytes that the ingest has taken of a Write, whatever count the Write has answered."""
    data, count = write.args["data"], write.result.get("n")
    if count is None or isinstance(data, Strange):
        return b""
    return bytes(data[:count] if 0 <= count <= len(data) else data)


class Choice(NamedTuple):
    """One point at which there was a choice. `preempts`: the current strand could have gone on."""

    options: int
    pick: int
    preempts: bool


class Stuck(NamedTuple):
    """The reason why a world was not played to its end: "deadlock", "livelock", "hang", "budget"…

    `tasks`: the tasks that had not come back. From then on nothing stands in the journal: there is
    no "return" of theirs, though the door has driven them out.
    """

    why: str
    details: str
    tasks: tuple[int, ...]

    @property
    def is_our_limit(self) -> bool:
        """The harness sees no more of the world. Calls that are missing then are no violations."""
        return self.why in ("budget", "too much", "context lost")

    @property
    def is_costly(self) -> bool:
        """The world took long, and would do so again."""
        return self.why in ("hang", "too much")


class Unanswered(NamedTuple):
    """A call of a store that has not come back."""

    task: int
    op: StoreOp
    handle: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StorePlay:
    """The observations of a play with a real store besides the answers.

    * `begun`: by the place of an entry, how many entries there were when its call began, where
      that is not its place: other calls were answered meanwhile;
    * `failed`: by the place of an entry, the call of the operating system that the disk has refused
      first;
    * `outside`: the paths that the store has made or changed outside of its folder;
    * `unanswered`: calls that have not come back.
    """

    begun: Mapping[int, int]
    failed: Mapping[int, str] = field(default_factory=dict)
    outside: tuple[str, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()


@dataclass(frozen=True, slots=True)
class Journal:
    """The record of one play of a scenario.

    `entries`: every call and its answer, in order. `stuck`: why it could not be played to its end;
    None: it was. `left_behind`: the strands that still ran at the end. `meddling`: what
    the implementation replaced in the process. `choices` and `hand_overs`: where the schedule had
    a choice, and what it took; equal runs may differ in these two.
    """

    entries: tuple[Entry, ...]
    stuck: Stuck | None = None
    left_behind: tuple[str, ...] = ()
    meddling: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()

    def to_json(self) -> str:
        """The journal as text, for comparison: equal runs give equal text."""
        return json.dumps(
            [self.entries, self.stuck, self.left_behind, self.meddling],
            default=plain,
            sort_keys=True,
        )


@dataclass(frozen=True, slots=True)
class StoreJournal(Journal):
    """The journal of a play in which a real store was called. `of_store`: more about that."""

    of_store: StorePlay = field(default_factory=lambda: StorePlay({}))

    @classmethod
    def of(cls, journal: Journal, of_store: StorePlay) -> StoreJournal:
        """The same journal, with what its store has shown."""
        known = {one.name: getattr(journal, one.name) for one in fields(Journal)}
        return cls(**known, of_store=of_store)


def store_play(journal: Journal) -> StorePlay:
    """The observations of a real store; none, if the model was called."""
    return journal.of_store if isinstance(journal, StoreJournal) else StorePlay({})


def plain(value: object) -> object:
    """A value that JSON cannot express, as it stands in the text of a journal."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        content = bytes(value)
        if len(content) <= 64:
            return content.hex()
        return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    if isinstance(value, Strange):
        return {"strange": value.text}
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return dict(value)
    return repr(value)
