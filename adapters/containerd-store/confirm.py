#!/usr/bin/env python3
"""Confirms the ledger without the harness: each entry by calls of the API, on a fresh daemon.

Prints a line for each entry; the exit status is 1 if one of them does not show. Only the messages
are those of the harness.
"""

from __future__ import annotations

import hashlib
import queue
import sys
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
from daemon import daemon
from remotes_conformance.content_api import (
    COMMIT,
    MESSAGES,
    METHODS,
    NAMESPACE,
    SERVICE,
    STAT,
    WRITE,
)

CONTENT = b"abcdefghijkl"
DIGEST = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
LONG = "sha512:" + hashlib.sha512(CONTENT).hexdigest()


class Api:
    """Calls in one namespace. *code*: OK, or the name of the status with which a call ended."""

    def __init__(self, channel: Any, namespace: str) -> None:
        self._channel, self._namespace = channel, namespace

    def start(self, name: str, request: Any) -> Any:
        method = METHODS[name]
        call = getattr(self._channel, method.arity)(
            f"/{SERVICE}/{name}",
            request_serializer=MESSAGES[method.request].SerializeToString,
            response_deserializer=MESSAGES[method.response].FromString,
        )
        return call(request, metadata=((NAMESPACE, self._namespace),), timeout=10)

    def code(self, name: str, **fields: Any) -> str:
        try:
            self.start(name, MESSAGES[METHODS[name].request](**fields))
        except grpc.RpcError as error:
            return str(error.code().name)
        return "OK"


class Stream:
    """One Write."""

    def __init__(self, api: Api) -> None:
        self._requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._answers = api.start("Write", iter(self._requests.get, None))

    def ask(self, action: int, **fields: Any) -> Any:
        """The answer, or the name of the status with which the stream has ended."""
        self._requests.put(MESSAGES["WriteContentRequest"](action=action, **fields))
        try:
            return next(self._answers)
        except grpc.RpcError as error:
            return str(error.code().name)

    def end(self) -> None:
        self._requests.put(None)
        for _ in self._answers:
            pass


def resumes_elsewhere(api: Api) -> str:
    """An ingest of 5 bytes is opened with another size: it has offset 0."""
    stream = Stream(api)
    stream.ask(STAT, ref="one", total=12)
    stream.ask(WRITE, offset=0, data=CONTENT[:5])
    stream.end()
    stream = Stream(api)
    offset = stream.ask(STAT, ref="one", total=13).offset
    stream.end()
    return "its offset is 0, not 5" if offset == 0 else ""


def commits_not(api: Api) -> str:
    """A right SHA-512 is refused, and the size -1, which the API's text calls "no validation"."""
    stream = Stream(api)
    stream.ask(STAT, ref="one")
    stream.ask(WRITE, offset=0, data=CONTENT)
    sha512 = stream.ask(COMMIT, offset=12, expected=LONG)
    stream = Stream(api)
    stream.ask(STAT, ref="two", total=-1)
    stream.ask(WRITE, offset=0, data=CONTENT)
    negative = stream.ask(COMMIT, offset=12, total=-1, expected=DIGEST)
    both = (sha512, negative)
    return f"SHA-512 and size -1: {sha512}" if both == ("FAILED_PRECONDITION",) * 2 else ""


def aborts_what_is_open(api: Api) -> str:
    """Abort succeeds while a stream has the ref; what that one writes then cannot be committed."""
    stream = Stream(api)
    stream.ask(STAT, ref="one", total=12)
    stream.ask(WRITE, offset=0, data=CONTENT[:5])
    code = api.code("Abort", ref="one")
    written = stream.ask(WRITE, offset=5, data=CONTENT[5:])
    committed = stream.ask(COMMIT, offset=12, total=12, expected=DIGEST)
    if code == "OK" and not isinstance(written, str) and committed == "UNKNOWN":
        return "Abort: OK; the stream still takes bytes, and its COMMIT is UNKNOWN"
    return ""


def takes_malformed_digests(api: Api) -> str:
    """A digest that is none is accepted by the opening message."""
    answers = []
    for number, digest in enumerate(("sha256:nonsense", "sha256:../../x", "nonsense")):
        stream = Stream(api)
        answers.append(stream.ask(STAT, ref=f"ref-{number}", total=12, expected=digest))
        stream.end()
    return "" if any(isinstance(one, str) for one in answers) else "STAT: OK, for three of them"


CONFIRMED: dict[str, Callable[[Api], str]] = {
    "STORE-4": resumes_elsewhere,
    "STORE-6": commits_not,
    "STORE-13": aborts_what_is_open,
    "STORE-15": takes_malformed_digests,
}
"""By requirement; each returns what was seen, or the empty string."""


def main() -> int:
    ledger = tomllib.loads(Path(__file__).with_name("ledger-store.toml").read_text())
    shown = True
    with tempfile.TemporaryDirectory(prefix="ctrd-") as folder, daemon(Path(folder)):
        options = (("grpc.default_authority", "localhost"),)
        with grpc.insecure_channel(f"unix:{folder}/c.sock", options=options) as channel:
            for number, entry in enumerate(ledger["divergence"]):
                id = entry["requirement"]
                seen = CONFIRMED[id](Api(channel, f"confirm-{number}")) if id in CONFIRMED else ""
                shown = shown and bool(seen)
                mark = f"shows  {seen}" if seen else "DOES NOT SHOW"
                print(f"{id}: {entry['cause']}: {mark}")
    return 0 if shown else 1


if __name__ == "__main__":
    sys.exit(main())
