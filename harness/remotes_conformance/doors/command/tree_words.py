"""Functions over trees in the words of the protocol. See docs/protocol.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...content import Descriptor
from ...scenarios.scenario import HandlerCall
from ...scenarios.trees import Tree, Visit
from ...world.journal import Strange
from . import wire_values
from .naming import BadMessage
from .wire_values import descriptor_from_wire, descriptor_to_wire

LISTING = ("chain", "children")
"""Kinds of calls that return descriptors, all of which count."""


def tree_to_wire(task: HandlerCall) -> dict[str, Any]:
    """The fields that “start” has for a call of a function over trees."""
    wire: dict[str, Any] = {}
    if task.kind == "chain":
        wire["handlers"] = len(task.chain)
    if task.tree is not None:
        wire["descriptors"] = list(map(descriptor_to_wire, task.tree.roots))
    if task.limit:
        wire["limit"] = task.limit
    return wire


def tree_from_wire(wire: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `HandlerCall` that are in “start”. What is done at each node is not sent."""
    fields: dict[str, Any] = {
        "limit": wire.get("limit", 0),
        "chain": (Visit(),) * wire.get("handlers", 0),
    }
    if "descriptors" in wire:
        fields["tree"] = Tree(tuple(map(descriptor_from_wire, wire["descriptors"])), {})
    return fields


def children_to_wire(children: list[Any]) -> list[Any]:
    """Descriptors; what is none is written as a `Strange`."""
    return [descriptor_to_wire(one) if isinstance(one, Descriptor) else one for one in children]


def children_from_wire(wire: Mapping[str, Any], kind: str) -> list[Descriptor | Strange] | None:
    """The descriptors that a call of *kind* has returned; None: it returned none, or no list.

    Raises `BadMessage`.
    """
    if kind not in LISTING or wire.get("error") is not None:
        return None
    found = wire.get("descriptors")
    if found is None:
        if not wire.get("crash") and wire.get("children"):
            raise BadMessage(f"{wire.get('task')} returns “children” without “descriptors”")
        return None if wire.get("crash") else []
    try:
        return [wire_values.strange(one) or wire_values.descriptor(one) for one in found]
    except (ValueError, TypeError, AttributeError):
        raise BadMessage(
            f"{wire.get('task')} returns {found!r:.80} as “descriptors”, not a list of descriptors"
        ) from None
