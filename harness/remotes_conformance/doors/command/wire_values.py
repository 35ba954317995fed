"""The values of the protocol's lines, from JSON and to JSON. See docs/protocol.md.

A converter raises `ValueError`, `TypeError` or `AttributeError` where a value is none of its kind.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from ...content import Descriptor
from ...world.journal import Strange
from ..plain_descriptors import plain_descriptor
from ..plain_values import number as plain_number


def descriptor_to_wire(descriptor: Descriptor) -> dict[str, Any]:
    """The OCI JSON object."""
    wire: dict[str, Any] = {
        "mediaType": descriptor.media_type,
        "digest": descriptor.digest,
        "size": descriptor.size,
    }
    if descriptor.urls:
        wire["urls"] = list(descriptor.urls)
    if descriptor.annotations:
        wire["annotations"] = dict(descriptor.annotations)
    if descriptor.platform is not None:
        wire["platform"] = dict(descriptor.platform)
    if descriptor.data is not None:
        wire["data"] = base64.b64encode(descriptor.data).decode()
    return wire


def descriptor_from_wire(wire: Mapping[str, Any]) -> Descriptor:
    return Descriptor(
        text(wire.get("mediaType", "")),
        text(wire.get("digest", "")),
        number(wire.get("size", 0)),
        wire.get("annotations") or {},
        tuple(wire.get("urls") or ()),
        wire.get("platform"),
        None if wire.get("data") is None else content(wire["data"]),
    )


def strange(value: Any) -> Strange | None:
    """The description of an argument of a wrong type; None: it is not marked as one."""
    if type(value) is dict and value.keys() == {"strange"} and type(value["strange"]) is str:
        return Strange(value["strange"])
    return None


def descriptor(wire: Any) -> Descriptor | Strange:
    return plain_descriptor(descriptor_from_wire(wire))


def content(value: Any) -> bytes:
    return base64.b64decode(text(value), validate=True)


def text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def number(value: Any) -> Any:
    if type(value) is not int:
        raise TypeError
    return plain_number(value)


def an_object(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise TypeError
    return value


def count(value: Any) -> Any:
    if type(value) is not int or value < 0:
        raise ValueError
    return plain_number(value)


def whence(value: Any) -> str:
    if value not in ("start", "current", "end"):
        raise ValueError
    return text(value)
