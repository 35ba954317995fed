"""What a client is asked to do: the values of an operation, and the folder of its files."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path

from ...scenarios.clients.image import Image
from ...world.registry.registry import NAME, TAG, Registry

LIMIT = 3
"""Seconds: the limit for waits that a client is given, if it can be given one."""
SLACK = 5.0
"""Seconds that a wait may take beyond its limit."""
LONGEST = 8
"""How many times its patience an operation may take in all, while requests keep coming."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a client.

    * `registry`: host and port; it is reached by plain HTTP;
    * `name`, `tag`, `digest`: the repository, the tag, and the digest of the image's manifest;
    * `blob`: the digest of a layer of the image, for a fetch of one;
    * `user`, `password`: for registries that ask for them;
    * `limit`: seconds after which a wait has to end;
    * `folder`: of a pull, where the image has to be written: it does not exist yet; of a push, an
      OCI image layout, in which the image has the tag; of a fetch, a file to be written.
    """

    registry: str
    name: str
    tag: str
    digest: str
    blob: str
    user: str
    password: str
    limit: int
    folder: Path


def prepared(registry: Registry, address: str, room: Path) -> Operation:
    """The operation of the registry's scenario, with its folder in *room*."""
    folder = room / "image"
    if registry.scenario.does == "push":
        write_layout(registry.image, folder)
    secrets = registry.secrets
    return Operation(
        registry=address,
        name=NAME,
        tag=TAG,
        digest=registry.image.manifest.digest,
        blob=registry.image.blobs[-1].digest,
        user=secrets.user,
        password=secrets.password,
        limit=LIMIT,
        folder=folder,
    )


def write_layout(image: Image, folder: Path) -> None:
    """Write *image* as an OCI image layout."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    for part in image.parts:
        (blobs / part.digest.partition(":")[2]).write_bytes(part.content)
    entry = {
        **image.manifest.descriptor,
        "annotations": {"org.opencontainers.image.ref.name": TAG},
    }
    index = {"schemaVersion": 2, "manifests": [entry]}
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}', encoding="utf-8")


def credentials(operation: Operation) -> str:
    """A file of credentials, as Docker and others read it."""
    pair = f"{operation.user}:{operation.password}".encode()
    auth = {"auth": base64.b64encode(pair).decode()}
    return json.dumps({"auths": {operation.registry: auth}})
