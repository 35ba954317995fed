"""What is checked while the bytes of a copy are moved, and whose rule it is."""

from __future__ import annotations

from ..world.journal import Entry
from .blame import (
    COMMIT,
    COMPLETE,
    EARLY_END,
    FROM_START,
    SHORT_WRITE,
    TOO_LONG,
    UNKNOWN,
    WITH_END,
    WRONG_CONTENT,
    Once,
    again,
    committed,
    of_media_type,
    successful,
    way,
)
from .conditions import ends_before_the_offset, is_read_up_to
from .follow import Call
from .opening import begins
from .table import Blame, Deviation, Rule

# -- whose rule it is --------------------------------------------------------------------------


# -- what is checked ---------------------------------------------------------------------------


def writes(call: Call, entry: Entry) -> None:
    """The writer is given the content's next bytes."""
    bytes_, data, size = call.bytes, entry.args["data"], call.run.size
    if call.was_complete and call.edition.complete_is_committed and not call.resets:
        expected = f"all {size} bytes are there: Commit, without another Write"
        raise Deviation(COMPLETE, expected, "Write was called", "Write")
    beyond = bytes_.held + len(data) - size
    if call.is_push and call.edition.push_window and data and beyond > 0 <= size:
        expected = f"no byte behind the first {size} is written"
        raise Deviation(way, expected, f"{beyond} of them were", "too much is written")
    place = bytes_.mismatch(entry)
    if place is not None:
        _are_not_of_another(call, data[place : place + 1])
        begin = bytes_.held + place
        expected = f"the writer receives the source's bytes from byte {bytes_.held} on, in order"
        wanted = bytes_.content[begin : begin + 8]
        seen = f"at byte {begin}: {data[place : place + 8]!r} instead of {wanted!r}"
        if bytes_.is_short:
            expected = (
                f"a Write took less than it was given: the rest follows, or an error; {expected}"
            )
        raise Deviation(
            Once(SHORT_WRITE) if bytes_.is_short else way, expected, seen, "other bytes are written"
        )
    bytes_.wrote(entry)


def _are_not_of_another(call: Call, strange: bytes) -> None:
    """One byte of another copy is enough: a shared buffer may hold a little of everybody's."""
    run = call.run
    for other in run.beside:
        if strange and other.is_copy and strange in other.content and strange not in run.content:
            expected = f"t{run.number}'s writer receives t{run.number}'s bytes"
            seen = f"{strange!r}, which t{other.number} has read"
            raise Deviation(Rule("COPY-20"), expected, seen, "bytes of another copy")


def took_less(call: Call, entry: Entry) -> None:
    """The writer took fewer bytes than it was given: the rest may follow, or an error."""
    call.bytes.is_short = True
    call.reasons.append("a short write")


def commits(call: Call, entry: Entry) -> None:
    """All bytes come before the Commit, and it is for what the descriptor says."""
    bytes_, run, size = call.bytes, call.run, call.run.size
    likes = call.is_push and call.edition.push_window and size <= 0
    if is_read_up_to(call) and ends_before_the_offset(call):
        expected = f"the source ends before the offset {bytes_.start}: an error, no Commit"
        raise Deviation(Rule("COPY-7"), expected, "Commit was called")
    if not bytes_.is_complete and not likes:
        blame, expected = _of_missing_bytes(call)
        raise Deviation(blame, expected, f"committed with {bytes_.held} bytes", "bytes are missing")
    if call.edition.early_end_fails and bytes_.held < size:
        expected = f"the source ends after {bytes_.held} of {size} bytes: unexpected end, no Commit"
        raise Deviation(EARLY_END, expected, "Commit was called")
    wanted, seen = (size, run.descriptor.digest), (entry.args["size"], entry.args["digest"])
    if seen != wanted:
        expected = f"Commit with the descriptor's size and digest, {wanted[0]} and {wanted[1]!r}"
        blame = Once(COMMIT)
        if size <= 0 and seen[0] != size:
            blame, expected = Once(UNKNOWN), f"Commit with the size {size}: not known"
        raise Deviation(blame, expected, f"{seen[0]} and {seen[1]!r}", "Commit with other values")
    call.keep(COMMIT)


def _of_missing_bytes(call: Call) -> tuple[Blame, str]:
    bytes_, size = call.bytes, call.run.size
    expected = f"all {len(bytes_.content)} bytes are written before Commit"
    if bytes_.is_short:
        return Once(SHORT_WRITE), f"a Write took less than it was given: {expected}"
    if bytes_.last_with_end and bytes_.missing == bytes_.last_with_end:
        told = f"the {bytes_.missing} bytes that came together with the end are written"
        return Once(WITH_END), told
    if size <= 0 and bytes_.start == 0:
        return Once(UNKNOWN), f"size {size} means not known: {expected}"
    return way, expected


