"""Requests and answers, as a registry without a transport sees them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from ...scenarios.clients.script import Body, Host, Wire
from .journal import Headers, header


@dataclass(frozen=True)
class Request:
    """A request without its body. `target`: as it was sent, with its query."""

    host: Host
    method: str
    target: str
    headers: Headers = ()

    @cached_property
    def path(self) -> str:
        """The path that is asked for, decoded."""
        return unquote(self.target.partition("?")[0])

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters of the query, decoded; the last one of each name."""
        pairs = (piece.partition("=") for piece in self.target.partition("?")[2].split("&"))
        return {unquote(name): unquote(value.replace("+", " ")) for name, _, value in pairs}

    def header(self, name: str) -> str:
        """The value of a header; empty: it was not sent."""
        return header(self.headers, name)


def nothing() -> None:
    """The effect of a request that only asks."""


@dataclass(slots=True)
class Reply:
    """An answer. `wire`: how it is sent. `start`: where in the content its body begins.

    `body_is`: how the body was changed; `effect`: the registry's action; `skips_body`: the
    body is only measured, as after HEAD; `problem`: the code and the message of the error that the
    body reports.
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    start: int = 0
    body_is: Body = ""
    wire: Wire = ""
    effect: Callable[[], None] = nothing
    skips_body: bool = False
    more_headers: list[tuple[str, str]] = field(default_factory=list)
    problem: tuple[str, str] = ("", "")

    @property
    def all_headers(self) -> Headers:
        """The headers, without those that are empty."""
        named = [(name, value) for name, value in self.headers.items() if value]
        return (*named, *self.more_headers)


def problem(status: int, code: str, message: str) -> Reply:
    """An answer that reports an error, in the form of the distribution specification."""
    body = json.dumps({"errors": [{"code": code, "message": message}]}).encode()
    headers = {"Content-Type": "application/json"}
    return Reply(status, headers, body, problem=(code, message))


_MESSAGES = {
    404: ("MANIFEST_UNKNOWN", "the registry has nothing of that name"),
    429: ("TOOMANYREQUESTS", "the registry is asked too often"),
}


def problem_of(status: int) -> tuple[str, str]:
    """The code and the message that an answer of a script has as its body."""
    return _MESSAGES.get(status, ("DENIED", "the registry does not answer that"))


def sha256(content: bytes) -> str:
    """The digest of *content*."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
