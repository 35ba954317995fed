"""An answer of a registry, and the errors that answers mean."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Final, Protocol, TypeVar

from remotes_conformance.errors import ContentError, NotFound, Unavailable

from .addresses import public
from .credentials import Secrets

_ERROR_BODY: Final = 64 * 1024
_LONGEST_MESSAGE: Final = 400


Failure = TypeVar("Failure", bound=ContentError)


class Body(Protocol):
    """The body of an answer, as it arrives."""

    def read(self, size: int) -> bytes:
        """At most *size* bytes, b"" only at the end. Raises `UnexpectedEnd` if the body is cut
        short, `Unavailable` if nothing more comes in time."""

    def close(self) -> None: ...


class Answer:
    """One answer: `status`, `headers` (whatever the case of their names), and a body to be read.

    `method` and `url`: of the request. An answer that is not read to its end has to be closed.
    """

    def __init__(
        self,
        method: str,
        url: str,
        status: int,
        headers: Mapping[str, str],
        body: Body,
        secrets: Secrets,
    ) -> None:
        self.method = method
        self.url = url
        self.status = status
        self.headers = headers
        self._body = body
        self._secrets = secrets

    def error(self, kind: type[Failure], text: str) -> Failure:
        """An error of class *kind* that names the request. Whatever *text* repeats of what the
        registry wrote, no secret is in it."""
        return kind(self._secrets.hide(f"{self.method} {public(self.url)}: {printable(text)}"))

    @property
    def length(self) -> int | None:
        """The length that the answer announces; None: it does not, or makes no sense."""
        text = self.headers.get("Content-Length", "").strip()
        return int(text) if re.fullmatch("[0-9]{1,18}", text) else None

    def read(self, size: int) -> bytes:
        return self._body.read(size)

    def read_all(self, limit: int) -> bytes:
        """The whole body. Raises `ContentError` if it is longer than *limit* bytes."""
        content = b""
        try:
            while len(content) <= limit and (piece := self.read(limit + 1 - len(content))):
                content += piece
        finally:
            self.close()
        if len(content) > limit:
            raise self.error(ContentError, f"the answer is longer than {limit} bytes")
        return content

    def close(self) -> None:
        """Give up the rest of the body, and the connection with it."""
        self._body.close()

    def finish(self) -> None:
        """Close an answer whose body does not matter; a small one leaves the connection usable."""
        is_small = self.length is not None and self.length <= _ERROR_BODY
        if is_small or self.method == "HEAD":
            with suppress(ContentError):
                while self.read(_ERROR_BODY):
                    pass
        self.close()

    def check_coding(self) -> None:
        """Refuse content that is coded: its bytes are not those that the digest is of."""
        coding = self.headers.get("Content-Encoding", "identity").strip().lower()
        if coding not in ("identity", ""):
            self.close()
            raise self.error(ContentError, f"the content is coded as {coding!r}")


class Refused(ContentError):
    """The registry has answered with a status that is no success: `status`."""

    status = 0


class NotThere(Refused, NotFound):
    """404."""


class Busy(Refused, Unavailable):
    """429 or 503."""


def refusal(answer: Answer, hint: str = "") -> Refused:
    """The error that *answer* means, with its status, and the registry's own code and message."""
    try:
        content = answer.read(_ERROR_BODY) if answer.method != "HEAD" else b""
    except ContentError:
        content = b""
    answer.close()
    message = _message(content)
    text = f"{answer.status} {message}" if message else f"{answer.status}"
    kind: type[Refused] = {404: NotThere, 429: Busy, 503: Busy}.get(answer.status, Refused)
    error = answer.error(kind, f"{text} ({hint})" if hint else text)
    error.status = answer.status
    return error


def _message(content: bytes) -> str:
    """The code and message of the first error in the body of an answer; "": there is none."""
    try:
        first = json.loads(content)["errors"][0]
        parts = [str(first.get(name) or "") for name in ("code", "message")]
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return ""
    return ": ".join(part for part in parts if part)


def printable(text: str) -> str:
    """*text* on one line, without control characters, shortened: it comes from a registry."""
    line = "".join(one if one.isprintable() else " " for one in text[: 2 * _LONGEST_MESSAGE])
    return line if len(line) <= _LONGEST_MESSAGE else f"{line[:_LONGEST_MESSAGE]}…"
