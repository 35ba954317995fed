"""Commit: the bytes that become content, and those that do not."""

from __future__ import annotations

from collections.abc import Iterator

from ...contract.names import RequirementId
from ...scenarios.stores.names import digest_like, is_well_formed
from .judging import Judge
from .state import Ingest, Store, Stored, Writer


def of_commit(judge: Judge) -> None:
    """A call of `commit`."""
    store, handle = judge.store, judge.entry.handle
    writer = store.writers[handle]
    if writer.ended:
        judge.require_error("STORE-11", state=f"the writer was {writer.ended}")
        return
    ingest, digest = store.ingests[writer.ref], judge.entry.args["digest"]
    if digest and not is_well_formed(digest):
        _malformed(judge, writer, ingest, digest)
        return
    if judge.answer == "":
        _committed(judge, writer, ingest)
    elif judge.answer == "exists":
        _existed(judge, writer, ingest)
    else:
        _failed(judge, writer, ingest)


def _malformed(judge: Judge, writer: Writer, ingest: Ingest, digest: str) -> None:
    """It fails. The writer of a Commit that has failed before may refuse it with any error."""
    if not (writer.may_be_closed and judge.answer):
        judge.require_clear_error("STORE-15", digest, "failed_precondition")
    writer.is_doubtful = writer.may_be_closed = True
    ingest.may_be_gone()


def _is_right(judge: Judge, content: bytes) -> bool:
    """True if it has the size and digest that the Commit names."""
    size, digest = judge.entry.args["size"], judge.entry.args["digest"]
    return (size <= 0 or size == len(content)) and digest in ("", digest_like(content, digest))


def _target(judge: Judge, content: bytes) -> str:
    return judge.entry.args["digest"] or digest_like(content, "")


def _right(judge: Judge, ingest: Ingest) -> Iterator[bytes]:
    return (one for one in ingest.possible if _is_right(judge, one))


def _committed(judge: Judge, writer: Writer, ingest: Ingest) -> None:
    store = judge.store
    right = {_target(judge, one): one for one in _right(judge, ingest)}
    if not right:
        rule: RequirementId = "STORE-18" if ingest.rule == "STORE-18" else "STORE-6"
        raise judge.blame(rule, _mismatch(judge, ingest), state="wrong size or digest")
    if judge.failed == "fsync":
        raise judge.blame("STORE-18", "Commit fails (a sync has failed)", state="a sync has failed")
    new = {target: one for target, one in right.items() if not store.has(target)}
    if not new:
        state = "the content is there already"
        raise judge.blame("STORE-8", "exists (the content is already present)", state=state)
    times = judge.entry.at, judge.entry.done
    rule = ingest.rule or "STORE-9"
    for target, found in new.items():
        # After a failed Write it may be any of several contents, if no digest was given.
        store.content[target] = Stored(found, rule, is_doubtful=len(new) > 1, committed=times)
    for one in ingest.ruled_out:
        store.hidden.setdefault(digest_like(one, judge.entry.args["digest"]), "STORE-12")
    _ends(store, writer, judge.entry.handle, "STORE-9")
    judge.keep("STORE-6", ingest.rule or "STORE-6")
    if judge.is_failing:
        judge.keep("STORE-18")


def _existed(judge: Judge, writer: Writer, ingest: Ingest) -> None:
    store, named = judge.store, judge.entry.args["digest"]
    targets = [_target(judge, one) for one in _right(judge, ingest)] or [named]
    there = [target for target in targets if target and store.has(target) is not False]
    if not there:
        rule: RequirementId = ingest.rule or "STORE-6"
        state = "the content is not there"
        raise judge.blame(
            rule, ("success or another error than exists (the content is not present)"), state=state
        )
    store.is_there(there[0])
    store.content[there[0]].is_again = True
    _ends(store, writer, judge.entry.handle, "STORE-8")
    judge.keep("STORE-8")
    if not any(_is_right(judge, one) for one in ingest.possible):
        # It is wrong as well: the store may keep such an ingest.
        store.gone.pop(writer.ref)
        ingest.possible, ingest.is_optional = [*ingest.possible, b""], True
        ingest.writer, ingest.rule = "", "STORE-7"
        store.ingests[writer.ref] = ingest


def _failed(judge: Judge, writer: Writer, ingest: Ingest) -> None:
    """An error: of content that is wrong, or on a bad disk."""
    store = judge.store
    writer.may_be_closed = True
    right = list(_right(judge, ingest))
    if judge.is_failing:
        _in_doubt(judge, ingest, right)
        writer.is_doubtful = True
        return
    if len(right) == len(ingest.possible) and not writer.is_doubtful:
        rule: RequirementId = ingest.rule or "STORE-6"
        there = store.has(_target(judge, right[0]))
        if there:
            state = "the content is there already"
            raise judge.blame("STORE-8", "exists (the content is already present)", state=state)
        expected = "success (the size and the digest match, or are not given)"
        raise judge.blame(rule, expected, state="right size and digest")
    wrong = [one for one in ingest.possible if one not in right]
    ingest.possible = wrong or ingest.possible
    ingest.may_be_gone()
    writer.is_doubtful = True
    store.freed[writer.ref] = "STORE-6"
    for one in wrong:
        for digest in {judge.entry.args["digest"], digest_like(one, "")} - {""}:
            store.hidden.setdefault(digest, "STORE-6")
    judge.keep("STORE-6")


def _in_doubt(judge: Judge, ingest: Ingest, right: list[bytes]) -> None:
    """The disk has refused something: the content may be there, whole, the ingest may be gone."""
    store = judge.store
    for one in right:
        target = _target(judge, one)
        if store.has(target) is False:
            store.content[target] = Stored(one, "STORE-18", is_doubtful=True)
    ingest.may_have_lost_bytes()
    ingest.is_optional, ingest.last = True, None
    judge.keep("STORE-18")


def _ends(store: Store, writer: Writer, handle: str, rule: RequirementId) -> None:
    """The ingest is gone; until its writer is closed, the ref may be locked or free."""
    del store.ingests[writer.ref]
    writer.ended = "committed"
    store.committed_open[writer.ref] = handle
    store.gone[writer.ref] = store.freed[writer.ref] = rule


def _mismatch(judge: Judge, ingest: Ingest) -> str:
    size, digest = judge.entry.args["size"], judge.entry.args["digest"]
    content = ingest.possible[0]
    if 0 < size != len(content):
        return f"Commit fails ({len(content)} bytes were written, not {size})"
    return f"Commit fails (the bytes have the digest {digest_like(content, digest)})"
