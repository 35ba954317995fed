"""The callers' script for a store that is opened again after a cut: they look at all content, use
each ref of the script, and look again."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any, NamedTuple, TypeAlias

from ..content import digest_of
from ..contract.names import StoreOp
from ..scenarios.script import Commit, Open, Script
from ..scenarios.stores.cuts import KNOWN
from .journal import Refusal
from .turns import Call

MOST_READS = 50


class Answer(NamedTuple):
    """The answer to a call."""

    result: Mapping[str, Any]
    refusal: Refusal | None


Calls: TypeAlias = Generator[Call, Answer, None]


def other_content(number: int) -> bytes:
    """Content that no script has, for the ref of that number."""
    return b"other content of ref %d" % number


def digests_of(script: Script) -> list[str]:
    """Every digest that the script names, in order."""
    named = [s.digest for s in script.steps if isinstance(s, Open | Commit) and s.digest]
    return list(dict.fromkeys(named))


def blind_aims(script: Script) -> dict[str, str]:
    """By ref: the digest of the one content that it was opened for, as a Commit without a digest
    would compute it. Refs that were used for several are left out."""
    opens = [step for step in script.steps if isinstance(step, Open) and step.digest in KNOWN]
    found: dict[str, set[str]] = {}
    for step in opens:
        found.setdefault(step.ref, set()).add(step.digest)
    one = {ref: next(iter(digests)) for ref, digests in found.items() if len(digests) == 1}
    return {ref: digest for ref, digest in one.items() if digest.startswith("sha256:")}


def afterwards(script: Script, then: str) -> Calls:
    """The calls, in order; answers are sent in."""
    digests = digests_of(script)
    yield from _look(digests)
    refs = list(dict.fromkeys(step.ref for step in script.steps if isinstance(step, Open)))
    made = []
    for number, ref in enumerate(refs):
        if then == "other":
            made.append(digest_of(other_content(number)))
            yield from _write_other(ref, other_content(number))
        else:
            yield from _resume(script, ref, is_blind=then == "blind")
    yield from _look([*digests, *made])


def _call(op: StoreOp, handle: str = "", **args: Any) -> Call:
    return Call(0, op, handle, args)


def _look(digests: list[str]) -> Calls:
    for digest in digests:
        opened = yield _call("Reader", digest=digest)
        if opened.refusal is not None:
            continue
        reader = opened.result["reader"]
        for _ in range(MOST_READS):
            got = yield _call("Read", reader, n=1 << 20)
            if got.refusal is not None or not got.result["data"]:
                break
        yield _call("r.Close", reader)
    yield _call("Walk")


def _write_other(ref: str, content: bytes) -> Calls:
    opened = yield _call("Writer", ref=ref, size=0, digest="")
    if opened.refusal is not None:
        return
    writer = opened.result["writer"]
    yield _call("Truncate", writer, size=0)
    yield from _write(writer, content)
    yield _call("Commit", writer, size=0, digest="")
    yield _call("w.Close", writer)


def _write(writer: str, content: bytes) -> Calls:
    """Write all of it: what a Write has not taken is written again, while Writes take something."""
    while content:
        got = yield _call("Write", writer, data=content)
        taken = 0 if got.refusal is not None else got.result["n"]
        if not isinstance(taken, int) or not 0 < taken <= len(content):
            return
        content = content[taken:]


def _resume(script: Script, ref: str, *, is_blind: bool) -> Calls:
    opens = [s for s in script.steps if isinstance(s, Open) and s.ref == ref and s.digest in KNOWN]
    if not opens or (is_blind and ref not in blind_aims(script)):
        return
    content, digest = KNOWN[opens[-1].digest], opens[-1].digest
    for start_over in (False, True):
        asked = "" if is_blind else digest
        opened = yield _call("Writer", ref=ref, size=0 if is_blind else len(content), digest=asked)
        if opened.refusal is not None:
            return
        writer = opened.result["writer"]
        status = yield _call("Status", writer)
        offset = 0 if status.refusal is not None else status.result["offset"]
        if start_over:
            yield _call("Truncate", writer, size=0)
            offset = 0
        yield from _write(writer, content[offset:])
        done = yield _call("Commit", writer, size=0 if is_blind else len(content), digest=asked)
        yield _call("w.Close", writer)
        if done.refusal is None or is_blind:
            return
