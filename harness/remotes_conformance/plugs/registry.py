"""A registry that answers `requests` by way of `responses`: no socket, no other thread.

It serves the sources of a scenario, takes uploads, and fails where the scenario says so. It
implements as much of the OCI distribution API as a fetcher and a pusher need.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import responses

from ..content import HEX_LENGTHS, digest_of
from ..scenarios.surroundings import Blob, Source
from .scene import Scene

if TYPE_CHECKING:
    from requests import PreparedRequest

URL = "http://registry.invalid/v2/x"
STATUSES = {
    "not_found": 404,
    "exists": 409,
    "failed_precondition": 412,
    "locked": 423,
    "invalid_argument": 400,
    "unavailable": 503,
    "unsupported": 405,
}
"""The status of an answer that leads to an error of this class; 500: to any other."""

_METHODS = ("HEAD", "GET", "POST", "PATCH", "PUT", "DELETE")
_CONTENT = re.compile(r"/v2/x/(?:blobs|manifests)/([^/]+)")
_UPLOAD = re.compile(r"/v2/x/blobs/uploads/(\d+)")
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str] = {}
    body: bytes | io.BufferedReader = b""


class Registry:
    """The registry of one world. It is there until the world is over."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._uploads: dict[str, bytearray] = {}
        contents = scene.scenario.surroundings.contents
        self.blobs = {d: content.stored for d, content in contents.items() if content.in_remote}
        """The content of the remote: the initial content, and all that was pushed since."""
        mock = responses.RequestsMock(assert_all_requests_are_fired=False)
        for method in _METHODS:
            mock.add_callback(method, re.compile(re.escape(URL) + "/"), self._respond)
        mock.start()
        scene.at_end(lambda: mock.stop(allow_assert=False))

    def _respond(self, request: PreparedRequest) -> Answer:
        answer = self._answer(request)
        return answer._replace(body=b"") if request.method == "HEAD" else answer

    def _answer(self, request: PreparedRequest) -> Answer:
        url = urlsplit(str(request.url))
        serving = self._scene.serving()
        if serving is not None and serving.error:
            if serving.error == "exists" and request.method == "HEAD":
                return Answer(200)
            return _error(STATUSES.get(serving.error, 500), serving.error)
        path, query = url.path, parse_qs(url.query)
        body = _bytes(request.body)
        if path == "/v2/x/blobs/uploads/" and request.method == "POST":
            return self._begin()
        if upload := _UPLOAD.fullmatch(path):
            digest = unquote(query.get("digest", [""])[0])
            return self._upload(str(request.method), upload[1], body, digest)
        if content := _CONTENT.fullmatch(path):
            digest = unquote(content[1])
            if request.method == "PUT":
                return self._commit(bytearray(body), digest)
            if request.method in ("GET", "HEAD"):
                return self._serve(str(request.method), digest, request.headers.get("Range", ""))
        return _error(404, "no such place")

    # -- to fetch --------------------------------------------------------------------------------

    def _serve(self, method: str, digest: str, wanted: str) -> Answer:
        source = self._scene.content(digest).source if self._is_fetched(digest) else None
        if source is None:
            if digest not in self.blobs:
                return _error(404, "blob unknown to registry")
            source = Source(Blob(self.blobs[digest], len(self.blobs[digest])))
        content = source.blob.content
        if method == "HEAD":
            return Answer(200, _length(content))
        ranges = {"Accept-Ranges": "bytes" if source.can else "none"}
        begins = _RANGE.fullmatch(wanted)
        if begins is None or not source.can:
            return Answer(200, {**ranges, **_length(content)}, _Body(source, 0, self._fails))
        start = int(begins[1])
        if start >= len(content):
            return Answer(416, {"Content-Range": f"bytes */{len(content)}"})
        # Up to the end, even if less was requested: a client may not rely on more.
        headers = {
            "Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}",
            **ranges,
            **_length(content[start:]),
        }
        return Answer(206, headers, _Body(source, start, self._fails))

    def _is_fetched(self, digest: str) -> bool:
        """True if the remote serves the content: pushed content has its source elsewhere."""
        serving, scenario = self._scene.serving(), self._scene.scenario
        if serving is not None:
            return scenario.handler_call(serving.task).kind == "fetch"
        return any(call.descriptor.digest == digest for call in self._scene.calls("fetch"))

    def _fails(self) -> bool:
        serving = self._scene.serving()
        return serving is not None and bool(serving.error)

    # -- to push ---------------------------------------------------------------------------------

    def _begin(self) -> Answer:
        number = str(len(self._uploads) + 1)
        self._uploads[number] = bytearray()
        return Answer(202, {**self._place(number), "Range": "0-0"})

    def _place(self, number: str) -> dict[str, str]:
        return {"Location": f"/v2/x/blobs/uploads/{number}"}

    def _upload(self, method: str, number: str, body: bytes, digest: str) -> Answer:
        upload = self._uploads.get(number)
        if upload is None:
            return _error(404, "blob upload unknown to registry")
        if method == "DELETE":
            del self._uploads[number]
            return Answer(204)
        upload += body
        if method == "PUT":
            answer = self._commit(upload, digest)
            if answer.status == 201:
                del self._uploads[number]
            return answer
        status = 202 if method == "PATCH" else 204
        return Answer(status, {**self._place(number), "Range": f"0-{max(len(upload) - 1, 0)}"})

    def _commit(self, content: bytearray, digest: str) -> Answer:
        algorithm = digest.partition(":")[0]
        verifiable = algorithm in HEX_LENGTHS
        if not verifiable or digest_of(bytes(content), algorithm) != digest:
            return _error(400, "provided digest did not match uploaded content")
        self.blobs[digest] = bytes(content)
        return Answer(201, {"Docker-Content-Digest": digest})


