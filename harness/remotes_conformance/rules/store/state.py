"""The state of a store, as far as its answers show: ingests, writers, content, readers.

An ingest may hold one of several things, where the contract leaves a choice or a call has failed.
Later answers rule some of them out; an answer that rules out all of them breaks a requirement.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...contract.names import RequirementId


@dataclass(slots=True)
class Ingest:
    """The bytes that were written under one ref.

    * `possible`: the contents that it may have;
    * `writer`: the handle that has it open ("": none);
    * `totals`, `expected`: the sizes and digests with which it was opened, the last one first;
    * `last`: the requirement that decides its offset, until something is written ("": STORE-12);
    * `rule`: the requirement that is broken if its bytes are wrong;
    * `is_optional`: the store may have forgotten it;
    * `ruled_out`: contents that a call which failed might have left, but that have another length
      than the offset in the status;
    * `times`: when it was started and updated, as it was last reported;
    * `may_be_anew`: it may have been begun anew since.
    """

    possible: list[bytes]
    writer: str = ""
    totals: tuple[int, ...] = (0,)
    expected: tuple[str, ...] = ("",)
    last: RequirementId | None = None
    rule: RequirementId | None = None
    is_optional: bool = False
    times: tuple[int, int] | None = None
    may_be_anew: bool = False
    ruled_out: list[bytes] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing was written: the store may not even have begun it."""
        return b"" in self.possible

    def may_be_gone(self) -> None:
        """A Commit of it has failed: the store may have emptied it, or begin it anew."""
        self.possible = list(dict.fromkeys([*self.possible, b""]))
        self.rule = "STORE-18" if self.rule == "STORE-18" else "STORE-7"
        self.last, self.may_be_anew = None, True

    def may_have_lost_bytes(self) -> None:
        """The disk has failed in a call about it: the store may have begun it anew, too."""
        shorter = (one[:size] for one in self.possible for size in range(len(one) + 1))
        self.possible = list(dict.fromkeys([*self.possible, *shorter]))
        self.rule, self.times = "STORE-18", None
        self.ruled_out = []


@dataclass(slots=True)
class Writer:
    """A writer that was opened. `ended`: by which call it takes nothing more ("": it does).

    `opened`: the virtual time at which its opening was answered. `is_doubtful`: a call of it has
    failed, so that it may refuse others. `may_be_closed`: its Commit has failed, which may have
    closed it.
    """

    ref: str
    opened: int
    ended: str = ""
    is_doubtful: bool = False
    may_be_closed: bool = False


@dataclass(slots=True)
class Stored:
    """Content that was committed.

    * `rule`: the requirement that is broken if its bytes are wrong;
    * `is_seen`: it was read once, and right;
    * `is_doubtful`: its Commit has failed, so it may be there or not;
    * `committed`: the virtual times at which its Commit was called and returned (None: unknown);
    * `created`: when it was committed, as it was reported; `is_again`: it was committed again.
    """

    content: bytes
    rule: RequirementId
    is_seen: bool = False
    is_doubtful: bool = False
    committed: tuple[int, int] | None = None
    created: int | None = None
    is_again: bool = False


@dataclass(slots=True)
class Reader:
    """A reader that was opened. `is_deleted`: its content was deleted since."""

    digest: str
    stored: Stored
    position: int = 0
    is_closed: bool = False
    is_deleted: bool = False


@dataclass(slots=True)
class Store:
    """The model of one store.

    * `freed`: by ref, the requirement by which it is free again;
    * `gone`: by ref, the requirement by which its ingest is gone;
    * `hidden`: by digest, the requirement by which it is not there;
    * `committed_open`: by ref, the writer that has committed and is not closed; it may lock it;
    * `last_open`: by ref, the virtual times from which its latest writer was open, and to which;
    * `closed_twice`: refs of which a writer was closed again while another was open;
    * `has_failed`: its disk has refused something.
    """

    content: dict[str, Stored] = field(default_factory=dict)
    ingests: dict[str, Ingest] = field(default_factory=dict)
    writers: dict[str, Writer] = field(default_factory=dict)
    readers: dict[str, Reader] = field(default_factory=dict)
    freed: dict[str, RequirementId] = field(default_factory=dict)
    gone: dict[str, RequirementId] = field(default_factory=dict)
    hidden: dict[str, RequirementId] = field(default_factory=dict)
    committed_open: dict[str, str] = field(default_factory=dict)
    last_open: dict[str, tuple[int, int]] = field(default_factory=dict)
    closed_twice: set[str] = field(default_factory=set)
    has_failed: bool = False

    def is_open(self, ref: str, answer: str) -> bool:
        """True if a writer has the ref open, to judge an *answer* to a call about that ref.

        A failed Commit may have closed it: success shows that, *locked* that it has not.
        """
        ingest = self.ingests.get(ref)
        if ingest is None or not ingest.writer:
            return False
        writer = self.writers[ingest.writer]
        if not writer.may_be_closed or answer == "locked":
            return True
        if not answer:
            writer.ended, ingest.writer = "closed by a failed Commit", ""
        return False

    def copy(self) -> Store:
        """Another one with the same state."""
        return copy.deepcopy(self)

    def merged_with(self, others: Iterable[Store]) -> Store:
        """The state that it would have if it shared everything with *others*."""
        whole = self.copy()
        for other in map(Store.copy, others):
            whole.content = other.content | whole.content
            whole.writers |= other.writers
            whole.readers |= other.readers
            for ref, theirs in other.ingests.items():
                mine = whole.ingests.setdefault(ref, theirs)
                mine.possible = list(dict.fromkeys(mine.possible + theirs.possible))
                mine.writer = mine.writer or theirs.writer
                mine.totals += theirs.totals
                mine.expected += theirs.expected
        return whole

    def has(self, digest: str) -> bool | None:
        """True if the content is there; None: that is not certain."""
        stored = self.content.get(digest)
        if stored is None:
            return False
        return None if stored.is_doubtful else True

    def is_there(self, digest: str) -> None:
        """An answer has shown that the content is there."""
        self.content[digest].is_doubtful = False

    def is_not_there(self, digest: str) -> None:
        """An answer has shown that the content is not there."""
        del self.content[digest]
