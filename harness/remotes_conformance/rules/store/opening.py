"""Opening and aborting: the owner of a ref, and content that is there already."""

from __future__ import annotations

from collections.abc import Collection

from ...contract.names import RequirementId
from ...scenarios.stores.names import (
    are_alike,
    digest_like,
    is_ordinary,
    is_strange,
    is_well_formed,
    may_be_refused,
)
from .judging import Judge
from .state import Ingest, Writer

AT_ONCE = 100 * 1_000_000
"""Nanoseconds of virtual time: a caller that waits for a ref waits longer."""


def of_open(judge: Judge) -> None:
    """A call of `writer`."""
    store, args = judge.store, judge.entry.args
    ref, digest = args["ref"], args["digest"]
    ingest = store.ingests.get(ref)
    is_open = store.is_open(ref, judge.answer)
    _of_a_wait(judge, ref, is_open=is_open)
    there = store.has(digest) if digest else False
    if digest and not is_well_formed(digest):
        also = ("locked",) if is_open or ref in store.committed_open else ()
        if _is_refused_as_strange(judge, ref):
            judge.keep("STORE-16")
        elif is_open or not _is_refused_as_other(judge, ingest):
            judge.require_clear_error("STORE-15", digest, *also)
        store.freed[ref] = "STORE-10"
    elif is_open:
        _of_open_ref(judge, ref, there)
    elif there and judge.answer != "exists":
        _of_present(judge, ref, ingest)
    elif judge.answer == "exists":
        _exists(judge, ref, digest, there)
    elif judge.answer:
        _refused(judge, ref, ingest)
    else:
        if there is None:
            store.is_not_there(digest)
        _opened(judge, ref, ingest)


def _of_a_wait(judge: Judge, ref: str, *, is_open: bool) -> None:
    """To open a free ref may take its time, even if others open it meanwhile; but nothing waits
    for another writer to be closed."""
    store, since, until = judge.store, judge.entry.at, judge.entry.done
    held = [store.last_open.get(ref, (0, 0))]
    if is_open:
        held.append((store.writers[store.ingests[ref].writer].opened, until))
    if any(min(until, closed) - max(since, opened) > AT_ONCE for opened, closed in held):
        observed = f"Writer returned after {(until - since) // 1_000_000} ms"
        raise judge.blame("STORE-1", "locked, at once (the ref has a writer)", observed)


def _of_open_ref(judge: Judge, ref: str, there: bool | None) -> None:
    again = ref in judge.store.closed_twice
    rule: RequirementId = "STORE-11" if again else "STORE-1"
    state = "another writer has the ref open"
    if again:
        state += ", and one before it was closed twice"
    judge.require(rule, ("locked", "exists") if there is not False else ("locked",), state=state)


def _is_refused_as_strange(judge: Judge, ref: str) -> bool:
    """The ref itself is refused, as those may be that are not ordinary."""
    by_class = not is_ordinary(ref) and judge.answer == "invalid_argument"
    return by_class or (may_be_refused(ref) and judge.answer not in ("", "exists", "locked"))


def _of_present(judge: Judge, ref: str, ingest: Ingest | None) -> None:
    if _is_refused_as_strange(judge, ref):
        judge.keep("STORE-16")
        return
    if _is_refused_as_other(judge, ingest):
        judge.store.freed[ref] = "STORE-10"
        return
    still_open = ref in judge.store.committed_open
    judge.require(
        "STORE-3",
        ("exists", "locked") if still_open else ("exists",),
        state="the content is present",
    )


def _exists(judge: Judge, ref: str, digest: str, there: bool | None) -> None:
    if there is False:
        rule = judge.store.hidden.get(digest, "STORE-3")
        rule = "STORE-3" if rule == "STORE-14" else rule
        raise judge.blame(
            rule, "a writer (the content is not present)", state="the content is not present"
        )
    judge.store.is_there(digest)
    judge.store.freed[ref] = "STORE-10"
    judge.keep("STORE-3")


