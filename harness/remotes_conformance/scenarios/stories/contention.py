"""Stories of several handlers: on one ref, on different refs, one after the other."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import MILLISECOND, Answer, Cancel
from ..surroundings import Holder
from ..whole_calls import WholeCall
from .building import Story, answered, fetch, from_source, story


def _locked_twice(call: WholeCall) -> WholeCall:
    return answered(call, Answer("Writer", 1, error="locked"), Answer("Writer", 2, error="locked"))


def _slow(call: WholeCall, op: str, milliseconds: int) -> WholeCall:
    return answered(call, Answer(op, 1, delay=milliseconds * MILLISECOND))


_A, _B, _C = fetch(0), fetch(1), fetch(2)

STORIES: tuple[Story, ...] = (
    story("two fetches of one descriptor", _A, _A, branches=True, lines=True),
    story("three fetches of one descriptor", _A, _A, _A, branches=True),
    story("two fetches of different descriptors", _A, _B, branches=True, lines=True),
    story(
        "three fetches contend while another party holds the ref",
        _A,
        _A,
        _A,
        held={_A.descriptor.digest: Holder(100 * MILLISECOND)},
        branches=True,
    ),
    story(
        "one waits for its ref, another goes on",
        _A,
        _B,
        held={_A.descriptor.digest: Holder(300 * MILLISECOND)},
        branches=True,
    ),
    story(
        "five wait for a ref, another goes on",
        *([_A] * 5),
        _B,
        held={_A.descriptor.digest: Holder(300 * MILLISECOND)},
    ),
    story(
        "two wait for different refs",
        _A,
        _B,
        held={
            _A.descriptor.digest: Holder(300 * MILLISECOND),
            _B.descriptor.digest: Holder(90 * MILLISECOND),
        },
    ),
    story(
        "one starts while another waits",
        _A,
        replace(_B, at=20 * MILLISECOND),
        held={_A.descriptor.digest: Holder(300 * MILLISECOND)},
    ),
    story(
        "one handler waits twice, each time from the start", _locked_twice(_A), _locked_twice(_B)
    ),
    story("one fetches slowly, another goes on", _slow(_A, "Fetch", 50), _B),
    story("the ingester is slow to answer one, another goes on", _slow(_A, "Writer", 50), _B),
    story("one reads slowly, another goes on", _slow(_A, "Read", 50), _B),
    story(
        "one has to write again, another reads slowly",
        answered(_A, Answer("Write", count=0)),
        _slow(_B, "Read", 50),
    ),
    story("one writes slowly, another goes on", _slow(_A, "Write", 50), _B, branches=True),
    story("one writes slowly, two others go on", _slow(_A, "Write", 50), _B, _C),
    story("the second fetch of a slow first finds it done", _slow(_A, "Write", 100), _A),
    story(
        "one gives up waiting for another",
        _slow(_A, "Write", 1000),
        replace(_A, cancel=Cancel(at=200 * MILLISECOND)),
    ),
    story(
        "the first fails, the second takes over",
        answered(_A, Answer("Fetch", error="unavailable")),
        _A,
        branches=True,
    ),
    story(
        "both fetches of one descriptor meet a broken source",
        from_source(_A, breaks_at=5),
        from_source(_A, breaks_at=5),
    ),
    story(
        "one handler serves two descriptors, one after the other", _A, replace(_B, at=MILLISECOND)
    ),
    story(
        "two handlers of one implementation do not share",
        _A,
        replace(_B, handler=1),
        branches=True,
    ),
    story(
        "one handler fails twice alike",
        answered(_A, Answer("Fetch", error="unavailable")),
        replace(answered(_B, Answer("Fetch", error="unavailable")), at=MILLISECOND),
    ),
    story(
        "one handler is called again for what it could not fetch",
        answered(_A, Answer("Fetch", error="unavailable")),
        replace(_A, at=MILLISECOND),
    ),
)
