"""PyPI's crpy, carried to the harness: `--remotes-client crpy_client:Client`.

The user and password are in its file `~/.crpy/config.json`, where `crpy login` keeps them. Its
caches are not used: a second play of a scenario has to ask the registry again.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import json

from crpy import storage
from crpy.registry import RegistryInfo
from image_folders import Operation, Pushed, blobs_of, place


class Client:
    """Its waits have a limit of 300 seconds, which cannot be changed."""

    name = "crpy"
    version = importlib.metadata.version("crpy")

    def pull(self, operation: Operation) -> None:
        """By `get_manifest` and `pull_layer`."""
        asyncio.run(self._pull(operation))

    def push(self, operation: Operation) -> None:
        """By `push_layer` and `push_manifest`."""
        asyncio.run(self._push(operation))

    async def _pull(self, operation: Operation) -> None:
        registry = self._registry(operation)
        manifest = (await registry.get_manifest(reference=operation.digest)).data
        for blob in blobs_of(manifest):
            content = await registry.pull_layer(blob["digest"], use_cache=False)
            place(operation.folder, blob["digest"]).write_bytes(content or b"")
        place(operation.folder, "manifest.json").write_bytes(manifest)

    async def _push(self, operation: Operation) -> None:
        registry, image = self._registry(operation), Pushed(operation.folder)
        for blob in image.blobs:
            await registry.push_layer(image.path(blob["digest"]))
        await registry.push_manifest(json.loads(image.manifest))

    def _registry(self, operation: Operation) -> RegistryInfo:
        storage.save_credentials(operation.registry, operation.user, operation.password)
        RegistryInfo.get_manifest.cache_clear()
        return RegistryInfo(operation.registry, operation.name, operation.tag, https=False)
