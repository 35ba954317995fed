"""Content: readers, info, deletion, and the list of all of it."""

from __future__ import annotations

from collections import Counter

from ...contract.names import RequirementId
from ...scenarios.stores.names import is_well_formed
from ...world.journal import EPOCH
from .judging import MISCOUNTED, Judge
from .state import Reader, Stored

_ANOTHER_CLOCK = 3 * 86_400 * 1_000_000_000
"""Nanoseconds: the clock of files, and that of a program, is not the world's."""
_COARSE = 1_000_000_000
"""Nanoseconds: whole seconds will do."""


def _about(judge: Judge) -> Stored | None:
    """The content that a call is about, if its answer is right and reports it as present."""
    store, digest = judge.store, judge.entry.args["digest"]
    if not is_well_formed(digest):
        judge.require_clear_error("STORE-15", digest, "not_found")
        return None
    stored, there = store.content.get(digest), store.has(digest)
    if judge.is_failing and judge.answer:
        return None
    if stored is None:
        rule: RequirementId = store.hidden.get(digest, "STORE-14")
        judge.require(rule, ("not_found",), state="there is no such content")
        judge.keep("STORE-14")
        return None
    if there is None and judge.answer == "not_found":
        store.is_not_there(digest)
        return None
    rule = _rule(stored, has_vanished=True)
    judge.require(rule, ("",), state="the content is there")
    store.is_there(digest)
    return stored


def _rule(stored: Stored, *, has_vanished: bool = False) -> RequirementId:
    """The requirement that is broken if content is not what was committed."""
    if stored.rule == "STORE-18":
        return "STORE-18"
    if stored.is_again:
        return "STORE-8"
    if stored.is_seen:
        return "STORE-21"
    return "STORE-9" if has_vanished else stored.rule


def of_reader(judge: Judge) -> None:
    """A call of `reader`."""
    stored = _about(judge)
    if stored is not None:
        reader = Reader(judge.entry.args["digest"], stored)
        judge.store.readers[judge.entry.result["reader"]] = reader


def of_read(judge: Judge) -> None:
    """A call of `read`."""
    reader, size = judge.store.readers[judge.entry.handle], judge.entry.args["n"]
    content = reader.stored.content
    rest = content[reader.position :] if size < 0 else content[reader.position :][:size]
    is_at_the_end = size != 0 and reader.position == len(content)
    if (
        is_at_the_end
        and judge.answer
        and not (reader.is_closed or reader.is_deleted or judge.is_failing)
    ):
        raise judge.blame("STORE-14", "no bytes", state="the end of the content")
    data = _bytes(judge, reader, rest)
    if data is None:
        return
    reader.position += len(data)
    if reader.position == len(content):
        reader.stored.is_seen = True
        judge.keep(reader.stored.rule, "STORE-21")
        if reader.is_deleted or _others(judge, reader):
            judge.keep("STORE-19")


def _others(judge: Judge, reader: Reader) -> bool:
    """True if another caller reads, or writes."""
    store = judge.store
    writes = any(one.writer for one in store.ingests.values())
    return writes or any(
        other is not reader and not other.is_closed for other in store.readers.values()
    )


def of_read_at(judge: Judge) -> None:
    """A call of `read_at`."""
    reader = judge.store.readers[judge.entry.handle]
    size, offset = judge.entry.args["n"], judge.entry.args["offset"]
    content = reader.stored.content
    if judge.answer and (offset < 0 or offset >= len(content)):
        judge.keep("STORE-14")
        return
    rest = content[offset:][:size] if offset >= 0 else b""
    rule: RequirementId | None = "STORE-14" if offset < 0 or offset + size > len(content) else None
    if _bytes(judge, reader, rest, rule) is not None:
        judge.keep("STORE-14")


def _bytes(
    judge: Judge, reader: Reader, rest: bytes, rule: RequirementId | None = None
) -> bytes | None:
    """The bytes that were read, which have to be those that *rest* begins with."""
    if reader.is_closed:
        if judge.entry.result.get("data", b"") not in (b"", rest):
            raise judge.blame("STORE-14", "no bytes of other content", state="a closed reader")
        return None
    if rule is None:
        disturbed = _others(judge, reader) and reader.stored.is_seen
        rule = "STORE-19" if disturbed or reader.is_deleted else _rule(reader.stored)
    if judge.answer:
        if judge.is_failing:
            return None
        raise judge.blame(rule, _shown(rest), state=_state(reader))
    data: bytes = judge.entry.result["data"]
    if not rest.startswith(data) or (rest and not data):
        raise judge.blame(rule, _shown(rest), _shown(data), state=_state(reader))
    return data


