"""The collaborators of a handler behind the protocol: each call goes over the wire."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any, Protocol

from remotes_conformance.content import Descriptor
from remotes_conformance.doors.command.wire_values import descriptor_from_wire, descriptor_to_wire


class Caller(Protocol):
    """Sends a call, and waits for its result. Raises the error that it is answered with."""

    def ask(self, op: str, **args: Any) -> dict[str, Any]: ...


class WireContext(Protocol):
    """A context, as it is sent with each call of a collaborator."""

    def to_wire(self) -> dict[str, Any]: ...


def visitor(caller: Caller, number: int) -> Any:
    """A handler that the harness plays; *number*: its place in a chain."""

    def handle(ctx: Any, descriptor: Descriptor) -> list[Descriptor]:
        about = {"descriptor": descriptor_to_wire(descriptor), "number": number}
        begun = caller.ask("Handle", **about, ctx=ctx.to_wire())
        if begun["waits"] and begun["heeds"]:
            ctx.wait(begun["waits"] / 1_000_000_000)
        elif begun["waits"]:
            ctx.sleep(begun["waits"])
        ended = caller.ask("Handled", visit=begun["visit"], ctx=ctx.to_wire())
        return list(map(descriptor_from_wire, ended["children"]))

    return handle


class Opened:
    """A plain reader, or a writer."""

    def __init__(self, caller: Caller, given: dict[str, Any]) -> None:
        self.caller = caller
        self.role = "writer" if "writer" in given else "reader"
        self.name = given[self.role]

    def ask(self, op: str, **args: Any) -> dict[str, Any]:
        return self.caller.ask(op, **{self.role: self.name}, **args)

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.ask("w.Close" if self.role == "writer" else "r.Close")

    def status(self) -> SimpleNamespace:
        return SimpleNamespace(**self.ask("Status"))

    def write(self, content: bytes) -> int:
        return int(self.ask("Write", data=base64.b64encode(bytes(content)).decode())["n"])

    def truncate(self, size: int) -> None:
        self.ask("Truncate", size=size)

    def commit(self, size: int, expected: str) -> None:
        self.ask("Commit", size=size, digest=expected)

    def seekable(self) -> bool:
        return False

    def read(self, size: int) -> bytes:
        return base64.b64decode(self.ask("Read", n=size)["data"])


class Collaborators:
    """Ingester, fetcher, provider and pusher of one caller: handlers are not shared."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    def writer(self, ctx: WireContext, ref: str, size: int, digest: str) -> Opened:
        asked = {"ref": ref, "size": size, "digest": digest, "ctx": ctx.to_wire()}
        return Opened(self.caller, self.caller.ask("Writer", **asked))

    def fetch(self, ctx: WireContext, descriptor: Any) -> Opened:
        wire = descriptor_to_wire(descriptor)
        return Opened(self.caller, self.caller.ask("Fetch", descriptor=wire, ctx=ctx.to_wire()))

    def reader(self, ctx: WireContext, digest: Any) -> Opened:
        digest = getattr(digest, "digest", digest)
        return Opened(self.caller, self.caller.ask("Reader", digest=digest, ctx=ctx.to_wire()))

    def push(self, ctx: WireContext, descriptor: Any) -> Opened:
        wire = descriptor_to_wire(descriptor)
        return Opened(self.caller, self.caller.ask("Push", descriptor=wire, ctx=ctx.to_wire()))
