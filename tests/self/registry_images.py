"""Images and repositories for tests of the registry client."""

from __future__ import annotations

import json
from typing import Any

from loopback_registry import Loopback
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.media_types import OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST
from remotes_reference import push_handler
from remotes_reference.blob_reader import BlobReader, MemoryBlob
from remotes_reference.registry import CallContext, Credentials, Repository, UploadSizes
from remotes_reference.registry.pusher import RegistryPusher

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


def changed(content: bytes) -> bytes:
    """As long, and different in its last byte."""
    return content[:-1] + bytes([content[-1] ^ 1])


def repository(
    registry: Loopback,
    name: str = "lib/img",
    *,
    login: bool = False,
    timeout: float = 5.0,
    sizes: UploadSizes | None = None,
) -> Repository:
    return Repository(
        registry.address,
        name,
        credentials=Credentials(USER, PASSWORD) if login else None,
        plain_http=True,
        timeout=timeout,
        sizes=sizes,
    )


class Holds:
    """A provider of one content, whatever its digest."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def reader(self, ctx: object, digest: str) -> BlobReader:
        return BlobReader(MemoryBlob(self.content))


def push(pusher: RegistryPusher, content: bytes, descriptor: Descriptor | None = None) -> None:
    handle = push_handler(Holds(content), pusher, edition="1.6")
    handle(CallContext(), descriptor or layer(content))


def push_in_pieces(pusher: RegistryPusher, content: bytes, descriptor: Descriptor) -> None:
    """As a handler does that verifies nothing itself."""
    piece = 1024 * 1024
    with pusher.push(CallContext(), descriptor) as writer:
        for begin in range(0, len(content), piece):
            writer.write(content[begin : begin + piece])
        writer.commit(descriptor.size, descriptor.digest)


def document(content: bytes, media_type: str = OCI_MANIFEST) -> Descriptor:
    return Descriptor(media_type, digest_of(content), len(content))
