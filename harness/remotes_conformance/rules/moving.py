"""The checks while the bytes of a copy are moved, and their requirements."""

from __future__ import annotations

from ..world.journal import Entry
from . import blame as b
from . import conditions as c
from .call import Call
from .consequences import UNKNOWN
from .opening import begins
from .table import Blame, Deviation, Rule, require

_FROM_0, _AT = Rule("COPY-2a"), Rule("COPY-5a")
_SOURCE_TOO_SHORT, _SHARED = Rule("COPY-7"), Rule("COPY-20")
_TOOK_LESS = "a Write took fewer bytes than it was given"


def writes(call: Call, entry: Entry) -> None:
    """The writer is given the content's next bytes."""
    bytes_, data, size = call.bytes, entry.args["data"], call.run.size
    if call.was_complete and call.edition.complete_is_committed and not call.resets:
        expected = f"the ingest has all {size} bytes: the handler commits without another Write"
        raise Deviation(b.COMPLETE, expected, "Write was called", "Write")
    _leaves_no_gap(call)
    beyond = bytes_.held + len(data) - size
    if call.windowed and data and beyond > 0 <= size:
        expected = f"the handler writes no byte after the first {size}"
        raise Deviation(b.way, expected, f"it wrote {beyond} more", "too much is written")
    place = bytes_.mismatch(entry)
    if place is not None:
        _are_not_of_another(call, data[place : place + 1])
        begin = bytes_.held + place
        blame: Blame = b.way
        expected = f"the handler writes the source's bytes from byte {bytes_.held} on, in order"
        wanted = bytes_.content[begin : begin + 8]
        seen = f"at byte {begin}: {data[place : place + 8]!r} instead of {wanted!r}"
        if bytes_.is_short:
            blame = b.Once(b.SHORT_WRITE)
            expected = f"{_TOOK_LESS}: the handler writes the rest, or fails; {expected}"
        raise Deviation(blame, expected, seen, "other bytes are written")
    bytes_.wrote(entry)


def _are_not_of_another(call: Call, strange: bytes) -> None:
    """One byte of another copy is enough: a shared buffer may hold a little of every copy."""
    run = call.run
    others = call.case.other_runs(run) if strange and strange not in run.content else ()
    for other in others:
        if other.reader and strange in other.content:
            expected = f"the writer of t{run.number} gets the bytes of the source of t{run.number}"
            seen = f"{strange!r}, which was read for t{other.number}"
            raise Deviation(_SHARED, expected, seen, "bytes of another copy")


def took_less(call: Call, entry: Entry) -> None:
    """The writer took fewer bytes than it was given: the rest may follow, or an error."""
    call.bytes.is_short = True
    call.reasons.append("a short write")


def commits(call: Call, entry: Entry) -> None:
    """All bytes come before the Commit, and it is for the descriptor's content."""
    bytes_, run, size = call.bytes, call.run, call.run.size
    call.not_committed = entry.refusal
    is_open = call.windowed and size <= 0
    if call.row.state.name == c.READ_UP_TO and call.ends_before_the_offset:
        expected = (
            f"the source ends before the offset {bytes_.start}: the handler fails without a Commit"
        )
        raise Deviation(_SOURCE_TOO_SHORT, expected, "Commit was called")
    _leaves_no_gap(call)
    if not any((bytes_.is_complete, is_open)):
        blame, expected = _of_missing_bytes(call)
        raise Deviation(
            blame, expected, f"Commit was called after {bytes_.held} bytes", "bytes are missing"
        )
    if call.edition.early_end_fails and bytes_.held < size:
        expected = f"the source ends after {bytes_.held} of {size} bytes"
        expected += ": the handler fails with unexpected_end, without a Commit"
        raise Deviation(b.EARLY_END, expected, "Commit was called")
    wanted, seen = (size, run.descriptor.digest), (entry.args["size"], entry.args["digest"])
    if seen != wanted:
        blame = b.Once(b.COMMIT)
        expected = f"Commit with the descriptor's size and digest, {wanted[0]} and {wanted[1]!r}"
        if seen[0] != size <= 0:
            blame, expected = b.Once(UNKNOWN), f"Commit with the unknown size {size}, unchanged"
        raise Deviation(blame, expected, f"{seen[0]} and {seen[1]!r}", "Commit with other values")
    call.keep(b.COMMIT)


def _of_missing_bytes(call: Call) -> tuple[Blame, str]:
    bytes_, size = call.bytes, call.run.size
    expected = f"the handler writes all {len(bytes_.content)} bytes before Commit"
    if bytes_.is_short:
        return b.Once(b.SHORT_WRITE), f"{_TOOK_LESS}: {expected}"
    if 0 < bytes_.last_with_end == bytes_.missing:
        expected_write = (
            f"the handler writes the {bytes_.missing} bytes that came together with the end"
        )
        return b.Once(b.WITH_END), expected_write
    if size <= 0 and bytes_.start == 0:
        return b.Once(UNKNOWN), f"the size is unknown ({size}): {expected}"
    return b.way, expected


