"""PyPI's docker-registry-client-async, for the harness: `--remotes-client drca_client:Client`.

Its methods hand out the bytes that came, and leave it to their caller to compare them. A Location
without a host is joined to that of the registry here: the library takes it as it is.
"""

from __future__ import annotations

import asyncio
import base64
import importlib.metadata
import json
from urllib.parse import urljoin

import aiohttp
from docker_registry_client_async import (
    DockerRegistryClientAsync,
    FormattedSHA256,
    ImageName,
    Manifest,
)
from image_folders import Operation, Pushed, blobs_of, place


class Client:
    """Its limit is that of its session of aiohttp, for each wait."""

    name = "docker-registry-client-async"
    version = importlib.metadata.version("docker-registry-client-async")
    limits = True

    def pull(self, operation: Operation) -> None:
        """By `get_manifest` and `get_blob`."""
        asyncio.run(self._pull(operation))

    def push(self, operation: Operation) -> None:
        """By `head_blob`, `post_blob`, `put_blob_upload` and `put_manifest`."""
        asyncio.run(self._push(operation))

    async def _pull(self, operation: Operation) -> None:
        async with await self._client(operation) as client:
            image = ImageName(
                operation.name,
                endpoint=operation.registry,
                digest=FormattedSHA256.parse(operation.digest),
            )
            manifest = (await client.get_manifest(image, protocol="http")).manifest.get_bytes()
            for blob in blobs_of(manifest):
                digest = FormattedSHA256.parse(blob["digest"])
                content = (await client.get_blob(image, digest, protocol="http")).blob
                place(operation.folder, blob["digest"]).write_bytes(content)
            place(operation.folder, "manifest.json").write_bytes(manifest)

    async def _push(self, operation: Operation) -> None:
        image = Pushed(operation.folder)
        async with await self._client(operation) as client:
            name = ImageName(operation.name, endpoint=operation.registry, tag=operation.tag)
            for blob in image.blobs:
                digest = FormattedSHA256.parse(blob["digest"])
                head = await client.head_blob(name, digest, protocol="http")
                if head.result:
                    continue
                begun = await client.post_blob(name, protocol="http")
                content = image.path(blob["digest"]).read_bytes()
                location = urljoin(f"http://{operation.registry}", begun.location)
                await client.put_blob_upload(location, digest, data=content)
            media_type = json.loads(image.manifest)["mediaType"]
            manifest = Manifest(image.manifest, media_type=media_type)
            await client.put_manifest(name, manifest, protocol="http")

    async def _client(self, operation: Operation) -> DockerRegistryClientAsync:
        limit = aiohttp.ClientTimeout(
            total=None, sock_connect=operation.limit, sock_read=operation.limit
        )
        client = DockerRegistryClientAsync(client_session_kwargs={"timeout": limit})
        pair = base64.b64encode(f"{operation.user}:{operation.password}".encode()).decode()
        await client.add_credentials(endpoint=operation.registry, credentials=pair)
        return client
