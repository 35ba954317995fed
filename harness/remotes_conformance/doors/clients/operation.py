"""The operation of a client: its values, and the folder of its files."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ...scenarios.clients.image import Image, Part
from ...scenarios.clients.script import END, LIMIT, ClientScenario
from ...world.registry.registry import NAME, SOURCE, TAG, Registry
from .encrypted import write_authority

LONGEST = 8
"""The number of patiences that an operation may take in all, while requests keep coming."""
_NO_PART = Part("", "", b"", "")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a client.

    * `registry`: host and port; `scheme`: by which it is reached, "http" or "https";
    * `authority`: of HTTPS, a file (PEM) with the certificate to trust;
    * `name`, `tag`, `digest`: the repository, the tag, and the digest of the image's manifest;
    * `blob`: the digest of a layer of the image, for a fetch of one;
    * `user`, `password`: for registries that ask for them;
    * `limit`: seconds after which a wait has to end; 0: the client's own limit counts;
    * `folder`: of a pull, where the image has to be written: it does not exist yet; of a push, an
      OCI image layout, in which the image has the tag; of a fetch, a file to be written;
    * `mount_from`: of a push, another repository of the registry that may have the blobs; empty:
      there is none.

    The other fields are the harness's own, for clients that are judged part by part: `part` and
    `offset`, `order` (the parts of a push), and the callbacks `keep`, `handed_out` and `moves` (the
    reader is about to be moved to the offset). The methods `pull` and `push` do not need them.
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
    mount_from: str = ""
    scheme: str = "http"
    authority: Path | None = None
    part: Part = field(default=_NO_PART, repr=False)
    offset: int = 0
    order: tuple[Part, ...] = field(default=(), repr=False)
    keep: Callable[[str, str, int], None] = field(default=lambda *found: None, repr=False)
    handed_out: Callable[[int], None] = field(default=lambda size: None, repr=False)
    moves: Callable[[], None] = field(default=lambda: None, repr=False)


def part_of(scenario: ClientScenario, image: Image) -> Part:
    """The part that a fetch, a resume or a cancel of *scenario* is about: that of its script."""
    whats = [what for one in scenario.script for what in one.what.split()]
    roles = [what for what in whats if what in ("manifest", "config", "layer")]
    role = roles[0] if roles and "layer" not in roles else "layer"
    if scenario.variant in ("ambiguous", "big"):
        role = "manifest"
    parts = {"manifest": image.manifest, "config": image.blobs[0]}
    return parts.get(role, image.blobs[-1])


def prepared(registry: Registry, address: str, room: Path, *, tls: bool = False) -> Operation:
    """The operation of the registry's scenario, with its folder in *room*."""
    folder = room / "image"
    scenario = registry.scenario
    if scenario.does == "push":
        write_layout(registry.image, folder)
    secrets = registry.secrets
    part = part_of(scenario, registry.image)
    return Operation(
        registry=address,
        name=NAME,
        tag=TAG,
        digest=registry.image.manifest.digest,
        blob=registry.image.blobs[-1].digest,
        user=secrets.user,
        password=secrets.password,
        limit=0 if scenario.is_unlimited else LIMIT,
        folder=folder,
        part=part,
        scheme="https" if tls else "http",
        authority=write_authority(room) if tls else None,
        mount_from=SOURCE if scenario.has == "source" else "",
        offset=len(part.content) if scenario.offset == END else scenario.offset,
        order=(*registry.image.blobs, *registry.image.documents),
        keep=registry.has_resolved,
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