def _state(reader: Reader) -> str:
    return "the content was deleted after it was opened" if reader.is_deleted else "content"


def _shown(content: bytes) -> str:
    return f"{len(content)} bytes: {content[:40]!r}" if content else "no bytes"


def of_close_reader(judge: Judge) -> None:
    """A call of `close` on a reader."""
    reader = judge.store.readers[judge.entry.handle]
    if not reader.is_closed and not judge.is_failing:
        judge.require("STORE-19", ("",), state="the first Close of a reader")
    reader.is_closed = True


def of_info(judge: Judge) -> None:
    """A call of `info`."""
    stored = _about(judge)
    if stored is None:
        return
    size, created = judge.entry.result["size"], judge.entry.result["created"]
    if size != len(stored.content):
        expected = f"size {len(stored.content)}"
        known = _rule(stored)
        rule: RequirementId = "STORE-9" if known == "STORE-21" else known
        raise judge.blame(rule, expected, f"size {size}", state="the info")
    if created < 0:
        raise judge.blame("STORE-9", "the time of the Commit", "created_at is missing")
    _of_the_time(judge, stored, created)
    if stored.created not in (None, created):
        rule = "STORE-8" if stored.is_again else "STORE-21"
        expected = f"created at {stored.created} ns, as before"
        raise judge.blame(rule, expected, f"created at {created} ns", state="the time")
    stored.created = created
    judge.keep("STORE-9")
    if stored.is_again:
        judge.keep("STORE-8")


def _of_the_time(judge: Judge, stored: Stored, created: int) -> None:
    """Content is created when it is committed, if that is reported by the clock of the world."""
    if stored.committed is None or stored.is_again:
        return
    earliest, latest = (EPOCH + one for one in stored.committed)
    if abs(created - earliest) > _ANOTHER_CLOCK or (
        earliest - _COARSE < created < latest + _COARSE
    ):
        return
    expected = f"created at the time of the Commit, {earliest} ns"
    raise judge.blame("STORE-9", expected, f"created at {created} ns", state="the time")


def of_delete(judge: Judge) -> None:
    """A call of `delete`."""
    store, digest = judge.store, judge.entry.args["digest"]
    stored = _about(judge)
    if judge.is_failing and judge.answer and digest in store.content:
        store.content[digest].is_doubtful = True
        return
    if stored is None:
        return
    store.hidden[digest] = "STORE-14"
    del store.content[digest]
    for reader in store.readers.values():
        reader.is_deleted = reader.is_deleted or reader.stored is stored


def of_walk(judge: Judge) -> None:
    """A call of `walk`."""
    store = judge.store
    if judge.is_failing and judge.answer:
        return
    judge.require("STORE-20", ("",), state="a walk")
    listed = [(str(digest), size) for digest, size in judge.entry.result["contents"]]
    times = Counter(digest for digest, _ in listed)
    for digest, size in listed:
        stored = store.content.get(digest)
        if stored is None:
            rule: RequirementId = store.hidden.get(digest, "STORE-20")
            expected, state = f"no {digest:.80}", "a walk"
            if rule == "STORE-12":
                expected, state = f"{expected}: {MISCOUNTED}", MISCOUNTED
            raise judge.blame(rule, expected, "it is listed", state=state)
        if times[digest] > 1:
            raise judge.blame("STORE-20", f"{digest:.80} once", f"{times[digest]} times")
        if size != len(stored.content):
            expected = f"{digest:.80} with size {len(stored.content)}"
            raise judge.blame("STORE-20", expected, f"size {size}", state="a walk")
        store.is_there(digest)
    for digest, stored in list(store.content.items()):
        if digest in times:
            continue
        if not stored.is_doubtful:
            rule = "STORE-18" if stored.rule == "STORE-18" else "STORE-20"
            raise judge.blame(rule, f"{digest:.80} is listed", "it is not listed", state="a walk")
        store.is_not_there(digest)
    judge.keep("STORE-20")
