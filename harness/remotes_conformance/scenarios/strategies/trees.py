"""Trees, and what handlers do at their nodes; documents, hostile ones too; whole images.

A tree is drawn from its root down: the children of a node come after it, so that it ends. Nodes may
be named several times, and handlers may do something else at a second visit.
"""

from __future__ import annotations

import json
from typing import Any

from ...content import Descriptor, digest_of
from ...errors import CLASSES
from ...media_types import (
    DOCKER_INDEX,
    DOCKER_MANIFEST,
    INDEXES,
    MANIFESTS,
    OCI_CONFIG,
    OCI_INDEX,
    OCI_LAYER,
    OCI_LAYER_ZSTD,
    OCI_MANIFEST,
    examples,
)
from ..scenario import MILLISECOND, SECOND, WRAPS, Answer, Cancel, HandlerCall, Scenario, TreeKind
from ..surroundings import Blob, Content, Source, Surroundings
from ..trees import Tree, Visit
from .drawing import Draw

_MOST = 7
"""Nodes of a tree. With three children each, that are near, it has some hundred visits at most."""
_ERRORS = (*("",) * 16, "skip", "skip", "skip", "stop", "unavailable", "other", "exists", "locked")
_WAITS = (0, 0, 0, 10 * MILLISECOND, SECOND, 30 * SECOND)
_WRAPS = ("", "", "", *WRAPS)
_TYPES = (OCI_INDEX, OCI_MANIFEST, DOCKER_INDEX, DOCKER_MANIFEST)


def _node(number: int) -> Descriptor:
    name = f"node {number}"
    media_type, digest = _TYPES[number % len(_TYPES)], digest_of(name.encode())
    return Descriptor(media_type, digest, len(name), {"number": name} if number % 2 else {})


def _visit(draw: Draw, children: tuple[Descriptor, ...]) -> Visit:
    error, waits = draw.pick(_ERRORS), draw.pick(_WAITS)
    heeds, wrap = draw.boolean(), draw.pick(_WRAPS)
    return Visit(
        () if error else children, error, wrap if error else "", waits, heeds and waits > 0
    )


def _tree(draw: Draw) -> Tree:
    nodes: dict[str, tuple[Visit, ...]] = {}
    parts = list(draw.several(1, _MOST, 13))
    for number, part in enumerate(parts):
        near = [_node(n) for n in range(number + 1, min(number + 4, len(parts)))]
        children = tuple(part.pick(near) for _ in range(part.integer(0, 3) if near else 0))
        visits = [_visit(part, children)]
        if part.seldom():
            visits.append(_visit(part, ()))
        nodes[_node(number).digest] = tuple(visits)
    more = draw.part(3)
    roots = [_node(0), *(_node(more.integer(0, 2)) for _ in range(more.pick((0, 0, 0, 1, 2))))]
    return Tree(tuple(roots), nodes)


def walks(draw: Draw, kind: TreeKind) -> Scenario:
    """A walk or a dispatch, whose caller may give up."""
    tree, more = _tree(draw), draw.part(6)
    at = more.integer(0, 40) * SECOND // 4
    cancel = Cancel(at=at) if more.seldom() else None
    schedule = draw.part(9).binary(0, 8) if kind == "dispatch" else b""
    call = HandlerCall(kind, tree.roots[0], tree=tree, cancel=cancel)
    return Scenario((call,), schedule=schedule)


def limited_dispatches(draw: Draw) -> Scenario:
    """A dispatch with a limit (editions from 1.6 on)."""
    limit, tree = draw.integer(1, 4), _tree(draw)
    return Scenario((HandlerCall("dispatch", tree.roots[0], tree=tree, limit=limit),))


def chains(draw: Draw) -> Scenario:
    """A chain of up to five handlers."""
    visits = []
    for part in draw.several(0, 5, 8):
        number = part.integer(0, 3)
        visits.append(_visit(part, tuple(map(_node, range(number)))))
    return Scenario((HandlerCall("chain", _node(0), chain=tuple(visits)),))


