"""PyPI's azure-containerregistry, carried to the harness: `--remotes-client azure_client:Client`.

It is anonymous, since it only takes credentials of Azure's. HTTPS is not enforced.
"""

from __future__ import annotations

import importlib.metadata
import json

from azure.containerregistry import ContainerRegistryClient
from image_folders import Operation, Pushed, blobs_of, place


class Client:
    """It knows no password, so registries that ask for one are left out."""

    name = "azure-containerregistry"
    version = importlib.metadata.version("azure-containerregistry")
    passwords = False

    def pull(self, operation: Operation) -> None:
        """The manifest is handed out as a dictionary: it is written again as JSON."""
        with self._client(operation) as client:
            found = client.get_manifest(operation.name, operation.digest, enforce_https=False)
            manifest = json.dumps(found.manifest).encode()
            for blob in blobs_of(manifest):
                target = place(operation.folder, blob["digest"])
                coming = target.with_suffix(".coming")
                with coming.open("wb") as file:
                    file.writelines(
                        client.download_blob(operation.name, blob["digest"], enforce_https=False)
                    )
                coming.rename(target)
            place(operation.folder, "manifest.json").write_bytes(manifest)

    def push(self, operation: Operation) -> None:
        """Blobs by PATCH, then the manifest as a stream."""
        image = Pushed(operation.folder)
        with self._client(operation) as client:
            for blob in image.blobs:
                with image.path(blob["digest"]).open("rb") as file:
                    client.upload_blob(operation.name, file, enforce_https=False)
            media_type = json.loads(image.manifest)["mediaType"]
            with image.path(operation.digest).open("rb") as file:
                client.set_manifest(
                    operation.name,
                    file,
                    tag=operation.tag,
                    media_type=media_type,
                    enforce_https=False,
                )

    def _client(self, operation: Operation) -> ContainerRegistryClient:
        return ContainerRegistryClient(f"http://{operation.registry}", None)
