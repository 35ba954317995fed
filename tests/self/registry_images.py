"""Images and repositories for tests of the registry client."""

from __future__ import annotations

import json
from typing import Any

from loopback_registry import Loopback
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.media_types import OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST
from remotes_reference.registry import Credentials, Repository

USER, PASSWORD = "alice", "pass-Wort/7"


def entry(content: bytes, media_type: str) -> dict[str, Any]:
    """The descriptor of *content*, in JSON."""
    return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}


def layer(content: bytes) -> Descriptor:
    return Descriptor(OCI_LAYER, digest_of(content), len(content))


def manifest(config: bytes, layers: list[bytes]) -> dict[str, Any]:
    return {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": entry(config, OCI_CONFIG),
        "layers": [entry(one, OCI_LAYER) for one in layers],
    }


def index(*documents: dict[str, Any]) -> dict[str, Any]:
    contents = [(json.dumps(one).encode(), one["mediaType"]) for one in documents]
    return {
        "schemaVersion": 2,
        "mediaType": OCI_INDEX,
        "manifests": [entry(content, kind) for content, kind in contents],
    }


def serve_image(registry: Loopback, layers: list[bytes], tag: str = "v1") -> str:
    """Have *registry* an image; the digest of its manifest."""
    for content in (b"{}", *layers):
        registry.put_blob(content)
    return registry.put_manifest(manifest(b"{}", layers), tag)


def repository(
    registry: Loopback, name: str = "lib/img", *, login: bool = False, timeout: float = 5.0
) -> Repository:
    return Repository(
        registry.address,
        name,
        credentials=Credentials(USER, PASSWORD) if login else None,
        plain_http=True,
        timeout=timeout,
    )
