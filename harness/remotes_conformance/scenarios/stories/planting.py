"""Builds trees: readable nodes, and calls of functions over them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...content import Descriptor, digest_of
from ...media_types import OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST
from ..scenario import SECOND, HandlerCall, Scenario, TreeKind
from ..surroundings import Blob, Content, Source, Surroundings
from ..trees import Tree, Visit
from .building import Story

LONG = 60 * SECOND
"""The duration of handlers that are to be broken off."""


def node(name: str, media_type: str = OCI_INDEX) -> Descriptor:
    """A descriptor of a tree, whose content is its name."""
    return Descriptor(media_type, digest_of(name.encode()), len(name))


A, B, C, D, E, F = (node(name) for name in "ABCDEF")

Does = Visit | Sequence[Descriptor] | Sequence[Visit]


def tree(*roots: Descriptor, nodes: Mapping[Descriptor, Does]) -> Tree:
    """A tree; each node has its children, or what is done there, once or at visit after visit."""
    return Tree(roots, {of.digest: _visits(does) for of, does in nodes.items()})


def _visits(does: Does) -> tuple[Visit, ...]:
    if isinstance(does, Visit):
        return (does,)
    visits = tuple(one for one in does if isinstance(one, Visit))
    return visits or (Visit(tuple(one for one in does if isinstance(one, Descriptor))),)


def over(kind: TreeKind, planted: Tree, **changes: Any) -> Scenario:
    """A walk or a dispatch of a tree. *changes* are fields of `HandlerCall`."""
    return Scenario((HandlerCall(kind, planted.roots[0], tree=planted, **changes),))


def both_ways(name: str, planted: Tree, **changes: Any) -> tuple[Story, Story]:
    """The story of a walk, and of a dispatch. `{}` in the name: "a walk", "a dispatch"."""
    return (
        Story(name.format("a walk"), over("walk", planted, **changes)),
        Story(name.format("a dispatch"), over("dispatch", planted, **changes)),
    )


_MANIFEST = node("manifest", OCI_MANIFEST)


def chained(name: str, *visits: Visit, of: Descriptor = _MANIFEST) -> Story:
    """A chain of handlers that do this."""
    return Story(name, Scenario((HandlerCall("chain", of, chain=visits),)))


def document(**members: Any) -> bytes:
    """A document as JSON; descriptors as the specification writes them."""
    return json.dumps({"schemaVersion": 2, **members}, default=_as_json).encode()


def _as_json(descriptor: Descriptor) -> dict[str, Any]:
    found: dict[str, Any] = {
        "mediaType": descriptor.media_type,
        "digest": descriptor.digest,
        "size": descriptor.size,
    }
    optional = {
        "annotations": dict(descriptor.annotations),
        "urls": list(descriptor.urls),
        "platform": descriptor.platform,
        "data": base64.b64encode(descriptor.data or b"").decode(),
    }
    return found | {name: value for name, value in optional.items() if value}


def described(content: bytes, media_type: str) -> Descriptor:
    """The right descriptor of *content*."""
    return Descriptor(media_type, digest_of(content), len(content))


def children_of(content: bytes, media_type: str = OCI_MANIFEST, **changes: Any) -> Scenario:
    """The children of a document are asked for; *changes* are fields of `Source`, or `answers`."""
    answers = changes.pop("answers", ())
    root = described(content, media_type)
    source = replace(Source(Blob(content, len(content))), **changes)
    call = HandlerCall("children", root, answers=answers)
    return Scenario((call,), Surroundings({root.digest: Content(source)}))


def image_of(root: Descriptor, *contents: bytes, **changes: Any) -> Scenario:
    """A whole tree is fetched: its root, and all contents that there are at the remote."""
    sources = (Source(Blob(one, len(one)), pieces=(512,)) for one in contents)
    there = {digest_of(source.blob.content): Content(source) for source in sources}
    return Scenario((HandlerCall("image", root, **changes),), Surroundings(there))


def manifest_of(*layers: bytes) -> tuple[bytes, bytes]:
    """A manifest with these layers, and its config."""
    config = b"config of " + b", ".join(layers)
    named = [described(layer, OCI_LAYER) for layer in layers]
    return document(config=described(config, OCI_CONFIG), layers=named), config
