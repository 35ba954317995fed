"""Stories of locked refs: one handler, and another party that has its ref open."""

from __future__ import annotations

from ..scenario import MILLISECOND, SECOND, WRAPS, Answer, Cancel
from ..surroundings import Holder
from ..whole_calls import WholeCall
from .building import SELDOM, Story, answered, fetch, story
from .fetch import _RICH

_FOR_EVER = 1_000_000 * SECOND
_DIGEST = fetch().descriptor.digest
# The sum of the first n waits, in milliseconds: when attempt n+1 falls due.
_DUE = (0, 16, 48, 112, 240, 496, 1008, 2032, 4080, 6128)


def _held(milliseconds: float, *, commits: bool = False) -> dict[str, Holder]:
    return {_DIGEST: Holder(round(milliseconds * MILLISECOND), commits)}


def _cancelled_at(milliseconds: float) -> WholeCall:
    return fetch(cancel=Cancel(at=round(milliseconds * MILLISECOND)))


def _locked(*nths: int, wrap: str = "") -> tuple[Answer, ...]:
    return tuple(Answer("Writer", nth, error="locked", wrap=wrap) for nth in nths)


STORIES: tuple[Story, ...] = (
    story("a ref is locked once, then free", fetch(), held=_held(10)),
    story("a ref is locked for half a second", fetch(), held=_held(500)),
    story("a ref is locked for half a minute", fetch(), held=_held(30_000)),
    story("a ref is locked for an hour", fetch(), held=_held(3_600_000)),
    story("a ref is refused nine times", answered(fetch(), *_locked(*range(1, 10)))),
    story("a locked ref turns out to exist", fetch(), held=_held(100, commits=True)),
    story("a locked ref exists after one wait", fetch(), held=_held(16, commits=True)),
    *(
        story(f"the ingester fails with {kind}", answered(fetch(), Answer("Writer", error=kind)))
        for kind in ("not_found", "unavailable", "other", *SELDOM)
    ),
    story(
        "the ingester fails after two refusals",
        answered(fetch(), *_locked(1, 2), Answer("Writer", 3, error="unavailable")),
    ),
    story("the caller gives up in the first wait", _cancelled_at(5), held=_held(10_000)),
    story("the caller gives up in the fourth wait", _cancelled_at(200), held=_held(10_000)),
    story("the caller gives up in a long wait", _cancelled_at(5_000), held=_held(100_000)),
    story("the caller gives up as a wait begins", _cancelled_at(48.001), held=_held(10_000)),
    story("the caller gives up as a wait ends", _cancelled_at(48), held=_held(10_000)),
    story(
        "the caller had given up, the ref is locked",
        fetch(cancel=Cancel(at=0)),
        held={_DIGEST: Holder(_FOR_EVER)},
    ),
    story(
        "the caller gives up while the third attempt is under way",
        fetch(cancel=Cancel(op="Writer", nth=3)),
        held=_held(10_000),
    ),
    *(
        story(
            f"the lock error comes bare, and wrapped as {wrap}",
            answered(fetch(), *_locked(1, 2)),
            answered(fetch(1), *_locked(1, 2, wrap=wrap)),
        )
        for wrap in WRAPS
    ),
    *(
        story(
            f"the ingester says exists, bare, and wrapped as {wrap}",
            fetch(present=True),
            fetch(1, present=True, answers=(Answer("Writer", error="exists", wrap=wrap),)),
        )
        for wrap in WRAPS
    ),
    *(
        story(
            f"the commit says exists, bare, and wrapped as {wrap}",
            answered(fetch(), Answer("Commit", error="exists")),
            answered(fetch(1), Answer("Commit", error="exists", wrap=wrap)),
        )
        for wrap in WRAPS
    ),
    *(
        story(
            f"a locked ref turns out to exist, which is bare, and wrapped as {wrap}",
            fetch(present=True, answers=(*_locked(1), Answer("Writer", 2, error="exists"))),
            fetch(
                1,
                present=True,
                answers=(*_locked(1), Answer("Writer", 2, error="exists", wrap=wrap)),
            ),
        )
        for wrap in WRAPS
    ),
    story(
        "a descriptor with every field, whose ref is locked once",
        answered(fetch(descriptor=_RICH), *_locked(1)),
    ),
    story(
        "the ingester takes its time to refuse",
        answered(
            fetch(),
            Answer("Writer", 1, error="locked", delay=700 * MILLISECOND),
            Answer("Writer", 2, error="locked", delay=3 * MILLISECOND),
        ),
    ),
)
