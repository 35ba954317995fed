"""The table, first part: from the call of the handler to the open source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from operator import itemgetter
from typing import Any

from ..content import Descriptor
from ..media_types import DOCKER_SCHEMA1, KNOWN, kind_of
from ..world.journal import Entry
from . import blame as b
from . import conditions as c
from .call import Call
from .consequences import ASKED_FIRST, UNKNOWN
from .table import (
    ASKS,
    HAS_A_REF,
    OPENS,
    SAME,
    START,
    Act,
    Blame,
    Deviation,
    End,
    Fork,
    Rule,
    State,
    Step,
    on,
    states,
)
from .waits import comes_back_at_once, ends_a_wait, goes_on, has_waited, is_locked

LOCKED_AGAIN = Rule("LOCK-1", "PUSH-8")
_ELSE = "something else is asked for"
_WANTED = ("ref", "size", "digest")
_asked = itemgetter(*_WANTED)


# -- what is checked ---------------------------------------------------------------------------


def asks_for_its_writer(call: Call, entry: Entry) -> None:
    """The writer is asked for the descriptor's ref and size."""
    size, args = call.run.size, entry.args
    if entry.op == "Push":
        _is_its_descriptor(call, entry, ASKED_FIRST)
    elif size <= 0 and args["size"] != size:
        expected = f"Writer is called with the unknown size {size}, unchanged"
        raise Deviation(UNKNOWN, expected, f"size {args['size']}", "another size")
    else:
        _is_for_its_ref(call, args)
    if size <= 0:
        call.keep(UNKNOWN)


def _is_for_its_ref(call: Call, args: Mapping[str, Any]) -> None:
    if call.locks:
        blame, how, wanted = LOCKED_AGAIN, "Writer is called again", _asked(call.locks[-1].args)
    else:
        blame, how, descriptor = ASKED_FIRST, "Writer is called", call.run.descriptor
        wanted = (_own_key(call, args["ref"]), descriptor.size, descriptor.digest)
    if (seen := _asked(args)) != wanted:
        raise Deviation(blame, *_unlike(f"{how} with ", _WANTED, wanted, seen), _ELSE)


def _unlike(
    how: str, names: Iterable[str], wanted: Iterable[object], seen: Iterable[object]
) -> tuple[str, str]:
    """The expected and the seen values, of those that differ."""
    unlike = [(n, a, b) for n, a, b in zip(names, wanted, seen, strict=True) if a != b]
    expected = how + ", ".join(f"{name} {a!r}" for name, a, _ in unlike)
    return expected, ", ".join(f"{name} {b!r}" for name, _, b in unlike)


def _own_key(call: Call, asked: str) -> str:
    """The implementation's own ref key, which KEY rules judge. Else the ref that was asked for."""
    task, descriptor = call.run.task, call.run.descriptor
    for run in call.case.key_runs:
        if run.descriptor == descriptor and run.task.carried == task.carried:
            return str(run.ended.key)
    is_plain = descriptor.media_type in KNOWN and not descriptor.annotations
    if "key" in call.case.kinds or task.prefixes or not is_plain:
        return asked
    return f"{kind_of(descriptor.media_type)}-{descriptor.digest}"


def _is_its_descriptor(call: Call, entry: Entry, blame: Rule) -> None:
    seen, mine = entry.args["descriptor"], call.run.descriptor
    if seen == mine:
        return
    how = f"{entry.op} is called with the descriptor that was given, with "
    if not isinstance(seen, Descriptor):
        raise Deviation(blame, f"{how}{mine.media_type!r} {mine.digest!r}", f"{seen}", _ELSE)
    # Where embedded data is not used, an implementation's own descriptor type need not have it.
    drops = seen.data is None and not call.edition.status_first
    if not (drops and seen == replace(mine, data=None)):
        names = [field.name for field in fields(mine)]
        values = ([getattr(one, name) for name in names] for one in (mine, seen))
        raise Deviation(blame, *_unlike(how, names, *values), _ELSE)