def _refused(judge: Judge, ref: str, ingest: Ingest | None) -> None:
    """An error, though the ref is free and the content is not there."""
    store, args = judge.store, judge.entry.args
    if judge.is_failing:
        store.freed[ref] = "STORE-18"
        judge.keep("STORE-18")
        if ingest is None:  # it may have been begun all the same
            ingest = store.ingests[ref] = Ingest([b""], is_optional=True)
            ingest.totals, ingest.expected = (max(args["size"], 0),), (args["digest"],)
        ingest.may_have_lost_bytes()
        return
    if judge.answer == "locked":
        if ref in store.committed_open:
            return
        names = [ref, *(other for other, one in store.ingests.items() if one.writer)]
        rule: RequirementId = "STORE-16" if are_alike(names) else "STORE-2"
        rule = store.freed.get(ref, rule)
        raise judge.blame(rule, "a writer (the ref is free)", state="the ref is free")
    if _is_refused_as_strange(judge, ref):
        judge.keep("STORE-16")
        store.freed[ref] = "STORE-10"
        return
    if _is_refused_as_other(judge, ingest):
        store.freed[ref] = "STORE-10"
        return
    rule = "STORE-16" if is_strange(ref) else "STORE-2"
    if ingest is not None:
        rule = ingest.rule or "STORE-4"
    rule = store.freed.get(ref, rule)
    raise judge.blame(rule, "a writer (the ref is free)", state="the ref is free")


def _is_refused_as_other(judge: Judge, ingest: Ingest | None) -> bool:
    """It is opened with another size or digest than before: a store may look at that first."""
    if ingest is None or judge.answer in ("", "exists", "locked"):
        return False
    size, digest = judge.entry.args["size"], judge.entry.args["digest"]
    sizes = {one for one in (*ingest.totals, size) if one > 0}
    digests = {*ingest.expected, digest} - {""}
    return len(sizes) > 1 or len(digests) > 1


def _opened(judge: Judge, ref: str, ingest: Ingest | None) -> None:
    store, args = judge.store, judge.entry.args
    size, digest, handle = args["size"], args["digest"], judge.entry.result["writer"]
    if ingest is None:
        ingest = Ingest([b""], totals=(), last=store.gone.get(ref))
        if ingest.last is None and is_strange(ref):
            ingest.last = "STORE-16"
    else:
        if any(ingest.possible):
            ingest.rule = ingest.rule or "STORE-4"
            ingest.last = ingest.last or "STORE-4"
        totals = {*ingest.totals, size}
        if digest and any(_is_hopeless(one, totals, digest) for one in ingest.possible):
            ingest.possible = [*ingest.possible, b""]
        ingest.may_be_anew = ingest.may_be_anew or ingest.is_empty or ingest.is_optional
    ingest.totals = (max(size, 0), *ingest.totals)
    ingest.expected = (digest, *ingest.expected)
    ingest.writer, ingest.is_optional = handle, False
    store.ingests[ref] = ingest
    store.writers[handle] = Writer(ref, judge.entry.done)
    store.committed_open.pop(ref, None)
    store.closed_twice.discard(ref)
    judge.keep("STORE-2", store.freed.get(ref, "STORE-1"))
    if is_strange(ref):
        judge.keep("STORE-16")


def _is_hopeless(content: bytes, totals: Collection[int], digest: str) -> bool:
    """The ingest is complete and wrong: it may be begun anew, for it would never be right."""
    is_complete = any(len(content) >= total > 0 for total in totals)
    return is_complete and digest_like(content, digest) != digest


def of_abort(judge: Judge) -> None:
    """A call of `abort`."""
    store, ref = judge.store, judge.entry.args["ref"]
    ingest = store.ingests.get(ref)
    if store.is_open(ref, judge.answer):
        judge.require("STORE-13", ("locked",), state="the ref is open")
        if ingest is not None and judge.answer == "locked" and any(ingest.possible):
            ingest.last = "STORE-13"
            ingest.rule = ingest.rule or "STORE-13"
        return
    if ref in store.committed_open and judge.answer == "locked":
        return
    if ingest is None:
        if _is_refused_as_strange(judge, ref):
            judge.keep("STORE-16")
            return
        rule: RequirementId = store.gone.get(ref, "STORE-13")
        judge.require(rule, ("not_found",), state="there is no such ingest")
        judge.keep("STORE-13")
        return
    optional = ("not_found",) * (ingest.is_empty or ingest.is_optional)
    rule = "STORE-13"
    if judge.answer == "locked":
        rule = store.freed.get(ref, rule)
    elif judge.answer == "not_found":
        rule = "STORE-4"
    judge.require(rule, ("", *optional), state="the ingest is not open")
    judge.keep("STORE-13")
    if judge.is_failing and judge.answer:
        ingest.is_optional, ingest.possible = True, [*ingest.possible, b""]
        return
    if judge.answer and ingest.writer:
        # Its writer's Commit has failed: that has closed it, or has emptied the ingest.
        ingest.is_optional, ingest.possible = True, [b""]
        return
    del store.ingests[ref]
    store.gone[ref] = store.freed[ref] = "STORE-7" if ingest.rule == "STORE-7" else "STORE-13"
