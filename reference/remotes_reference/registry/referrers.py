"""Manifests with a subject, at registries that keep no list of referrers themselves.

The list is then an index under a tag made of the subject's digest. Two clients that add to it at
the same time can lose an entry: registries offer nothing against that.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any, Final

from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import InvalidArgument
from remotes_conformance.media_types import OCI_INDEX
from remotes_conformance.protocols import Context

from ..digests import parse_digest
from .client import Client
from .confirming import MANIFEST_PUT, confirm
from .documents import DOCUMENT_LIMIT, descriptor_of, parsed

_ADDING: Final = threading.Lock()
_EMPTY: Final = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": []}


def add_referrer(
    ctx: Context, client: Client, descriptor: Descriptor, document: Mapping[str, Any]
) -> None:
    """Have the list of the subject of *document* name *descriptor*, once.

    Raises `InvalidArgument` if another kind of document is there.
    """
    subject = descriptor_of(document["subject"])
    digest = parse_digest(subject.digest)
    tag = f"{digest.algorithm}-{digest.hex[:64]}"
    with _ADDING:
        index = _index(ctx, client, tag)
        if all(one.get("digest") != descriptor.digest for one in index["manifests"]):
            entry = _entry(descriptor, document)
            _put(ctx, client, tag, {**index, "manifests": [*index["manifests"], entry]})


def _entry(descriptor: Descriptor, document: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "mediaType": descriptor.media_type,
        "digest": descriptor.digest,
        "size": descriptor.size,
    }
    config = document.get("config")
    kind = document.get("artifactType") or (
        config.get("mediaType") if isinstance(config, dict) else None
    )
    if kind:
        entry["artifactType"] = kind
    if document.get("annotations"):
        entry["annotations"] = document["annotations"]
    return entry


def _index(ctx: Context, client: Client, tag: str) -> Mapping[str, Any]:
    answer = client.send(
        ctx,
        "GET",
        client.url(f"manifests/{tag}"),
        headers={"Accept": OCI_INDEX},
        expect=(200, 404),
    )
    if answer.status == 404:
        answer.finish()
        return _EMPTY
    answer.check_coding()
    index = parsed(answer.read_all(DOCUMENT_LIMIT))
    manifests = index.get("manifests")
    if index.get("mediaType", OCI_INDEX) != OCI_INDEX or not isinstance(manifests, list):
        raise answer.error(InvalidArgument, "no index, so no list of referrers")
    for entry in manifests:
        descriptor_of(entry)
    return index


def _put(ctx: Context, client: Client, tag: str, index: Mapping[str, Any]) -> None:
    content = json.dumps(index).encode()
    answer = client.send(
        ctx,
        "PUT",
        client.url(f"manifests/{tag}"),
        headers={"Content-Type": OCI_INDEX},
        body=content,
        expect=MANIFEST_PUT,
    )
    written = Descriptor(OCI_INDEX, digest_of(content), len(content))
    confirm(ctx, client, answer, written, f"manifests/{tag}")