def asks_for_its_source(call: Call, entry: Entry) -> None:
    """The source is asked for this descriptor; from 1.6 on, after a Status."""
    asks_for_it_at_last(call, entry)
    if entry.op == "Reader":
        return
    knows, wanted = call.bytes.offset is not None, call.edition.status_first
    if wanted > knows:
        expected = "Status is called before Fetch"
        call.note(b.LATE_STATUS, expected, "Fetch was called without it", "Fetch")
    elif wanted == knows:
        call.keep(b.LATE_STATUS)


def asks_for_it_at_last(call: Call, entry: Entry) -> None:
    """The source is asked for this descriptor, whatever came before."""
    call.has_source = entry.refusal is None
    if entry.op == "Reader":
        digest, seen = call.run.descriptor.digest, entry.args["digest"]
        if seen != digest:
            raise Deviation(b.SOURCE, f"the provider is called with {digest!r}", f"{seen!r}", _ELSE)
        return
    _is_its_descriptor(call, entry, b.SOURCE)


def asks_the_status_early(call: Call, entry: Entry) -> None:
    """Known and harmless: in 2017-06 the Status comes after the fetcher's answer."""
    expected, seen = "Status is called after Fetch", "it was called before"
    call.note(b.LATE_STATUS, expected, seen, "Status")


def begins(call: Call, entry: Entry) -> None:
    """A round of the copy begins at the offset that the Status has reported."""
    offset, size = call.bytes.begins_at, call.run.size
    call.bytes.begin(offset)
    if not call.resets:
        call.was_complete = offset == size > 0
    if offset > size > 0:
        call.reasons.append("the ingest is too long")


def takes_the_embedded(call: Call, entry: Entry) -> None:
    """The descriptor's embedded content is copied."""
    call.bytes.content = call.run.embedded


def may_come_out(call: Call, entry: Entry) -> None:
    """An error that may come out, and need not."""
    call.payable.append(call.owe(b.READ, entry, "by its class"))


def refuses_too_long_content(call: Call) -> None:
    """An ingest that is longer than the content is refused at once."""
    if call.bytes.begins_at > call.run.size > 0:
        call.keep(b.TOO_LONG)


def names_the_type(call: Call) -> None:
    """The error of a refusal contains the media type."""
    if DOCKER_SCHEMA1 not in call.run.ended.message:
        expected = f"the handler fails with an error that contains {DOCKER_SCHEMA1}"
        raise Deviation(b.refuses, expected, call.run.outcome_text, "the type is not named")


def is_an_invalid_argument(call: Call) -> None:
    """The error of a size of 0 has that class."""
    run = call.run
    excused = call.may_give_up or run.close_errors
    if "invalid_argument" not in run.ended.kinds and not excused:
        expected = (
            "size 0: the handler fails with invalid_argument, and fetches and commits nothing"
        )
        raise Deviation(b.SIZE_0, expected, run.outcome_text, "another error came out")


# -- the table ---------------------------------------------------------------------------------

# fmt: off
GIVEN_UP = End(False, (refuses_too_long_content,), c.MAY_FAIL, why="there was a reason to fail")
OF_UNKNOWN_SIZE = End(False, (), c.SIZE_IS_UNKNOWN, (), "push_window", "push",
                      why="how a push of unknown size ends is left open")
_STATUS_FAILS = on("Status", "error", "the Status has failed", owes=b.STATUS)


def _asks(*does: Act, keeps: tuple[Blame, ...], too: tuple[Blame, ...] = ()) -> tuple[Step, ...]:
    """The ingester or pusher answers. `too`: what is kept when it opens a writer."""
    return (
        on(OPENS, "ok", "the writer is open", *does, keeps=(*keeps, *too)),
        on(OPENS, "exists", "the content exists", *does, keeps=keeps),
        on(OPENS, "locked", "the ref is locked", *does, is_locked, keeps=keeps, only=HAS_A_REF),
        on(OPENS, "error", "the writer cannot be opened", *does, keeps=keeps,
           owes=Rule("LOCK-4", "PUSH-3"), pays="itself"),
    )


