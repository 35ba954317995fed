"""A fetcher and a pusher over `requests`, such as an adopter may have: examples to be plugged."""

from __future__ import annotations

from typing import Self
from urllib.parse import quote, urljoin

import requests
from remotes_conformance.content import Descriptor, Status
from remotes_conformance.errors import (
    AlreadyExists,
    ContentError,
    FailedPrecondition,
    InvalidArgument,
    Locked,
    NotFound,
    Unavailable,
)
from remotes_conformance.protocols import Buffer, Context

_CLASSES: dict[int, type[ContentError]] = {
    400: FailedPrecondition, 404: NotFound, 409: AlreadyExists, 412: FailedPrecondition,
    423: Locked, 503: Unavailable,
}  # fmt: skip


def check(response: requests.Response) -> requests.Response:
    """*response* if it is a success. Raises an error of our classes if the registry refuses."""
    if response.status_code >= 400:
        kind = _CLASSES.get(response.status_code, ContentError)
        raise kind(f"the registry answered {response.status_code}")
    return response


class RequestsFetcher:
    """Fetches blobs as they arrive."""

    def __init__(self, url: str) -> None:
        self._url = url

    def fetch(self, ctx: Context, descriptor: Descriptor) -> BodyReader:
        return self.open(f"{self._url}/blobs/{quote(descriptor.digest, safe='')}")

    def open(self, url: str) -> BodyReader:
        return BodyReader(url)


class BodyReader:
    """The body of an answer, from any offset on: a seek asks again, with a range."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._response = self._ask(0)

    def _ask(self, offset: int) -> requests.Response:
        headers = {"Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        return check(requests.get(self._url, headers=headers, stream=True, timeout=60))

    def read(self, size: int = -1, /) -> bytes:
        # Not `read`, which waits until it has all of *size*, and loses it if the connection breaks.
        return bytes(self._response.raw.read1(None if size < 0 else size))

    def readinto(self, buffer: bytearray | memoryview, /) -> int:
        content = self.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)

    def seekable(self) -> bool:
        return self._response.headers.get("Accept-Ranges") == "bytes"

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._response.close()
        self._response = self._ask(offset)
        if offset and self._response.status_code != 206:
            raise Unavailable(f"the registry did not begin at {offset}")
        return offset

    def close(self) -> None:
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class RequestsPusher:
    """Pushes blobs piece by piece, unless the registry has them."""

    def __init__(self, url: str) -> None:
        self._url = url

    def push(self, ctx: Context, descriptor: Descriptor) -> UploadWriter:
        blob = f"{self._url}/blobs/{quote(descriptor.digest, safe='')}"
        answer = requests.head(blob, timeout=60)
        if answer.status_code == 200:
            raise AlreadyExists(f"the registry has {descriptor.digest}")
        if answer.status_code != 404:
            check(answer)
        started = check(requests.post(f"{self._url}/blobs/uploads/", timeout=60))
        ref = f"upload of {descriptor.digest}"
        return UploadWriter(_location(started), Status(ref, 0, descriptor.size))


class UploadWriter:
    """One upload. Each answer of the registry has the URL of the next request."""

    def __init__(self, url: str, begun: Status) -> None:
        self._url = url
        self._begun = begun
        self._offset = 0

    def write(self, content: Buffer, /) -> int:
        self._url = _location(check(requests.patch(self._url, data=bytes(content), timeout=60)))
        self._offset += len(content)
        return len(content)

    def status(self) -> Status:
        return Status(self._begun.ref, self._offset, self._begun.total)

    def truncate(self, size: int, /) -> None:
        raise InvalidArgument("an upload cannot be truncated")

    def commit(self, size: int = 0, expected: str = "") -> None:
        if 0 < size != self._offset:
            raise FailedPrecondition(f"{self._offset} bytes were pushed, not {size}")
        check(requests.put(self._url, params={"digest": expected}, timeout=60))

    def close(self) -> None:
        """Nothing to do: the registry forgets uploads that are not committed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _location(answer: requests.Response) -> str:
    return urljoin(str(answer.url), answer.headers["Location"])
