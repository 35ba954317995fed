"""Stories of a handler that is called again after a call has failed: it must go as if alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...media_types import DOCKER_SCHEMA1
from ..scenario import SECOND, Answer, Kind
from ..surroundings import Blob
from ..whole_calls import WholeCall
from .building import Story, answered, blob, fetch, from_source, story, task

_LATER = 20 * SECOND
_CONTENT = blob().content
_OPS: dict[Kind, tuple[str, ...]] = {
    "fetch": ("Writer", "Fetch", "Status", "Read", "Write", "Commit"),
    "push": ("Push", "Reader", "Status", "Write", "Commit"),
}


def again(call: WholeCall) -> WholeCall:
    """The same call 20 seconds later, with collaborators that do as they are asked."""
    return replace(call, at=_LATER, answers=(), cancel=None, source=task(call.kind).source)


def another(kind: Kind) -> WholeCall:
    """A call for other content, 20 seconds later."""
    return task(kind, 1, at=_LATER)


def _failed(kind: Kind) -> Iterator[tuple[str, WholeCall]]:
    """Calls that fail, each in one way, and their descriptions."""
    whole = task(kind)
    for op in _OPS[kind]:
        yield f"failed at {op}", answered(whole, Answer(op, error="unavailable"))
    yield "got content that was too short", from_source(whole, blob=Blob(_CONTENT[:-3], 21))
    yield "was refused as not found", replace(whole, source=None)
    yield "met a writer that takes nothing", answered(whole, Answer("Write", count=0))
    yield "met a source that broke", from_source(whole, breaks_at=15, breaks_with="unavailable")
    yield (
        "could not close anything",
        answered(whole, Answer("r.Close", error="other"), Answer("w.Close", error="other")),
    )


def _refused_in_one_way(kind: Kind) -> Iterator[tuple[str, WholeCall]]:
    """Refusals by the first collaborator, and by the second, of every class that tempts."""
    for op in _OPS[kind][:2]:
        for error in ("not_found", "other", "invalid_argument"):
            yield f"was refused by {op} with {error}", answered(task(kind), Answer(op, error=error))


def _followed() -> Iterator[Story]:
    for kind in _OPS:
        for how, first in (*_failed(kind), *_refused_in_one_way(kind)):
            name = f"a {kind} {how}, the same handler is called again 20 s later"
            yield story(name, first, again(first))
        for how, first in _failed(kind):
            name = f"a {kind} {how}, 20 s later the same handler has to {kind} something else"
            yield story(name, first, another(kind))


STORIES: tuple[Story, ...] = (
    *_followed(),
    story(
        "a fetch failed twice, the third call of the handler succeeds",
        answered(fetch(), Answer("Fetch", error="unavailable")),
        answered(fetch(at=SECOND), Answer("Fetch", error="not_found")),
        fetch(at=_LATER),
    ),
    story(
        "one handler fails to fetch, another one fetches the same 20 s later",
        answered(fetch(), Answer("Fetch", error="unavailable")),
        fetch(at=_LATER, handler=1),
    ),
    story(
        "schema 1 was refused, the same digest is fetched as a layer 20 s later",
        fetch(media_type=DOCKER_SCHEMA1),
        fetch(at=_LATER),
    ),
    story(
        "content was fetched, the same handler is called again and finds it there",
        fetch(),
        fetch(at=_LATER),
    ),
    story(
        "a fetch failed, a push of the same content follows 20 s later",
        answered(fetch(), Answer("Fetch", error="unavailable")),
        task("push", at=_LATER),
    ),
)
