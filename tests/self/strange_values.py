"""Values of any type, and handlers that pass them to their collaborators."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.scenarios.stories.building import fetch

DESCRIPTOR = fetch().descriptor


class Hostile:
    """Nothing about it can be asked."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(f"no {name}")

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    __str__ = __hash__ = __repr__  # type: ignore[assignment]

    @property
    def __class__(self) -> Any:
        raise RuntimeError("no class")


class Plain:
    """Its repr is an address."""


class Name(str):
    """A string with a mind of its own."""

    def __str__(self) -> str:
        raise RuntimeError("no str")

    __repr__ = __format__ = __str__  # type: ignore[assignment]


class Size(IntEnum):
    RIGHT = DESCRIPTOR.size


class Lying(bytes):
    """Other bytes than it holds."""

    def __bytes__(self) -> bytes:
        raise RuntimeError("no bytes")


STRANGE = {
    "None": (None, "None"),
    "str": (DESCRIPTOR.digest, f"the str '{DESCRIPTOR.digest}'"),
    "dict": ({"digest": "x"}, "a dict {'digest': 'x'}"),
    "bytes": (b"abc", "the bytes b'abc'"),
    "object": (Plain(), "a Plain"),
    "class": (Descriptor, "the class Descriptor"),
    "nested": ([Plain()], "a list [<Plain>]"),
    "hostile": (Hostile(), "a Hostile"),
    "within": ({"x": [Hostile()]}, "a dict {'x': [<Hostile>]}"),
    "int": (7, "the int 7"),
    "bool": (True, "the bool True"),
    "big": (10**6000, "an int of 19932 bits"),
    "float": (24.0, "the float 24.0"),
}


class Fetching:
    """Calls its collaborators in the right order; *passed* replaces some of the arguments."""

    def __init__(self, **passed: Any) -> None:
        self._passed = passed

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        def handle(ctx: Any, descriptor: Any) -> None:
            give = {"descriptor": descriptor, "ref": "layer-x", "size": 24, "n": 100,
                    "digest": descriptor.digest, "commit_size": 24, "ctx": ctx,
                    "commit_digest": descriptor.digest, **self._passed}  # fmt: skip
            with (
                ingester.writer(give["ctx"], give["ref"], give["size"], give["digest"]) as writer,
                fetcher.fetch(give["ctx"], give["descriptor"]) as reader,
            ):
                writer.status()
                while data := reader.read(give["n"]):
                    writer.write(give.get("data", data))
                writer.commit(give["commit_size"], give["commit_digest"])

        return handle

    def push_handler(self, provider: Any, pusher: Any) -> Any:
        def handle(ctx: Any, descriptor: Any) -> None:
            give = {"descriptor": descriptor, "digest": descriptor.digest, **self._passed}
            with pusher.push(ctx, give["descriptor"]), provider.reader(ctx, give["digest"]):
                pass

        return handle


class AsyncFetching(Fetching):
    """The same, awaited, as far as it opens things."""

    door = "async"

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        async def handle(ctx: Any, descriptor: Any) -> None:
            passed = self._passed.get("descriptor", descriptor)
            async with await fetcher.fetch(ctx, passed):
                pass

        return handle
