"""The calls over trees of a scenario, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..content import Descriptor
from ..scenarios.durations import as_text as time_as_text
from ..scenarios.scenario import HandlerCall
from ..scenarios.surroundings import Blob
from ..scenarios.trees import Visit
from ..scenarios.whole_calls import WholeCall
from .shortening import short

_WHAT = {
    "chain": "a chain of {} handlers",
    "walk": "a walk",
    "dispatch": "a dispatch",
    "children": "the children of {}",
    "image": "a dispatch that fetches all of {}",
}
_FEW = 8


def of_a_tree(call: WholeCall) -> Iterator[str]:
    """The call, and the plan of each handler, in words."""
    of = str(len(call.chain)) if call.kind == "chain" else short(call.descriptor.digest)
    limit = f", at most {call.limit} at a time" if call.limit else ""
    yield _WHAT[call.kind].format(of) + limit
    yield from (f"handler {n} {_does(visit)}" for n, visit in enumerate(call.chain, 1))
    if call.kind == "children" and call.source is not None:
        yield f"the document is {_text(call.source.blob)}"
        if call.source.breaks_at is not None:
            yield f"its reader breaks after {call.source.breaks_at} bytes"
    if call.tree is not None:
        yield from _nodes(call)


def _nodes(call: HandlerCall) -> Iterator[str]:
    assert call.tree is not None
    yield f"it begins with {_names(call.tree.roots)}"
    shown = 0
    for digest, visits in call.tree.nodes.items():
        for number, visit in enumerate(visits, 1):
            again = f" at visit {number}" if len(visits) > 1 else ""
            if visit != Visit():
                shown += 1
                if shown <= _FEW:
                    yield f"{short(digest)}{again} {_does(visit)}"
    if shown > _FEW:
        yield f"and {shown - _FEW} more"


def _does(visit: Visit) -> str:
    parts = []
    if visit.waits:
        until = ", or until its context is cancelled" * visit.heeds
        parts.append(f"takes {time_as_text(visit.waits)}{until}")
    if visit.error:
        wrapped = f", wrapped ({visit.wrap})" if visit.wrap else ""
        parts.append(f"raises {visit.error}{wrapped}")
    elif visit.children:
        parts.append(f"returns {_names(visit.children)}")
    return " and ".join(parts) or "returns no children"


def _names(descriptors: Sequence[Descriptor]) -> str:
    more = f" and {len(descriptors) - _FEW} more" if len(descriptors) > _FEW else ""
    return ", ".join(short(one.digest) for one in descriptors[:_FEW]) + more


def _text(blob: Blob) -> str:
    text = blob.content.decode("utf-8", "replace")
    return text if len(text) <= 400 else f"{text[:400]}… ({blob.size} bytes)"
