"""PyPI's python-dxf, carried to the harness: `--remotes-client dxf_client:Client`.

Over plain HTTP it refuses to send any credentials. So it is given a registry with HTTPS, and what
it sends there goes to the same host and port without TLS.
"""

from __future__ import annotations

import importlib.metadata
from typing import Any

import dxf
import requests
from image_folders import Operation, Pushed, blobs_of, place
from requests.adapters import HTTPAdapter


class _WithoutTls(HTTPAdapter):
    """Sends the requests for `https://` without TLS."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        assert request.url is not None
        request.url = request.url.replace("https://", "http://", 1)
        return super().send(request, *args, **kwargs)


class Client:
    """Its limit is the argument `timeout`."""

    name = "python-dxf"
    version = importlib.metadata.version("python-dxf")
    limits = True

    def pull(self, operation: Operation) -> None:
        """A blob that does not have its digest is refused at its end."""
        with self._repository(operation) as repository:
            manifest = repository.get_manifest(operation.digest).encode()
            for blob in blobs_of(manifest):
                target = place(operation.folder, blob["digest"])
                coming = target.with_suffix(".coming")
                with coming.open("wb") as file:
                    file.writelines(repository.pull_blob(blob["digest"]))
                coming.rename(target)
            place(operation.folder, "manifest.json").write_bytes(manifest)

    def push(self, operation: Operation) -> None:
        """Blobs from files, then the manifest."""
        image = Pushed(operation.folder)
        with self._repository(operation) as repository:
            for blob in image.blobs:
                repository.push_blob(str(image.path(blob["digest"])))
            repository.set_manifest(operation.tag, image.manifest.decode())

    def _repository(self, operation: Operation) -> dxf.DXF:
        def log_in(repository: dxf.DXFBase, response: requests.Response) -> None:
            repository.authenticate(operation.user, operation.password, response=response)

        class Repository(dxf.DXF):
            def __enter__(self) -> Any:
                entered = super().__enter__()
                self._sessions[0].mount("https://", _WithoutTls())
                return entered

        return Repository(operation.registry, operation.name, log_in, timeout=operation.limit)