def documents(draw: Draw) -> Scenario:
    """The children of a descriptor: of a document, whole or spoilt, or of something else."""
    if draw.seldom():
        types = [media_type for kinds in examples("2.x").values() for media_type in kinds]
        media_type = draw.pick([one for one in types if one not in MANIFESTS + INDEXES])
        return _children(media_type, b"{}", ())
    media_type = draw.pick(_TYPES)
    content = json.dumps(_document(draw.part(50), media_type)).encode()
    spoilt = draw.part(4)
    if spoilt.seldom():
        content = content[: spoilt.integer(0, len(content) - 1)]
    ways = draw.part(8)
    answers: tuple[Answer, ...] = ()
    if ways.seldom():
        op, error, wrap = (ways.pick(of) for of in (("Reader", "Read"), tuple(CLASSES), _WRAPS))
        answers = (Answer(op, error=error, wrap=wrap),)
    return _children(media_type, content, answers, pieces=ways.pick(((), (7,), (64, 1))))


def _children(
    media_type: str, content: bytes, answers: tuple[Answer, ...], **of_source: Any
) -> Scenario:
    root = Descriptor(media_type, digest_of(content), len(content))
    source = Source(Blob(content, len(content)), **of_source)
    call = HandlerCall("children", root, answers=answers)
    return Scenario((call,), Surroundings({root.digest: Content(source)}))


def _document(draw: Draw, media_type: str) -> dict[str, Any]:
    """A manifest or an index, which may have members of the other one, and another type."""
    is_index = media_type in INDEXES
    declared = draw.pick((None, media_type, *_TYPES, "text/plain"))
    both, config = draw.seldom(), draw.integer(0, 7)
    document: dict[str, Any] = {"schemaVersion": 2} | ({"mediaType": declared} if declared else {})
    if (not is_index and config) or (is_index and both):
        document["config"] = _described(OCI_CONFIG, 0)
    if not is_index or both:
        layers = range(draw.integer(0, 5))
        document["layers"] = [_described(draw.pick(_LAYERS), number) for number in layers]
    if is_index or both:
        manifests = range(draw.integer(0, 5))
        document["manifests"] = [_described(draw.pick(_TYPES), number) for number in manifests]
    return document


_LAYERS = (OCI_LAYER, OCI_LAYER_ZSTD, "application/vnd.example")


def _described(media_type: str, number: int) -> dict[str, Any]:
    digest = digest_of(f"{media_type} {number}".encode())
    found: dict[str, Any] = {"mediaType": media_type, "digest": digest, "size": number}
    if number % 3 == 2:
        found |= {"annotations": {"number": str(number)}, "urls": ["https://example.com/"]}
    return found


def images(draw: Draw) -> Scenario:
    """A whole image, of up to three manifests that share layers; refs may be locked at first."""
    contents: list[bytes] = []
    manifests = []
    for part in draw.several(1, 3, 6):
        layers = [f"layer {part.integer(0, 4)} ".encode() * 9 for _ in range(part.integer(0, 3))]
        config = f"config {part.integer(0, 1)}".encode()
        document = _json(config=_of(config, OCI_CONFIG), layers=[_of(x, OCI_LAYER) for x in layers])
        manifests.append(_of(document, OCI_MANIFEST))
        contents += [document, config, *layers]
    index = _json(manifests=manifests)
    at, nth = draw.boolean(), draw.integer(1, 4)
    answers = (Answer("Writer", nth, error="locked"),) if at else ()
    there = {digest_of(one): Content(Source(Blob(one, len(one)))) for one in [index, *contents]}
    root = Descriptor(OCI_INDEX, digest_of(index), len(index))
    return Scenario((HandlerCall("image", root, answers=answers),), Surroundings(there))


def _json(**members: Any) -> bytes:
    return json.dumps({"schemaVersion": 2, **members}).encode()


def _of(content: bytes, media_type: str) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}
