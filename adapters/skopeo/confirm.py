"""Shows what the ledger says of skopeo, with nothing but `http.server` and skopeo itself.

Prints a line for each finding; the exit status is 1 if one of them does not show.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = b'{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}'
LAYER = gzip.compress(bytes(10_240), mtime=0)
MOST = 100 * 1024 * 1024


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def described(media_type: str, content: bytes) -> dict[str, object]:
    return {"mediaType": media_type, "digest": digest(content), "size": len(content)}


DOCUMENT = json.dumps(
    {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": described("application/vnd.oci.image.config.v1+json", CONFIG),
        "layers": [described("application/vnd.oci.image.layer.v1.tar+gzip", LAYER)],
    }
).encode()


class Registry(BaseHTTPRequestHandler):
    """The least that skopeo needs. Subclasses change one answer each."""

    protocol_version = "HTTP/1.0"
    seen: list[tuple[str, str, str, int]]
    """Method, path, Authorization and size of the body, of every request."""
    other = ""

    def log_message(self, *arguments: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_request(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        given = self.headers.get("Authorization", "")
        self.seen.append((self.command, self.path, given, len(self.body)))
        if self.path == "/v2/":
            self.ping()
        elif "/blobs/uploads/" in self.path:
            {"POST": self.post, "PATCH": self.patch, "PUT": self.put}[self.command]()
        elif self.command == "PUT":
            self.put_manifest()
        elif "/manifests/" in self.path:
            self.get_manifest()
        elif self.command == "HEAD":
            self.answer(404)
        else:
            self.get_blob()

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = handle_request  # noqa: N815

    def ping(self) -> None:
        self.answer(200)

    def get_manifest(self) -> None:
        self.answer(200, DOCUMENT, Content_Type=MANIFEST)

    def get_blob(self) -> None:
        self.answer(200, CONFIG if digest(CONFIG) in self.path else LAYER)

    def post(self) -> None:
        self.answer(202, Location=f"{self.other}/v2/x/blobs/uploads/1")

    def patch(self) -> None:
        self.answer(202, Location=f"{self.other}/v2/x/blobs/uploads/1")

    def put(self) -> None:
        self.answer(201)

    def put_manifest(self) -> None:
        self.answer(201)


def skopeo(kind: type[Registry], does: str, address: str = "127.0.0.1") -> tuple[int, str]:
    """Exit status and output of one copy from or to such a registry."""
    server = ThreadingHTTPServer((address, 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as name:
        at = f"docker://{address}:{server.server_port}/x"
        options = ["--src-tls-verify=false", "--src-creds", "me:secret"]
        words = [f"{at}@{digest(DOCUMENT)}", f"dir:{name}/out"]
        if does == "push":
            folder = Path(name, "in")
            folder.mkdir()
            for content in (CONFIG, LAYER):
                (folder / digest(content).removeprefix("sha256:")).write_bytes(content)
            (folder / "manifest.json").write_bytes(DOCUMENT)
            (folder / "version").write_text("Directory Transport Version: 1.1\n")
            options = ["--dest-tls-verify=false", "--dest-creds", "me:secret"]
            words = [f"dir:{folder}", f"{at}:v1"]
        done = subprocess.run(
            ["skopeo", "--insecure-policy", "copy", *options, *words],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    server.shutdown()
    server.server_close()
    return done.returncode, done.stderr


def of(**changes: object) -> type[Registry]:
    """A registry with these methods in the place of its own."""
    return type("Changed", (Registry,), {"seen": [], **changes})


def credentials_go_to_the_host_of_a_location() -> bool:
    """REMOTE-17."""
    elsewhere = of()
    server = ThreadingHTTPServer(("127.0.0.2", 0), elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def ping(self: Registry) -> None:
        if self.headers.get("Authorization"):
            self.answer(200)
        else:
            self.answer(401, WWW_Authenticate='Basic realm="x"')

    skopeo(of(other=f"http://127.0.0.2:{server.server_port}", ping=ping), "push")
    server.shutdown()
    server.server_close()
    return any(given for _, _, given, _ in elsewhere.seen)


def a_manifest_that_is_not_taken_is_reported_as_pushed() -> bool:
    """REMOTE-8: 304 is no success, and neither is the wrong digest of a blob."""
    status, _ = skopeo(of(put_manifest=lambda self: self.answer(304)), "push")
    wrong = of(put=lambda self: self.answer(201, Docker_Content_Digest=digest(b"another")))
    other, _ = skopeo(wrong, "push")
    return status == other == 0


def an_upload_that_is_redirected_is_taken_as_sent() -> bool:
    """REMOTE-10: the PUT that ends it comes without a body."""
    kind = of(patch=lambda self: self.answer(307, Location=self.path))
    skopeo(kind, "push")
    return any(method == "PUT" and size == 0 for method, _, _, size in kind.seen)


def a_layer_without_end_is_read_on_and_on() -> bool:
    """REMOTE-22."""
    sent = []

    def get_blob(self: Registry) -> None:
        self.send_response(200)
        self.end_headers()
        while sum(sent) < MOST:
            sent.append(self.wfile.write(bytes(1 << 20)))

    skopeo(of(get_blob=get_blob), "pull")
    return sum(sent) >= MOST


def an_empty_parameter_hides_the_realm() -> bool:
    """REMOTE-18."""
    challenge = 'Bearer hint="",realm="http://127.0.0.1:1/token",service="x"'
    kind = of(ping=lambda self: self.answer(401, WWW_Authenticate=challenge))
    return "missing realm" in skopeo(kind, "pull")[1]


def other_bytes_are_printed_as_those_of_a_digest() -> bool:
    """REMOTE-13: inspect --raw does not compare; nor does the answer's own digest help (14)."""

    def get_manifest(self: Registry) -> None:
        self.answer(200, DOCUMENT + b"\n", Content_Type=MANIFEST)

    server = ThreadingHTTPServer(("127.0.0.1", 0), of(get_manifest=get_manifest))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    at = f"docker://127.0.0.1:{server.server_port}/x@{digest(DOCUMENT)}"
    done = subprocess.run(
        ["skopeo", "inspect", "--raw", "--tls-verify=false", at],
        capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    server.shutdown()
    server.server_close()
    return done.returncode == 0 and done.stdout == DOCUMENT + b"\n"


FINDINGS: tuple[Callable[[], bool], ...] = (
    credentials_go_to_the_host_of_a_location,
    a_manifest_that_is_not_taken_is_reported_as_pushed,
    an_upload_that_is_redirected_is_taken_as_sent,
    other_bytes_are_printed_as_those_of_a_digest,
    a_layer_without_end_is_read_on_and_on,
    an_empty_parameter_hides_the_realm,
)


def main() -> int:
    results = {finding: finding() for finding in FINDINGS}
    for finding, shows in results.items():
        rule = re.match(r"REMOTE-\d+", finding.__doc__ or "")
        name = finding.__name__.replace("_", " ")
        print(f"{'shows' if shows else 'DOES NOT SHOW'}  {rule and rule[0]}: {name}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
