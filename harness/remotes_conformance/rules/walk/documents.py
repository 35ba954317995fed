"""The children that a document names, by the text of the contract."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from ...content import Descriptor
from ...media_types import INDEXES, MANIFESTS


def parsed(content: bytes) -> Any:
    """The JSON value of *content*. Raises `ValueError` if it is none."""
    return json.loads(content.decode("utf-8"))


def has_another_encoding(content: bytes) -> bool:
    """True if it is JSON to some parsers only: after a byte order mark, or in UTF-16 or UTF-32.

    RFC 8259 permits a parser to ignore such a mark.
    """
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return json.detect_encoding(content) != "utf-8"


def is_ambiguous(document: Mapping[str, Any], kind: str) -> bool:
    """True if a document of *kind*, "manifest" or "index", could also be the other one."""
    declared = document.get("mediaType")
    if document.get("fsLayers"):
        return True
    if kind == "manifest":
        return bool(document.get("manifests")) or declared in INDEXES
    return bool(document.get("config") or document.get("layers")) or declared in MANIFESTS


def names_the_other(document: Mapping[str, Any], kind: str) -> bool:
    """True if it has a member of the other kind of document, or of schema 1, even an empty one."""
    others = ("manifests",) if kind == "manifest" else ("config", "layers")
    return any(name in document for name in (*others, "fsLayers"))


def children_in(document: Mapping[str, Any], kind: str) -> list[Descriptor] | None:
    """The children that it names, a missing config left out; None: it makes no sense."""
    if kind == "manifest":
        first = [document["config"]] if "config" in document else []
        named = first + _list(document.get("layers"))
    else:
        named = _list(document.get("manifests"))
    found = [_descriptor(one) for one in named]
    known = [one for one in found if one is not None]
    return known if len(known) == len(found) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [None]


def _descriptor(value: Any) -> Descriptor | None:
    if not isinstance(value, dict):
        return None
    media_type, digest, size = (value.get(name) for name in ("mediaType", "digest", "size"))
    urls, platform = value.get("urls", []), value.get("platform")
    annotations = value.get("annotations", {})
    sensible = isinstance(media_type, str) and isinstance(digest, str) and type(size) is int
    if not sensible or not isinstance(urls, list) or not isinstance(annotations, dict):
        return None
    data = _embedded(value.get("data"))
    return Descriptor(
        str(media_type), str(digest), int(str(size)), annotations, tuple(urls), platform, data
    )


def _embedded(value: Any) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except ValueError:
        return None
