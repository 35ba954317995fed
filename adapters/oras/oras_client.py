"""PyPI's oras, carried to the harness: `--remotes-client oras_client:Client`.

It pulls and pushes by the methods for parts (`get_manifest`, `download_blob`, `upload_blob`,
`upload_manifest`), because `pull` writes only what has a title. The pauses between its five
attempts, 131 seconds in all, are cut to nearly nothing.
"""

from __future__ import annotations

import importlib.metadata
import json
import time
from types import SimpleNamespace
from typing import Any

import oras.client
import oras.container
import oras.decorator
import requests
from image_folders import Operation, Pushed, blobs_of, place

oras.decorator.time = SimpleNamespace(sleep=lambda seconds: time.sleep(0.01))  # type: ignore[assignment]


class _Registry(oras.client.OrasClient):
    """Keeps the `last` answer."""

    last: requests.Response

    def do_request(self, *args: Any, **kwargs: Any) -> requests.Response:
        self.last = super().do_request(*args, **kwargs)
        return self.last


class Client:
    """Each operation has a registry object of its own, which is given the user and password."""

    name = "oras"
    version = importlib.metadata.version("oras")

    def pull(self, operation: Operation) -> None:
        """The manifest is handed out as a dictionary: its bytes are those that were accepted."""
        registry = self._registry(operation)
        image = f"{operation.registry}/{operation.name}@{operation.digest}"
        registry.get_manifest(image)
        manifest = registry.last.content
        for blob in blobs_of(manifest):
            target = place(operation.folder, blob["digest"])
            registry.download_blob(image, blob["digest"], str(target))
        place(operation.folder, "manifest.json").write_bytes(manifest)

    def push(self, operation: Operation) -> None:
        """As its own `push` does: each answer is checked by `_check_200_response`."""
        registry, image = self._registry(operation), Pushed(operation.folder)
        container = oras.container.Container(
            f"{operation.registry}/{operation.name}:{operation.tag}"
        )
        for blob in image.blobs:
            answer = registry.upload_blob(str(image.path(blob["digest"])), container, blob)
            registry._check_200_response(answer)
        answer = registry.upload_manifest(json.loads(image.manifest), container)
        registry._check_200_response(answer)

    def _registry(self, operation: Operation) -> _Registry:
        registry = _Registry(hostname=operation.registry, insecure=True)
        registry.auth.set_basic_auth(operation.user, operation.password)
        return registry
