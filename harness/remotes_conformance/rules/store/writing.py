"""Writers: write, truncate, status, close."""

from __future__ import annotations

from ...contract.names import RequirementId
from ...scenarios.stores.names import are_alike
from ...world.journal import Strange
from .judging import Judge
from .state import Ingest, Writer

_ANOTHER_CLOCK = 100_000_000 * 1_000_000_000
"""Nanoseconds, about three years."""


def _ended(judge: Judge, writer: Writer) -> bool:
    """True if the writer takes nothing more; then the call has to be an error."""
    if writer.ended:
        judge.require_error("STORE-11", state=f"the writer was {writer.ended}")
    return bool(writer.ended)


def of_write(judge: Judge) -> None:
    """A call of `write`."""
    writer = judge.store.writers[judge.entry.handle]
    if _ended(judge, writer):
        return
    ingest, data = judge.store.ingests[writer.ref], judge.entry.args["data"]
    if judge.answer:
        _failed(judge, writer, ingest, data)
        return
    taken = judge.entry.result["n"]
    if isinstance(taken, Strange) or not 0 <= taken <= len(data):
        expected = f"Write returns a count from 0 to {len(data)}"
        raise judge.blame("STORE-12", expected, f"it returned {taken}", state="a Write")
    ingest.possible = [one + data[:taken] for one in ingest.possible]
    ingest.ruled_out = [one + data[:taken] for one in ingest.ruled_out]
    if data[:taken]:
        ingest.last = None
    judge.keep("STORE-12")
    if judge.is_failing:
        judge.keep("STORE-18")


def _failed(judge: Judge, writer: Writer, ingest: Ingest, data: bytes) -> None:
    """A Write that fails may have taken any number of the bytes."""
    if not judge.is_failing and not writer.is_doubtful:
        rule: RequirementId = ingest.rule or "STORE-12"
        raise judge.blame(
            rule, ("Write takes the bytes (the writer is open)"), state="an open writer"
        )
    grown = (one + data[:size] for one in ingest.possible for size in range(len(data) + 1))
    ingest.possible = list(dict.fromkeys(grown))
    ingest.ruled_out, ingest.last = [], None
    writer.is_doubtful = True
    if judge.is_failing:
        ingest.rule = "STORE-18"
        judge.keep("STORE-18")


def of_truncate(judge: Judge) -> None:
    """A call of `truncate`."""
    writer = judge.store.writers[judge.entry.handle]
    if _ended(judge, writer):
        return
    size, ingest = judge.entry.args["size"], judge.store.ingests[writer.ref]
    if size != 0:
        judge.require_error("STORE-5", state="another size than 0")
        return
    if judge.answer:
        if not judge.is_failing and not writer.is_doubtful:
            raise judge.blame(ingest.rule or "STORE-5", "success", state="an open writer")
        ingest.possible = list(dict.fromkeys([*ingest.possible, b""]))
        if judge.is_failing:
            ingest.may_have_lost_bytes()
            judge.keep("STORE-18")
        return
    # The bytes that are written from here on are those of a truncated ingest, whatever was before.
    ingest.possible, ingest.ruled_out = [b""], []
    ingest.last = ingest.rule if ingest.rule in ("STORE-7", "STORE-18") else "STORE-5"
    ingest.rule = ingest.last
    judge.keep("STORE-5")


def of_status(judge: Judge) -> None:
    """A call of `status`."""
    writer = judge.store.writers[judge.entry.handle]
    if writer.ended:
        return  # how far it was, or an error: both are right
    ingest, result = judge.store.ingests[writer.ref], judge.entry.result
    if judge.answer:
        if not judge.is_failing and not writer.is_doubtful:
            raise judge.blame(
                "STORE-12", ("Status succeeds (the writer is open)"), state="an open writer"
            )
        return
    if result["ref"] != writer.ref:
        raise judge.blame("STORE-12", f"ref {writer.ref:.80}", f"ref {result['ref']:.80}")
    _of_offset(judge, ingest)
    if result["total"] not in ingest.totals:
        expected = f"total {ingest.totals[0]}, as given when the ref was opened"
        raise judge.blame("STORE-12", expected, f"total {result['total']}", state="the total")
    if result["expected"] not in ("", *ingest.expected):
        expected = f"the digest {ingest.expected[0]}, or none"
        raise judge.blame("STORE-12", expected, f"the digest {result['expected']}")
    _of_times(judge, ingest)
    judge.keep("STORE-12")


