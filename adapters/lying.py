"""A registry that lies, on `http.server` alone: what a ledger says of a client shows without the
harness.

It has one image, and four addresses: the registry's own, `elsewhere`, `third`, and `deaf`, where no
connection is accepted. `lies.py` has the lies, each under the name of the harness's scenario.
"""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from lying_image import CONFIG, INDEX, LAYER, MANIFEST, digest, manifest

USER, PASSWORD = "alice", "the-password-of-alice"
BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
HOSTS = {"registry": "127.0.0.1", "elsewhere": "127.0.0.2", "third": "127.0.0.3"}
ENDLESS = 40 * 1024 * 1024
"""Bytes after which a body without end ends."""


@dataclass(frozen=True)
class Lie:
    """Requests of `methods` about one of `what`, at `host`, are answered otherwise.

    `headers`: an empty value removes one; `change`: of the body; `wire`: "silent", "no answer",
    "stalled", "cut", "no length", "chunked", "endless"; `once`: only the first;
    `keeps`: what is sent counts.
    """

    methods: str
    what: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    change: Callable[[bytes], bytes] | None = None
    wire: str = ""
    once: bool = False
    host: str = "registry"
    keeps: bool = True


@dataclass
class Lying:
    """The registry's state. `seen`: every request; `access`: "", "basic", "bearer"."""

    lies: tuple[Lie, ...] = ()
    access: str = ""
    challenge: str = ""
    variant: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)
    told: list[Lie] = field(default_factory=list)
    locations: list[str] = field(default_factory=list)
    most_sent: int = 0
    valid: set[str] = field(default_factory=set)
    urls: dict[str, str] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Lying:
        self._servers = []
        for name, address in HOSTS.items():
            kind = type("Serving", (_Handler,), {"state": self, "host": name})
            server = ThreadingHTTPServer((address, 0), kind)
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            self.urls[name] = f"http://{address}:{server.server_port}"
            self._servers.append(server)
        # Its only place is taken: the system drops all further requests for a connection.
        self._deaf = socket.create_server(("127.0.0.4", 0), backlog=0)
        self._first = socket.create_connection(self._deaf.getsockname())
        self.urls["deaf"] = "http://{}:{}".format(*self._deaf.getsockname())
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._first.close()
        self._deaf.close()
        for server in self._servers:
            server.shutdown()
            server.socket.close()

    def lie_about(self, host: str, method: str, what: str) -> Lie | None:
        for lie in self.lies:
            fits = host == lie.host and method in lie.methods.split() and what in lie.what.split()
            if fits and not (lie.once and lie in self.told):
                self.told.append(lie)
                return lie
        return None

    def text(self, template: str, path: str, location: str) -> str:
        """A header, with the names in { } replaced."""
        last = location.rpartition("/")[2]
        known = {**self.urls, "target": path, "location": location, "last": last}
        known["challenge"] = self.asks()
        for name, value in known.items():
            template = template.replace(f"{{{name}}}", value)
        return template

    def asks(self) -> str:
        """The challenge."""
        usual = 'Bearer realm="{registry}/token",service="x",scope="repository:library/thing:pull"'
        if self.access == "basic":
            return 'Basic realm="x"'
        return (self.challenge or usual).replace("{registry}", self.urls["registry"])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: ClassVar[Lying]
    host: ClassVar[str]

    def log_message(self, *arguments: object) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def handle_request(self) -> None:
        state, path = self.state, self.path.replace("%3A", ":").replace("%2F", "/")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding"):
            body = self._chunks()
        what = _what(path)
        given = self.headers.get("Authorization", "")
        state.seen.append(
            {
                "host": self.host, "method": self.command, "what": what, "path": path,
                "given": given, "body": body, "type": self.headers.get("Content-Type", ""),
                "at": time.monotonic(),
            }
        )  # fmt: skip
        is_open = not state.access or what == "token" or self.host != "registry"
        is_basic = state.access == "basic"
        is_right = given == f"Basic {BASIC}" if is_basic else given in state.valid
        if not is_open and not is_right:
            self._answer(401, {"WWW-Authenticate": state.asks()}, b'{"errors":[]}', "")
            return
        status, headers, content = self._usual(what)
        lie = state.lie_about(self.host, self.command, what)
        if lie is not None:
            status, content = lie.status or status, lie.change(content) if lie.change else content
            if any("{challenge}" in value for _, value in lie.headers):
                state.valid.clear()
            for name, value in lie.headers:
                value = value.replace("{agreeing}", digest(content))
                headers[name] = state.text(value, self.path, headers.get("Location", ""))
        headers = {name: value for name, value in headers.items() if value}
        if what in ("uploads", "upload") and "Location" in headers:
            state.locations.append(headers["Location"])
        self._answer(status, headers, content, lie.wire if lie else "")

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = handle_request  # noqa: N815

    def _chunks(self) -> bytes:
        found = b""
        while size := int(self.rfile.readline(), 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    def _usual(self, what: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body, as a registry that does not lie answers."""
        content = {"manifest": manifest(self.state.variant), "config": CONFIG, "layer": LAYER}
        if not what:
            return 404, {}, b'{"errors":[]}'
        if what == "token":
            number = sum(s["what"] == "token" for s in self.state.seen)
            token = f"token-of-{self.host}-{number}"
            self.state.valid |= {f"Bearer {token}"} if self.host == "registry" else set()
            return 200, {"Content-Type": "application/json"}, json.dumps({"token": token}).encode()
        if self.command == "POST":
            number = sum(s["method"] == "POST" for s in self.state.seen)
            location = f"/v2/library/thing/blobs/uploads/{number}?_state=a&empty="
            return 202, {"Location": location, "Range": "0-0"}, b""
        if self.command == "PATCH":
            sent = sum(len(s["body"]) for s in self.state.seen if s["what"] == "upload")
            location = f"{self.path.partition('?')[0]}?_state=b&empty="
            return 202, {"Location": location, "Range": f"0-{max(sent - 1, 0)}"}, b""
        if self.command == "PUT":
            body = self.state.seen[-1]["body"]
            named = self.path.replace("%3A", ":").rpartition("digest=")[2].partition("&")[0]
            headers = {"Docker-Content-Digest": named if what == "upload" else digest(body)}
            return 201, {**headers, "Location": "/v2/"}, b""
        is_pushing = any(s["method"] == "POST" for s in self.state.seen)
        if what in content and not (self.command == "HEAD" and self._is_push(is_pushing)):
            whole = content[what]
            kind = INDEX if self.state.variant == "ambiguous index" else MANIFEST
            media_type = kind if what == "manifest" else "application/octet-stream"
            headers = {"Docker-Content-Digest": digest(whole), "Content-Type": media_type}
            if asked := self.headers.get("Range", "").removeprefix("bytes="):
                first = int(asked.partition("-")[0])
                last = min(int(asked.partition("-")[2] or len(whole) - 1), len(whole) - 1)
                headers["Content-Range"] = f"bytes {first}-{last}/{len(whole)}"
                return 206, headers, whole[first : last + 1]
            return 200, headers, whole
        return (200, {}, b"{}") if what == "ping" else (404, {}, b'{"errors":[]}')

    def _is_push(self, is_pushing: bool) -> bool:
        """A HEAD of a blob before anything was read: a client that pushes asks what is there."""
        reads = any(s["method"] == "GET" and s["what"] == "manifest" for s in self.state.seen)
        return is_pushing or ("/blobs/" in self.path and not reads)

    def _answer(self, status: int, headers: dict[str, str], body: bytes, wire: str) -> None:
        if wire == "no answer":
            self.close_connection = True
            return
        if wire == "silent":
            self.state.over.wait(60)
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in headers.items():
            for line in value.split("\n"):
                self.send_header(name, line)
        if wire in ("no length", "endless", "no length cut"):
            self.close_connection = True
        elif wire == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if wire == "chunked":
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        if wire in ("cut", "stalled", "no length cut"):
            body, self.close_connection = body[: len(body) // 2], True
        self.wfile.write(body)
        sent = len(body)
        while wire == "endless" and sent < ENDLESS:
            sent += self.wfile.write(bytes(1 << 16))
            self.state.most_sent = max(self.state.most_sent, sent)
        if wire == "stalled":
            self.wfile.flush()
            self.state.over.wait(60)


def _what(path: str) -> str:
    if path.startswith("/v2/library/thing/blobs/uploads/"):
        return "uploads" if path.partition("?")[0].endswith("/uploads/") else "upload"
    for name, content in (("config", CONFIG), ("layer", LAYER)):
        if path.startswith("/v2/library/thing/blobs/") and path.endswith(digest(content)):
            return name
    if path.startswith("/token"):
        return "token"
    return "ping" if path == "/v2/" else "manifest" if "/manifests/" in path else ""
