"""Right clients of other kinds: other libraries, other requests, fewer of them or more."""

from __future__ import annotations

import hashlib
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import requests
import urllib3
from remotes_conformance.doors.clients.operation import Operation

from .parts import RightParts
from .right import Right
from .transport import Answer, Failed

DIFFERENT: dict[str, type[Right]] = {}
Class = TypeVar("Class", bound=type[Right])


def different(cls: Class) -> Class:
    """A right client of its own kind."""
    DIFFERENT[cls.__name__] = cls
    return cls


@different
class ByHttpClient(Right):
    """The one that the others are made from: it asks first, resumes, and sends chunks."""


@different
class ByRequests(Right):
    """`requests` follows the redirects of reads, asks for compressed bodies and decodes them."""

    resumes = False

    def limits_of_waits(self) -> tuple[float | None, float | None]:
        """Seconds for a connection, and for data."""
        return self.timeout, self.timeout

    @contextmanager
    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[Answer]:
        sent = {k: v for k, v in headers.items() if k != "Accept-Encoding"}
        follows = method in ("GET", "HEAD")
        with requests.Session() as session:
            session.trust_env = False
            try:
                with session.request(
                    method, url, headers=sent, data=body, stream=True,
                    timeout=self.limits_of_waits(), allow_redirects=follows,
                ) as answer:  # fmt: skip
                    named = {name.lower(): value for name, value in answer.headers.items()}
                    named.pop("content-encoding", None)
                    named.pop("content-length", None)
                    challenge = answer.headers.get("WWW-Authenticate", "")
                    challenges = tuple(challenge.rpartition("Negotiate, ")[2:])
                    yield Answer(answer.status_code, named, challenges, _Pieces(answer))
            except requests.RequestException as error:
                raise Failed(f"{method} {url}: {type(error).__name__}") from None


@different
class InVirtualTime(ByRequests):
    """The same without sockets: the harness answers in the place of the library's adapter."""

    carrier = "requests"


class _Pieces:
    """The body of an answer of `requests`, decoded."""

    def __init__(self, answer: requests.Response) -> None:
        self._pieces = answer.iter_content(65536)
        self._rest = b""

    def read(self, size: int) -> bytes:
        try:
            while not self._rest:
                self._rest = next(self._pieces)
        except StopIteration:
            return b""
        except requests.RequestException as error:
            raise OSError(str(error)) from None
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:  # type: ignore[override]
        return None


@different
class ByUrllib(Right):
    """`urllib.request`, without its redirects."""

    @contextmanager
    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[Answer]:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())
        request = urllib.request.Request(url, body, dict(headers), method=method)
        try:
            answer: Any = opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            answer = error
        except (OSError, ValueError) as error:
            raise Failed(f"{method} {url}: {type(error).__name__}") from None
        except Exception as error:
            raise Failed(f"{method} {url}: {type(error).__name__}") from None
        with answer:
            named = {name.lower(): value for name, value in answer.headers.items()}
            challenges = tuple(answer.headers.get_all("WWW-Authenticate") or ())
            yield Answer(answer.status, named, challenges, answer)


@different
class ByUrllib3(Right):
    """`urllib3`, with one pool for all requests: connections are used again."""

    pool = urllib3.PoolManager(retries=False)

    @contextmanager
    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[Answer]:
        try:
            answer = self.pool.request(
                method, url, body=body, headers=dict(headers), timeout=self.timeout,
                redirect=False, preload_content=False, decode_content=False,
            )  # fmt: skip
        except urllib3.exceptions.HTTPError as error:
            raise Failed(f"{method} {url}: {type(error).__name__}") from None
        try:
            named = {name.lower(): value for name, value in answer.headers.items()}
            challenges = tuple(answer.headers.getlist("WWW-Authenticate"))
            yield Answer(answer.status, named, challenges, _Raw(answer))
        finally:
            answer.close()


class _Raw:
    """The body of an answer of `urllib3`."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def read(self, size: int) -> bytes:
        try:
            return bytes(self._answer.read(size))
        except urllib3.exceptions.HTTPError as error:
            raise OSError(str(error)) from None


@different
class SendsInOnePut(Right):
    """POST, then PUT with everything; it never asks for existing blobs, and never resumes."""

    resumes = False

    def exists(self, digest: str) -> bool:
        return False

    def upload(self, place: str, digest: str, content: bytes) -> None:
        headers = {"Content-Type": "application/octet-stream"}
        with self.ask("PUT", self.finished(place, digest), headers, content) as answer:
            self.check_put(answer, digest)


@different
class SendsInOnePatch(Right):
    """One PATCH with everything, without a Content-Range, and an empty PUT."""

    def upload(self, place: str, digest: str, content: bytes) -> None:
        with self.ask("PATCH", place, {}, content) as answer:
            self.check_chunk(answer)
            place = self.location(place, answer)
        with self.ask("PUT", self.finished(place, digest), body=b"") as answer:
            self.check_put(answer, digest)


@different
class SendsInOnePost(Right):
    """POST with the digest and everything; if that is answered by 202, PUT follows."""

    def push_blob(self, digest: str, content: bytes) -> None:
        url = self.url(f"blobs/uploads/?digest={digest}")
        with self.ask("POST", url, {"Content-Type": "application/octet-stream"}, content) as answer:
            if answer.status == 201:
                self.check_put(answer, digest)
                return
            if answer.status != 202:
                raise Failed(f"a POST was answered by {answer.status}")
            place = self.location(url, answer)
        self.upload(place, digest, content)


@different
class DoesEverything(RightParts):
    """Small blobs by a single POST, the others in chunks; with a fetcher, a pusher, a resolver."""

    def push_blob(self, digest: str, content: bytes) -> None:
        if len(content) > 10_000 or self.mount_from or self.exists(digest):
            super().push_blob(digest, content)
            return
        url = self.url(f"blobs/uploads/?digest={digest}")
        with self.ask("POST", url, {"Content-Type": "application/octet-stream"}, content) as answer:
            if answer.status == 201:
                self.check_put(answer, digest)
                return
            if answer.status != 202:
                raise Failed(f"a POST was answered by {answer.status}")
            place = self.location(url, answer)
        self.upload(place, digest, content)


@different
class TriesAgain(Right):
    """After any failure, the whole operation is tried once more."""

    longest_wait = 2.0

    def pull(self, operation: Operation) -> None:
        try:
            super().pull(operation)
        except Failed:
            for left in operation.folder.glob("*"):
                left.unlink()
            operation.folder.rmdir()
            super().pull(operation)

    def push(self, operation: Operation) -> None:
        try:
            super().push(operation)
        except Failed:
            super().push(operation)


@different
class WritesAsItReads(Right):
    """Each blob goes to a temporary file, which gets its name when its digest is right."""

    def blob(self, part: dict[str, Any]) -> bytes:
        url = self.url(self.blob_path(part["digest"]))
        temporary = self.folder / f"{part['digest'].partition(':')[2]}.part"
        with self.ask("GET", url, {"Accept-Encoding": "identity"}) as answer:
            self.check_read(answer)
            temporary.write_bytes(answer.content(part["size"] + 1))
        found = hashlib.sha256(temporary.read_bytes()).hexdigest()
        if f"sha256:{found}" != part["digest"]:
            raise Failed("other bytes than those of the digest")
        return temporary.read_bytes()

    def keep(self, folder: Path, digest: str, content: bytes) -> None:
        name = digest.partition(":")[2]
        (folder / f"{name}.part").write_bytes(content)
        (folder / f"{name}.part").rename(folder / name)

    def pull(self, operation: Operation) -> None:
        self.folder = operation.folder
        super().pull(operation)