class _Body(io.BufferedReader):
    """The body of an answer: it comes in the pieces of a source, and breaks where that breaks.

    `responses` passes a body on only if it is an `io.BufferedReader`; this one buffers nothing.
    """

    def __init__(self, source: Source, start: int, fails: Callable[[], bool]) -> None:
        super().__init__(io.BytesIO())
        self._source = source
        self._position = start
        self._fails = fails
        self._given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        source, content = self._source, self._source.blob.content
        if self._fails():
            raise ConnectionResetError("the connection was reset")
        stop = len(content) if source.breaks_at is None else min(source.breaks_at, len(content))
        if (
            self._position >= stop
            and stop < len(content)
            and source.breaks_with != "unexpected_end"
        ):
            raise ConnectionResetError(f"the connection was reset after {stop} bytes")
        size = len(content) if size is None or size < 0 else size
        if source.pieces:
            size = min(size, source.pieces[self._given % len(source.pieces)])
        self._given += 1
        piece = content[self._position : min(self._position + size, stop)]
        self._position += len(piece)
        return piece

    read1 = read


def _length(content: bytes) -> dict[str, str]:
    return {"Content-Length": str(len(content)), "Content-Type": "application/octet-stream"}


def _error(status: int, message: str) -> Answer:
    body = json.dumps({"errors": [{"code": "UNKNOWN", "message": message}]}).encode()
    return Answer(
        status, {"Content-Type": "application/json", "Content-Length": str(len(body))}, body
    )


def _bytes(body: object) -> bytes:
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)  # type: ignore[call-overload]


_REGISTRIES: dict[Scene, Registry] = {}


def registry_of(scene: Scene) -> Registry:
    """The one registry of a world: its fetcher and its pusher use the same."""
    if scene not in _REGISTRIES:
        _REGISTRIES[scene] = Registry(scene)
        scene.at_end(lambda: _REGISTRIES.pop(scene))
    return _REGISTRIES[scene]
