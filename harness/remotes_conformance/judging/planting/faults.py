"""The faults that `--remotes-self-check` plants, some for each section of the contract.

Each is a mistake that implementations make; `tests/self/wrong/` has implementations with the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...world.journal import Outcome, Refusal
from ...world.planted import Fault
from ...world.turns import Call, Served


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault, and where it belongs.

    * `title`: the mistake, as a sentence;
    * `section`: its stories are played with the fault ("conduct": the stories of all sections);
    * `breaks`: the rules that it breaks in the reference implementation, of some editions;
    * `fault`: makes the mistake;
    * `editions`: the editions in which it is a mistake; empty: all.
    """

    title: str
    section: str
    breaks: frozenset[str]
    fault: Fault
    editions: frozenset[str] = frozenset()


def _left_out(op: str) -> Fault:
    return Fault(call=lambda call: None if call.op == op else call)


def _other_bytes(call: Call) -> Call:
    data = call.args.get("data")
    if call.op != "Write" or not isinstance(data, (bytes, bytearray)) or not data:
        return call
    return call._replace(args={**call.args, "data": bytes((data[0] ^ 1,)) + bytes(data[1:])})


def _other_digest(op: str) -> Callable[[Call], Call]:
    wrong = "sha256:" + "0" * 64

    def altered(call: Call) -> Call:
        return call._replace(args={**call.args, "digest": wrong}) if call.op == op else call

    return altered


def _of_another_size(call: Call) -> Call:
    size = call.args.get("size")
    if call.op != "Writer" or not isinstance(size, int):
        return call
    return call._replace(args={**call.args, "size": size + 1})


def _shorter_key(kind: str, outcome: Outcome) -> Outcome:
    return outcome._replace(key=outcome.key[:-1]) if outcome.key else outcome


def _swallowed(*kinds: str) -> Callable[[str, Outcome], Outcome]:
    """A change of outcomes: errors of calls of these kinds become successes."""

    def ended(kind: str, outcome: Outcome) -> Outcome:
        is_error = not outcome.ok and not outcome.crash and bool(outcome.ids)
        return Outcome(ok=True) if kind in kinds and is_error else outcome

    return ended


def _is_locked(call: Call, served: Served) -> bool:
    return call.op == "Writer" and served.refusal is not None and served.refusal.kind == "locked"


def _not_locked(call: Call, served: Served) -> Served:
    if served.refusal is None or not _is_locked(call, served):
        return served
    return served._replace(refusal=served.refusal._replace(kind="other"))


def _from_the_start(call: Call, served: Served) -> Served:
    if call.op != "Status" or not served.result.get("offset"):
        return served
    return served._replace(result={**served.result, "offset": 0})


def _one_child_less(call: Call, served: Served) -> Served:
    children = served.result.get("children")
    if call.op != "Handled" or not children:
        return served
    return served._replace(result={**served.result, "children": children[:-1]})


def _planted(
    title: str, section: str, breaks: str, fault: Fault, *, editions: Collection[str] = ()
) -> Planted:
    return Planted(title, section, frozenset(breaks.split()), fault, frozenset(editions))


FAULTS: Final = (
    _planted(
        "a ref key loses its last character", "key", "KEY-6 KEY-6a KEY-7 KEY-7a",
        Fault(outcome=_shorter_key),
    ),
    _planted("a locked ref is given up at once", "lock", "LOCK-1", Fault(answer=_not_locked)),
    _planted(
        "a locked ref is asked for again without a wait", "lock", "LOCK-2",
        Fault(repeats=_is_locked), editions=("2017-06",),
    ),
    _planted(
        "an ingest is opened for one byte more", "fetch", "FETCH-3", Fault(call=_of_another_size)
    ),
    _planted(
        "an error of a fetch is reported as success", "fetch", "FETCH-6",
        Fault(outcome=_swallowed("fetch")),
    ),
    _planted("a source is not closed", "fetch", "FETCH-10", _left_out("r.Close")),
    _planted("the Commit is left out", "copy", "COPY-13", _left_out("Commit")),
    _planted("one byte of a Write is changed", "copy", "COPY-2", Fault(call=_other_bytes)),
    _planted(
        "a copy begins at the start, though some bytes are there", "copy", "COPY-6 COPY-6a",
        Fault(answer=_from_the_start),
    ),
    _planted("a writer is not closed", "copy", "FETCH-10", _left_out("w.Close")),
    _planted(
        "content is committed under another digest", "push", "COPY-13",
        Fault(call=_other_digest("Commit")),
    ),
    _planted(
        "an error of a push is reported as success", "push", "PUSH-3 PUSH-3a",
        Fault(outcome=_swallowed("push")),
    ),
    _planted("the last child is not visited", "walk", "WALK-1", Fault(answer=_one_child_less)),
    _planted(
        "an error of a walk is reported as success", "walk", "WALK-3",
        Fault(outcome=_swallowed("walk", "dispatch", "chain", "children")),
    ),
    _planted(
        "a thread is left running", "conduct", "RUN-3", Fault(leaves="thread h1, in its code")
    ),
)  # fmt: skip
"""Faults of handlers."""


def _given(change: Callable[[Call, Mapping[str, Any], Refusal | None], Any], *ops: str) -> Fault:
    """A fault that changes the store's answers: *change* returns the result and the refusal, or
    None for no change.

    It is called for successes and for failures of *ops*.
    """

    def given(
        call: Call, result: Mapping[str, Any], refusal: Refusal | None
    ) -> tuple[Mapping[str, Any], Refusal | None]:
        made = change(call, result, refusal) if call.op in ops else None
        return (result, refusal) if made is None else made

    return Fault(given=given)


def _more(field: str) -> Callable[..., Any]:
    def change(call: Call, result: Mapping[str, Any], refusal: Refusal | None) -> Any:
        return ({**result, field: result[field] + 1}, None) if refusal is None else None

    return change


def _read_wrongly(call: Call, result: Mapping[str, Any], refusal: Refusal | None) -> Any:
    data = result.get("data")
    if refusal is not None or not data:
        return None
    return {**result, "data": bytes((data[0] ^ 1,)) + bytes(data[1:])}, None


def _accepted(call: Call, result: Mapping[str, Any], refusal: Refusal | None) -> Any:
    return None if refusal is None else ({}, None)


def _unclear(call: Call, result: Mapping[str, Any], refusal: Refusal | None) -> Any:
    return None if refusal is None else (result, refusal._replace(kind="other"))


STORE_FAULTS: Final = (
    _planted("a Write takes one byte more than it was given", "store", "STORE-12",
             _given(_more("n"), "Write")),
    _planted("a Status is one byte too far", "store", "STORE-4", _given(_more("offset"), "Status")),
    _planted("a Commit that is refused succeeds", "store", "STORE-11", _given(_accepted, "Commit")),
    _planted("a Delete of content that is not there succeeds", "store", "STORE-14",
             _given(_accepted, "Delete")),
    _planted("the first byte that is read is changed", "store", "STORE-4",
             _given(_read_wrongly, "Read", "ReadAt")),
    _planted("a locked ref is no error of its own", "store", "STORE-1",
             _given(_unclear, "Writer")),
    _planted("content that is not there is no error of its own", "store", "STORE-14",
             _given(_unclear, "Reader", "Info", "Delete")),
)  # fmt: skip
"""Faults of content stores."""
