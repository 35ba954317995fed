"""A small registry on loopback, for tests of a client: right, unless a test scripts an answer.

It keeps everything in memory, with its requests. Further servers on other addresses show what a
client carries to another host.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from remotes_conformance.content import digest_of

CERTIFICATE = Path(__file__).with_name("loopback.pem")
"""Certificate and key of servers on loopback, for a hundred years; no other machine trusts it."""

Act = Callable[["Call"], None]
"""Answers one request instead of the registry."""


@dataclass
class Seen:
    """One request. `body`: the bytes that arrived; `is_whole`: as many as were announced."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    is_whole: bool = False


@dataclass
class Scripted:
    """For requests whose `METHOD path` *pattern* is found in: *act*, *times* times."""

    pattern: str
    act: Act
    times: int


class Call(BaseHTTPRequestHandler):
    """One connection. `registry`: its registry; `seen`: the request that is answered."""

    protocol_version = "HTTP/1.1"
    registry: Loopback
    seen: Seen

    def log_message(self, format: str, *args: object) -> None: ...

    def answer(
        self, status: int, body: bytes = b"", *, length: int | None = None, **headers: str
    ) -> None:
        """Answer with *headers* (`_` stands for `-`). With a *length* of -1 there is none, and the
        connection ends the body; another one may be wrong."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if length != -1:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            with suppress(OSError):
                self.wfile.write(body)
        if length is not None:
            self.close_connection = True

    def _serve(self) -> None:
        self.seen = Seen(self.command, self.path, self.headers)
        self.registry.seen.append(self.seen)
        act = self.registry.act_for(f"{self.command} {self.path}")
        if act is None or getattr(act, "reads_body", True):
            self.read_body()
        (act or self.registry.serve)(self)

    def read_body(self) -> None:
        """Read the body of the request, as far as it comes."""
        length = int(self.headers.get("Content-Length") or 0)
        with suppress(OSError):
            self.seen.body = self.rfile.read(length)
        self.seen.is_whole = len(self.seen.body) == length

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = _serve  # noqa: N815


class _Server6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


class Loopback:
    """The registry. `address` is its host and port; `seen` its requests, in order."""

    def __init__(self, host: str = "127.0.0.1", *, tls: bool = False) -> None:
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, tuple[str, bytes]] = {}
        self.uploads: dict[str, bytes] = {}
        self.seen: list[Seen] = []
        self._scripts: list[Scripted] = []
        self._guard = threading.Lock()
        handler = type("BoundCall", (Call,), {"registry": self})
        kind = _Server6 if ":" in host else ThreadingHTTPServer
        self._server = kind((host, 0), handler)
        self._scheme = "https" if tls else "http"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        # A client that breaks off is no error here.
        self._server.handle_error = lambda request, address: None  # type: ignore[method-assign]
        host = f"[{host}]" if ":" in host else host
        self.address = f"{host}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str = "/") -> str:
        return f"{self._scheme}://{self.address}{path}"

    def script(self, pattern: str, act: Act, times: int = 10**6) -> None:
        """Have *act* answer such requests; the latest script goes first."""
        self._scripts.insert(0, Scripted(pattern, act, times))

    def act_for(self, request: str) -> Act | None:
        with self._guard:
            for one in self._scripts:
                if one.times and re.search(one.pattern, request):
                    one.times -= 1
                    return one.act
        return None

    def asked(self, pattern: str = "") -> list[str]:
        """The requests in which *pattern* is found, as `METHOD path`."""
        lines = (f"{one.method} {one.path}" for one in self.seen)
        return [line for line in lines if re.search(pattern, line)]

    def has_heard(self, *secrets: str) -> bool:
        """True if any request that it got contained one of *secrets*."""
        texts = [f"{one.path} {dict(one.headers)} {one.body!r}" for one in self.seen]
        return any(secret in text for text in texts for secret in secrets)

    def put_blob(self, content: bytes) -> str:
        digest = digest_of(content)
        self.blobs[digest] = content
        return digest

    def put_manifest(self, document: dict[str, Any], tag: str = "") -> str:
        content = json.dumps(document).encode()
        for target in filter(None, (tag, digest_of(content))):
            self.manifests[target] = (document["mediaType"], content)
        return digest_of(content)

    def serve(self, call: Call) -> None:
        """Answer as a registry does."""
        path, _, query = call.seen.path.partition("?")
        match = re.fullmatch(r"/v2/(.+)/(blobs|manifests)/(.*)", path)
        if match is None:
            return call.answer(404)
        name, kind, target = match.groups()
        if kind == "manifests":
            return self._manifest(call, target)
        if not target.startswith("uploads/"):
            return self._blob(call, target)
        return self._upload(call, name, target, query)

    def _manifest(self, call: Call, target: str) -> None:
        if call.command == "PUT":
            media_type = call.headers["Content-Type"]
            digest = digest_of(call.seen.body)
            for one in (target, digest):
                self.manifests[one] = (media_type, call.seen.body)
            return call.answer(201, Docker_Content_Digest=digest)
        if target not in self.manifests:
            return call.answer(
                404, b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"not here"}]}'
            )
        media_type, content = self.manifests[target]
        return call.answer(
            200, content, Content_Type=media_type, Docker_Content_Digest=digest_of(content)
        )

    def _blob(self, call: Call, digest: str) -> None:
        if digest not in self.blobs:
            return call.answer(404, b'{"errors":[{"code":"BLOB_UNKNOWN","message":"not here"}]}')
        content = self.blobs[digest]
        asked = re.fullmatch(r"bytes=(\d+)-", call.headers.get("Range", ""))
        if asked is None:
            return call.answer(200, content)
        begin = int(asked[1])
        if begin >= len(content):
            return call.answer(416, Content_Range=f"bytes */{len(content)}")
        where = f"bytes {begin}-{len(content) - 1}/{len(content)}"
        return call.answer(206, content[begin:], Content_Range=where)

    def _upload(self, call: Call, name: str, target: str, query: str) -> None:
        if call.command == "POST":
            place = f"/v2/{name}/blobs/uploads/{len(self.seen)}?state=a%2Fb"
            return call.answer(202, Location=place)
        kept = self.uploads.get(target, b"")
        if call.command == "DELETE":
            return call.answer(204)
        if call.command in ("PATCH", "GET"):
            begins = call.headers.get("Content-Range", str(len(kept))).partition("-")[0]
            is_next = call.command == "GET" or begins == str(len(kept))
            if is_next:
                kept += call.seen.body  # also a part of what was announced
                self.uploads[target] = kept
            status = 416 if not is_next else 202 if call.command == "PATCH" else 204
            return call.answer(status, Range=f"0-{max(len(kept) - 1, 0)}", Location=call.seen.path)
        wanted, content = query.partition("digest=")[2], kept + call.seen.body
        if not call.seen.is_whole or digest_of(content) != wanted:
            return call.answer(400, b'{"errors":[{"code":"DIGEST_INVALID","message":"no"}]}')
        self.blobs[wanted] = content
        return call.answer(201, Docker_Content_Digest=wanted)