def asks_for_a_reset(call: Call, entry: Entry) -> None:
    """The writer asks for another round."""
    run = call.run
    call.resets += 1
    call.debts, call.payable = [], []
    before = run.calls[: run.calls.index(entry)]
    if not any("reader" in one.result for one in before) and not run.embeds_content:
        call.reasons.append("no source was opened")
    elif run.reader in call.closed:
        call.reasons.append("the source was closed")


def goes_back(call: Call, entry: Entry) -> None:
    """The source has to be brought to the offset that the Status says."""
    begins(call, entry)
    run = call.run
    anywhere = (
        "seek" in run.can or run.embeds_content or (call.edition.push_window and call.is_push)
    )
    if not anywhere and not ("read_at" in run.can and run.size > call.bytes.start):
        call.reasons.append("a source that only runs forwards")
    call.keep(again)


def may_be_a_reason(call: Call, entry: Entry) -> None:
    """A call failed that nobody had to make."""
    call.reasons.append(f"a {entry.op} failed")


def is_for_the_offset(call: Call, entry: Entry) -> None:
    """Seek is for the offset, from the start."""
    offset, seen = call.bytes.start, entry.args
    if seen != {"offset": offset, "whence": "start"}:
        told = f"Seek({seen['offset']}, {seen['whence']})"
        raise Deviation(way, f"one Seek to {offset}, from the start", told, "another Seek")


def stands_there(call: Call, entry: Entry) -> None:
    """The source has been moved."""
    call.bytes.sought(entry.result["offset"])


def is_to_0(call: Call, entry: Entry) -> None:
    """Truncate is to 0."""
    if entry.args["size"] != 0:
        told = f"Truncate({entry.args['size']})"
        raise Deviation(way, "Truncate(0) once, then all bytes", told, "another Truncate")
    if entry.refusal is None:
        call.bytes.begin(0)


def is_behind_the_offset(call: Call, entry: Entry) -> None:
    """No byte before the offset is read."""
    start, seen = call.bytes.start, entry.args["offset"]
    if seen < start:
        expected = f"reading starts at the offset {start}"
        raise Deviation(way, expected, f"ReadAt({seen})", "read before the offset")


def is_an_unexpected_end(call: Call) -> None:
    """The error has the class *unexpected end*."""
    run = call.run
    if (
        run.outcome
        and "unexpected_end" not in run.outcome.kinds
        and not (run.close_errors or call.resets)
    ):
        expected = f"the source ends after {len(run.content)} of {run.size} bytes: unexpected end"
        raise Deviation(EARLY_END, expected, run.told, "another error came out")


# -- in which surroundings ---------------------------------------------------------------------


# -- what is known from an end -----------------------------------------------------------------


def noticed(call: Call, saw: str = "noticed before Commit") -> None:
    """A copy has failed for a reason of its own."""
    run, bytes_ = call.run, call.bytes
    if bytes_.is_short:
        call.keep(SHORT_WRITE, "it was an error")
    if run.is_copy and not run.content_is_right:
        call.keep(WRONG_CONTENT)
        if run.cancelled is None and bytes_.start == 0 and not call.edition.early_end_fails:
            call.keep(EARLY_END, saw)
    if bytes_.start > run.size > 0:
        call.keep(TOO_LONG)


def left_to_commit(call: Call) -> None:
    """A Commit has failed."""
    noticed(call, "left to Commit")


def succeeded(call: Call) -> None:
    """A copy has succeeded."""
    run, bytes_ = call.run, call.bytes
    call.keep(committed)
    call.keep(of_media_type)
    call.keep(successful)
    for rule, applies in (
        (Rule("COPY-2a"), way(call) == FROM_START),
        (TOO_LONG, bytes_.start > run.size > 0),
        (WRONG_CONTENT, run.is_copy and not run.content_is_right),
        (WITH_END, bytes_.last_with_end > 0),
        (Rule("COPY-2a"), call.way is not None and way(call) == FROM_START),
    ):
        if applies:
            call.keep(rule)
    if bytes_.is_short:
        call.keep(SHORT_WRITE, "the rest was written")
    if bytes_.start and bytes_.furthest is not None and run.can == {"read_at"}:
        saw = "reads on past the size" if bytes_.furthest >= run.size else "stops at the size"
        call.keep(Rule("COPY-5a"), saw)
