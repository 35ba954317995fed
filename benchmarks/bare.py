"""A bare loop on `http.client`, for `transfers.py`: what a transfer costs in plain Python at least.

It hashes what it pulls, and syncs each file once. What it pushes, it neither looks for nor hashes.

    bare.py pull|push REPOSITORY FOLDER
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from threading import local
from typing import Any

WORKERS = 8
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_PIECE = 1 << 20


class Bare:
    """Transfers between *repository* and the image layout *folder*."""

    def __init__(self, repository: str, folder: Path) -> None:
        self._host, _, name = repository.partition("/")
        self._path = f"/v2/{name}"
        self._blobs = folder / "blobs" / "sha256"
        self._folder = folder
        self._own = local()

    def pull(self) -> None:
        self._blobs.mkdir(parents=True)
        answer = self._asked("GET", f"{self._path}/manifests/v1", Accept=_MANIFEST)
        self._all(self._pull, json.loads(answer.read()))

    def push(self) -> None:
        index = json.loads((self._folder / "index.json").read_bytes())
        content = self._file(index["manifests"][0]).read_bytes()
        self._all(self._push, json.loads(content))
        kind = {"Content-Type": _MANIFEST}
        self._asked("PUT", f"{self._path}/manifests/v1", content, **kind).read()

    def _all(self, action: Callable[[Any], None], manifest: Any) -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(action, [manifest["config"], *manifest["layers"]]))

    def _file(self, descriptor: Any) -> Path:
        return self._blobs / descriptor["digest"].removeprefix("sha256:")

    def _pull(self, descriptor: Any) -> None:
        answer = self._asked("GET", f"{self._path}/blobs/{descriptor['digest']}")
        target, seen = self._file(descriptor), hashlib.sha256()
        draft = target.with_suffix(".draft")
        piece = memoryview(bytearray(min(_PIECE, descriptor["size"] + 1)))
        with open(draft, "xb", buffering=0) as file:
            while size := answer.readinto(piece):
                seen.update(piece[:size])
                file.write(piece[:size])
            os.fsync(file.fileno())
        if seen.hexdigest() != target.name:
            raise ValueError(f"{descriptor['digest']}: wrong bytes")
        os.rename(draft, target)

    def _push(self, descriptor: Any) -> None:
        answer = self._asked("POST", f"{self._path}/blobs/uploads/", b"")
        answer.read()
        _, _, place = answer.getheader("Location", "").partition(self._host)
        with open(self._file(descriptor), "rb") as file:
            length = {"Content-Length": str(descriptor["size"])}
            self._asked("PUT", f"{place}&digest={descriptor['digest']}", file, **length).read()

    def _asked(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self._host, blocksize=_PIECE)
        self._own.connection.request(method, path, body, headers)
        answer = self._own.connection.getresponse()
        if answer.status >= 300:
            raise ValueError(f"{method} {path}: {answer.status}")
        return answer


if __name__ == "__main__":
    getattr(Bare(sys.argv[2], Path(sys.argv[3])), sys.argv[1])()
