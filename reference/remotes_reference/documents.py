"""Descriptors of everything that a manifest or an index names."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument
from remotes_conformance.media_types import INDEXES, MANIFESTS, kind_of
from remotes_conformance.protocols import AsyncContext, Context

LIMIT: Final = 8 * 1024 * 1024
"""Bytes of the largest document that is read. Registries have to take 4 MiB."""
PIECE: Final = 64 * 1024


def is_document(ctx: Context | AsyncContext, media_type: str, edition: str) -> bool:
    """True if content of this type names children. Logs that nothing is known of it (WALK-8)."""
    kind = kind_of(media_type, edition)
    if kind == "unknown":
        log = ctx.logger.warning if edition == "2017-06" else ctx.logger.debug
        log("unknown type %s: its children are not visited", media_type)
    return kind in ("manifest", "index")


def children_in(content: bytes, media_type: str, edition: str) -> Sequence[Descriptor]:
    """The children that the document *content* of this type names, in order.

    Raises `InvalidArgument` for one that is no manifest or index, and from edition 1.6 on for one
    that could be either.
    """
    document = _parsed(content)
    is_index = media_type in INDEXES
    if edition != "2017-06":
        _refuse_ambiguous(document, is_index=is_index)
    if is_index:
        return [_descriptor(one) for one in _list(document, "manifests")]
    config = [document["config"]] if document.get("config") is not None else []
    return [_descriptor(one) for one in [*config, *_list(document, "layers")]]


def check_size(read: int) -> None:
    """Raises `InvalidArgument` if a document is too large to go on reading it."""
    if read > LIMIT:
        _refuse(f"a document of more than {LIMIT} bytes")


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InvalidArgument(f"not a manifest or index: {str(error)[:200]}") from error
    if not isinstance(document, dict):
        _refuse("a document that is no JSON object")
    return document


def _refuse_ambiguous(document: Mapping[str, Any], *, is_index: bool) -> None:
    """One digest must not mean two images, depending on the reader (CVE-2021-41190)."""
    declared = document.get("mediaType")
    others, types = (("config", "layers"), MANIFESTS) if is_index else (("manifests",), INDEXES)
    if declared in types or any(map(document.get, (*others, "fsLayers"))):
        _refuse("a document that is a manifest and an index at once")


def _list(document: Mapping[str, Any], name: str) -> list[Any]:
    value = document.get(name)
    if value is None:  # how Go writes a list that is empty
        return []
    if not isinstance(value, list):
        _refuse(f"a document whose {name} are no list")
    return value


def _descriptor(value: object) -> Descriptor:
    if not isinstance(value, dict):
        _refuse("a descriptor that is no JSON object")
    media_type, digest, size = (value.get(name) for name in ("mediaType", "digest", "size"))
    urls, platform, annotations = (value.get(n) for n in ("urls", "platform", "annotations"))
    if not isinstance(media_type, str) or not isinstance(digest, str) or type(size) is not int:
        _refuse("a descriptor without a media type, a digest or a size")
    return Descriptor(
        media_type,
        digest,
        size,
        _texts(annotations),
        tuple(url for url in urls if isinstance(url, str)) if isinstance(urls, list) else (),
        None if platform is None else _texts(platform),
        _embedded(value.get("data")),
    )


def _embedded(value: object) -> bytes | None:
    """The content that a descriptor embeds, in Base64."""
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except ValueError:
        return None


def _texts(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if isinstance(text, str)}


def _refuse(reason: str) -> NoReturn:
    raise InvalidArgument(reason)
