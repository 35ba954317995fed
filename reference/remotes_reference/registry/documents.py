"""Descriptors as JSON, and the children that manifests and indexes name.

Documents come from a registry and are refused if two readers could understand them differently:
manifest and index in one (CVE-2021-41190), a name twice, or another media type than announced.
Bytes whose digest matters are never written anew from what was parsed.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument
from remotes_conformance.media_types import kind_of
from remotes_conformance.protocols import Context, Provider

from ..digests import parse_digest

EDITION: Final = "2.x"
"""The edition whose media types are known here: the latest."""

DOCUMENT_LIMIT: Final = 8 * 1024 * 1024
"""Bytes of the largest manifest that is read or pushed. Registries have to take 4 MiB."""

_MEDIA_TYPE: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*"
)
_LARGEST: Final = 2**63 - 1
_OF_INDEX: Final = {"manifests"}
_OF_MANIFEST: Final = {"layers", "fslayers", "config"}


def is_document(media_type: str) -> bool:
    """True if content of that type names other content: manifests and indexes."""
    return kind_of(media_type, EDITION) in ("manifest", "index")


def children(ctx: Context, provider: Provider, descriptor: Descriptor) -> Sequence[Descriptor]:
    """The children of *descriptor*: of a manifest the config, then the layers; of an index its
    manifests.

    Raises `InvalidArgument` for a document that makes no sense, and what the provider raises.
    """
    if not is_document(descriptor.media_type):
        if kind_of(descriptor.media_type, EDITION) == "unknown":
            ctx.logger.warning("no children are known of media type %s", descriptor.media_type)
        return ()
    with provider.reader(ctx, descriptor.digest) as reader:
        content = b""
        while len(content) <= DOCUMENT_LIMIT and (piece := reader.read(DOCUMENT_LIMIT)):
            content += piece
    return children_in(content, descriptor)


def children_in(content: bytes, descriptor: Descriptor) -> Sequence[Descriptor]:
    """The children that the document *content* names, which *descriptor* describes."""
    document = parsed(content)
    declared = document.get("mediaType", descriptor.media_type)
    if declared != descriptor.media_type:
        _refuse(
            f"the document says {str(declared)[:80]!r}, and was taken for {descriptor.media_type}"
        )
    if kind_of(descriptor.media_type, EDITION) == "index":
        return tuple(map(descriptor_of, _list(document, "manifests")))
    if "config" not in document:
        _refuse("a manifest without a config")
    layers = _list(document, "layers")
    return tuple(map(descriptor_of, [document["config"], *layers]))


def parsed(content: bytes) -> Mapping[str, Any]:
    """The JSON object *content*, if it is the document of a manifest or an index, not of both."""
    if len(content) > DOCUMENT_LIMIT:
        _refuse(f"a document of more than {DOCUMENT_LIMIT} bytes")
    try:
        document = json.loads(content, object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InvalidArgument(f"not a manifest or index: {_short(error)}") from error
    if not isinstance(document, dict):
        _refuse("not a JSON object")
    # Some readers do not care for the case of names.
    names = {name.casefold() for name in document}
    if names & _OF_INDEX and names & _OF_MANIFEST:
        _refuse("a document with both manifests and layers")
    return document


def descriptor_of(value: object) -> Descriptor:
    """The descriptor that the JSON *value* is. Raises `InvalidArgument`."""
    if not isinstance(value, dict):
        _refuse("a descriptor that is no JSON object")
    media_type, digest, size = (value.get(name) for name in ("mediaType", "digest", "size"))
    if not isinstance(media_type, str) or not is_media_type(media_type):
        _refuse("a descriptor without a valid mediaType")
    if not isinstance(digest, str) or len(digest) > 255:
        _refuse("a descriptor without a digest")
    parse_digest(digest)
    if type(size) is not int or not 0 <= size <= _LARGEST:
        _refuse(f"a descriptor without a valid size, of {digest}")
    platform, urls, data = (value.get(name) for name in ("platform", "urls", "data"))
    return Descriptor(
        media_type,
        digest,
        size,
        _texts(value.get("annotations")),
        tuple(url for url in urls if isinstance(url, str)) if isinstance(urls, list) else (),
        None if platform is None else _texts(platform),
        None if data is None else _decoded(data),
    )


def json_of(descriptor: Descriptor) -> dict[str, Any]:
    """*descriptor* as a JSON object, without its data."""
    value: dict[str, Any] = {
        "mediaType": descriptor.media_type,
        "digest": descriptor.digest,
        "size": descriptor.size,
    }
    if descriptor.annotations:
        value["annotations"] = dict(descriptor.annotations)
    if descriptor.urls:
        value["urls"] = list(descriptor.urls)
    if descriptor.platform is not None:
        value["platform"] = dict(descriptor.platform)
    return value


def is_media_type(text: str) -> bool:
    """True if *text* is a media type without parameters, of a sensible length."""
    return len(text) <= 255 and _MEDIA_TYPE.fullmatch(text) is not None


def _list(document: Mapping[str, Any], name: str) -> list[object]:
    value = document.get(name, 0)
    if value is None:  # how Go writes a list that is empty
        return []
    if not isinstance(value, list):
        _refuse(f"a document without a list of {name}")
    return value


def _texts(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if isinstance(text, str)}


def _decoded(data: object) -> bytes:
    try:
        return base64.b64decode(data if isinstance(data, str) else "!", validate=True)
    except (binascii.Error, ValueError):
        _refuse("a descriptor with data that is not base64")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _refuse("a document with a name that stands twice in one object")
    return found


def _short(error: BaseException) -> str:
    return str(error)[:200]


def _refuse(reason: str) -> NoReturn:
    raise InvalidArgument(reason)