def asks_for_a_reset(call: Call, entry: Entry) -> None:
    """The writer asks for another round."""
    run = call.run
    call.resets += 1
    call.debts, call.payable = [], [*call.payable, *call.debts]
    if not call.has_source and (call.was_complete or not run.embeds_content):
        call.reasons.append("no source was opened")
    elif run.reader in call.closed:
        call.reasons.append("the source was closed")


def goes_back(call: Call, entry: Entry) -> None:
    """The source has to be brought to the offset of the Status."""
    begins(call, entry)
    ways = (c.CAN_SEEK, c.CAN_READ_AT, c.EMBEDS_CONTENT)
    if not any((call.windowed, *[way.holds(call) for way in ways])):
        call.reasons.append("a source that only runs forwards")
    call.keep(b.again)


def may_be_a_reason(call: Call, entry: Entry) -> None:
    """A call failed that was not required."""
    call.reasons.append(f"a {entry.op} failed")


def is_for_the_offset(call: Call, entry: Entry) -> None:
    """Seek is for the offset, from the start."""
    offset, seen = call.bytes.start, entry.args
    kept = seen == {"offset": offset, "whence": "start"}
    shown = f"Seek({seen['offset']}, {seen['whence']})"
    require(
        kept,
        b.way,
        f"the handler calls Seek once, to {offset}, from the start",
        shown,
        "another Seek",
    )


def stands_there(call: Call, entry: Entry) -> None:
    """The source has been moved."""
    call.bytes.sought(entry.result["offset"])


def is_to_0(call: Call, entry: Entry) -> None:
    """Truncate is to 0."""
    size = entry.args["size"]
    expected = "the handler calls Truncate(0) once, then writes all bytes"
    require(size == 0, b.way, expected, f"Truncate({size})", "another Truncate")
    if entry.refusal is None:
        call.bytes.begin(0)


def breaks(call: Call, entry: Entry) -> None:
    """A read has failed: the bytes that came before it still have to be written."""
    call.bytes.broke_at = call.bytes.reached


def is_behind_the_offset(call: Call, entry: Entry) -> None:
    """No byte before the offset is read."""
    start, seen = call.bytes.start, entry.args["offset"]
    if seen < start:
        expected = f"the handler reads from the offset {start} on"
        raise Deviation(b.way, expected, f"ReadAt({seen})", "read before the offset")


def _leaves_no_gap(call: Call) -> None:
    """What is read to be discarded is read from the start of the source on."""
    bytes_ = call.bytes
    place, start = bytes_.read_from_0, bytes_.start
    if call.row.state.name == c.READ_UP_TO and bytes_.is_read_at and place < start:
        expected = f"the handler reads the source up to the offset {start}"
        raise Deviation(b.way, expected, f"it read {place} bytes of them", "bytes left out")


def is_an_unexpected_end(call: Call) -> None:
    """The error has the class *unexpected end*."""
    run = call.run
    kept = any(("unexpected_end" in run.ended.kinds, run.close_errors, call.resets))
    expected = f"the source ends after {len(run.content)} of {run.size} bytes"
    expected += ": the handler fails with unexpected_end"
    require(kept, b.EARLY_END, expected, run.outcome_text, "another error came out")


def noticed(call: Call, saw: str = "noticed before Commit") -> None:
    """A copy has failed for a reason of its own."""
    _keep_of_content(call, "a short write is an error")
    may_be_left = not (call.has_given_up or call.edition.early_end_fails)
    if may_be_left and call.has_wrong_content and call.bytes.start == 0:
        call.see(b.EARLY_END, saw)


def left_to_commit(call: Call) -> None:
    """A Commit has failed."""
    noticed(call, "left to Commit")


def succeeded(call: Call) -> None:
    """A copy has succeeded."""
    bytes_, size = call.bytes, call.run.size
    call.keep(b.committed)
    call.keep(b.of_media_type)
    call.keep(b.successful)
    _keep_of_content(call, "the rest of a short write is written")
    if call.way == b.FROM_START:
        call.keep(_FROM_0)
    if bytes_.last_with_end:
        call.keep(b.WITH_END)
    if bytes_.start and bytes_.furthest >= 0 and tuple(call.run.can) == ("read_at",):
        call.see(_AT, "reads past the size" if bytes_.furthest >= size else "stops at the size")


def _keep_of_content(call: Call, after_a_short_write: str) -> None:
    if call.bytes.is_short:
        call.see(b.SHORT_WRITE, after_a_short_write)
    if call.bytes.start > call.run.size > 0:
        call.keep(b.TOO_LONG)
    if call.has_wrong_content:
        call.keep(b.WRONG_CONTENT)