states(
    State(START, "the media type decides", ASKED_FIRST, forks=(
        Fork("a schema 1 manifest", c.IS_SCHEMA_1, handler="fetch"),
        Fork("the handler was called"))),
    State("a schema 1 manifest",
          "the handler fails with an error that contains the media type, and calls no collaborator",
          b.refuses,
          ends=(End(False, (names_the_type,), keeps=(b.REFUSED,)),)),
    State("the handler was called", "the handler first calls the ingester or pusher", b.asks_at_all,
          _asks(asks_for_its_writer, keeps=(ASKED_FIRST,), too=(b.asks_at_all,)),
          {"*": ASKED_FIRST}),
    State("the ref is locked", "the handler waits, then tries again", goes_on,
          _asks(has_waited, asks_for_its_writer, keeps=(ASKED_FIRST, LOCKED_AGAIN)),
          ends=(End(False, (comes_back_at_once,), c.HAS_GIVEN_UP),), unfinished=ends_a_wait),
    State("the content exists",
          "the handler succeeds at once, and calls no other collaborator", b.takes_exists,
          ends=(End(True, keeps=(b.takes_exists,)),)),
    State("the writer is open", "the descriptor decides", b.SOURCE, forks=(
        Fork("a size of 0", c.IS_OF_SIZE_0, "size_0_refused", "fetch"),
        Fork("the descriptor has the content", c.EMBEDS_CONTENT, "embeds", "fetch"),
        Fork("the source has to be opened"))),
    State("the source has to be opened",
          "the handler opens the source once, for the descriptor that it was given", b.SOURCE, (
        on(ASKS, "ok", "where the copy begins", asks_for_its_source, begins,
           when=c.KNOWS_THE_OFFSET, keeps=(b.SOURCE,)),
        on(ASKS, "ok", "the source is open", asks_for_its_source, keeps=(b.SOURCE,)),
        on(ASKS, "error", "the source cannot be opened", asks_for_its_source,
           owes=Rule("FETCH-6"), pays="itself", handler="fetch"),
        on(ASKS, "error", "the source cannot be opened", asks_for_its_source,
           owes=b.SOURCE, handler="push"),
        on("Status", "ok", "all bytes are there", when=c.IS_COMPLETE, keeps=(b.STATUS,),
           only="complete_is_committed", handler="fetch"),
        on("Status", "ok", keeps=(b.STATUS,), only="status_first", handler="fetch"),
        on("Status", "ok", SAME, asks_the_status_early, only="!status_first", handler="fetch",
           why="harmless, and noted"),
        on("Status", "ok", keeps=(b.STATUS,), handler="push",
           why="whether a push asks for it before its source or after is left open"),
        _STATUS_FAILS,
    ), {"Writer": ASKED_FIRST, "Push": ASKED_FIRST, "Commit": b.commits_at_once,
         "Write": b.writes_at_once}, (GIVEN_UP,),
        unfinished=b.wants_a_source),
    State("a size of 0", "the handler fails with invalid_argument, and fetches nothing", b.SIZE_0,
          (on("Status", "ok", keeps=(b.STATUS,)), _STATUS_FAILS),
          ends=(End(False, (is_an_invalid_argument,), keeps=(b.SIZE_0,)),)),
    State("the descriptor has the content",
          "the handler calls Status, then writes the embedded content, and does not call Fetch",
          b.EMBEDDED, (
        on("Status", "ok", "all bytes are there", when=c.IS_COMPLETE, keeps=(b.STATUS,)),
        on("Status", "ok", "the embedded content is copied", begins, takes_the_embedded,
           keeps=(b.STATUS,)),
        _STATUS_FAILS,
    ), {"Write": b.STATUS, "Commit": b.STATUS}, (GIVEN_UP,)),
    State("the source is open",
          "the handler calls Status before it changes the ingest or moves the source", b.STATUS, (
        on("Read ReadAt", "ok", why="reading before Status is permitted"),
        on("Read ReadAt", "error", SAME, may_come_out, why="the same"),
        on("Status", "ok", "where the copy begins", begins, keeps=(b.STATUS,)),
        _STATUS_FAILS,
    ), b.ONCE, (GIVEN_UP, OF_UNKNOWN_SIZE,
                End(False, when=c.REPORTS_AN_ERROR, why="a read had failed")),
        unfinished=b.has_a_source),
)
# fmt: on
