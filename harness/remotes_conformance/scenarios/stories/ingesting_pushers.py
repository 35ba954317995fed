"""Stories of pushers that are also ingesters: since 1.6 a push waits for their locked refs."""

from __future__ import annotations

from dataclasses import replace

from ...media_types import OCI_LAYER
from ..scenario import MILLISECOND, WRAPS, Answer, Cancel, KeyPrefix
from ..surroundings import Holder
from ..whole_calls import WholeCall
from .building import Story, answered, fetch, push, since_1_6, story
from .random_waits import MANY, refused
from .ref_names import REF_NAME

_LAYER = fetch().descriptor
_PUSHED = push(pusher_ingests=True)
_MINE = (KeyPrefix(OCI_LAYER, "mine"),)


def _locked(times: int, wrap: str = "") -> tuple[Answer, ...]:
    return tuple(Answer("Writer", n, error="locked", wrap=wrap) for n in range(1, times + 1))


def _held(milliseconds: int, *, commits: bool = False) -> dict[str, Holder]:
    return {_LAYER.digest: Holder(milliseconds * MILLISECOND, commits)}


def _named(call: WholeCall) -> WholeCall:
    annotations = {REF_NAME: "busybox:latest"}
    return replace(call, descriptor=replace(call.descriptor, annotations=annotations))


STORIES: tuple[Story, ...] = since_1_6(
    story("a pusher that is an ingester", WholeCall("key", _LAYER), _PUSHED),
    story(
        "a pusher that is an ingester, and a ref name",
        WholeCall("key", _named(_PUSHED).descriptor),
        _named(_PUSHED),
    ),
    story(
        "a pusher that is an ingester, and a prefix",
        WholeCall("key", _LAYER, prefixes=_MINE),
        replace(_PUSHED, prefixes=_MINE),
    ),
    *(
        story(
            f"a pusher that is an ingester says exists, bare, and wrapped as {wrap}",
            replace(_PUSHED, present=True),
            answered(
                push(1, present=True, pusher_ingests=True),
                Answer("Writer", error="exists", wrap=wrap),
            ),
        )
        for wrap in WRAPS
    ),
    *(
        story(
            f"a pusher that is an ingester says locked, bare, and wrapped as {wrap}",
            answered(_PUSHED, *_locked(2)),
            answered(push(1, pusher_ingests=True), *_locked(2, wrap)),
        )
        for wrap in WRAPS
    ),
    story("a pusher that is an ingester has the content", replace(_PUSHED, present=True)),
    story(
        "a pusher that is an ingester, the commit says exists",
        answered(_PUSHED, Answer("Commit", error="exists")),
    ),
    story(
        "a pusher that is an ingester, the provider fails",
        answered(_PUSHED, Answer("Reader", error="unavailable")),
    ),
    story("the ref of a push is locked for an hour", _PUSHED, held=_held(3_600_000)),
    story("the ref of a push is locked for half a second", _PUSHED, held=_held(500)),
    story("the ref of a push is locked for half a minute", _PUSHED, held=_held(30_000)),
    story("the locked ref of a push turns out to exist", _PUSHED, held=_held(90, commits=True)),
    story(
        "a push is given up while it waits",
        replace(_PUSHED, cancel=Cancel(at=5_000 * MILLISECOND)),
        held=_held(100_000),
    ),
    story(
        "a push had been given up, its ref is locked",
        replace(_PUSHED, cancel=Cancel(at=0)),
        held=_held(100_000),
    ),
    story("two pushes meet at one ref", _PUSHED, _PUSHED, branches=True),
    *(
        story(
            f"a pusher that is an ingester fails with {kind}",
            answered(_PUSHED, Answer("Writer", error=kind)),
        )
        for kind in ("not_found", "unavailable", "other")
    ),
    story(
        f"{MANY} pushes to pushers that are ingesters are refused nine times each",
        *(replace(refused(size), kind="push", pusher_ingests=True) for size in range(1, MANY + 1)),
    ),
)