def _of_offset(judge: Judge, ingest: Ingest) -> None:
    offset = judge.entry.result["offset"]
    fits = [one for one in ingest.possible if len(one) == offset]
    if not fits:
        sizes = " or ".join(str(size) for size in sorted({len(one) for one in ingest.possible}))
        rule: RequirementId = ingest.last or (
            "STORE-18" if ingest.rule == "STORE-18" else "STORE-12"
        )
        others = [
            ref
            for ref, one in judge.store.ingests.items()
            if one is not ingest and any(one.possible)
        ]
        is_more = isinstance(offset, int) and offset > max(map(len, ingest.possible))
        if rule in ("STORE-4", "STORE-12") and others and is_more:
            # More bytes than were written to it: some are those of another ref.
            rule = "STORE-16" if are_alike([judge.entry.result["ref"], *others]) else "STORE-2"
        raise judge.blame(rule, f"offset {sizes}", f"offset {offset}", state=_state(ingest))
    ingest.ruled_out += [one for one in ingest.possible if one not in fits]
    ingest.possible = fits
    if ingest.last is not None:
        judge.keep(ingest.last)


_STATES = {
    "STORE-4": "the ref was opened again",
    "STORE-5": "the ingest was truncated",
    "STORE-7": "the ingest was begun anew after a failed Commit",
    "STORE-8": "the content was there, so the ingest is gone",
    "STORE-9": "the ingest was committed before",
    "STORE-13": "the ingest was aborted before",
    "STORE-16": "another ref has been written to",
}


def _state(ingest: Ingest) -> str:
    return _STATES.get(str(ingest.last), "the bytes that were taken")


def _of_times(judge: Judge, ingest: Ingest) -> None:
    started, updated = judge.entry.result["started"], judge.entry.result["updated"]
    if started < 0 or updated < 0 or abs(updated - started) > _ANOTHER_CLOCK:
        return  # it reports none, or those of two clocks: that of files is not the world's
    before = ingest.times or (started, started)
    is_anew = ingest.may_be_anew and started >= before[1]
    if updated < started or updated < before[1] or not (started == before[0] or is_anew):
        raise judge.blame(
            "STORE-12",
            f"started at {before[0]} ns, updated then or after {before[1]} ns",
            f"started at {started} ns, updated at {updated} ns",
            state="the times",
        )
    ingest.times, ingest.may_be_anew = (started, updated), False


def of_close(judge: Judge) -> None:
    """A call of `close` on a writer."""
    store, handle = judge.store, judge.entry.handle
    writer = store.writers[handle]
    ingest = store.ingests.get(writer.ref)
    if writer.ended == "closed":
        if not writer.may_be_closed:  # that of a failed Commit may refuse every call
            judge.require("STORE-11", ("",), state="it was closed before")
        if ingest is not None and ingest.writer not in ("", handle):
            store.closed_twice.add(writer.ref)
        return
    if judge.answer and not judge.is_failing and not writer.is_doubtful:
        raise judge.blame("STORE-4", "success (it is the first Close)", state="the first Close")
    if not (writer.ended or writer.may_be_closed):
        store.last_open[writer.ref] = writer.opened, judge.entry.at
    if store.committed_open.get(writer.ref) == handle:
        del store.committed_open[writer.ref]
    if not writer.ended and ingest is not None:
        ingest.writer = ""
        freed = ingest.rule or "STORE-4"
        store.freed[writer.ref] = "STORE-6" if freed == "STORE-7" else freed
        if judge.is_failing:
            store.freed[writer.ref] = "STORE-18"
            ingest.may_have_lost_bytes()
            judge.keep("STORE-18")
    writer.ended = "closed"
