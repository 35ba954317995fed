"""Calls a client part by part: a fetch, a resume, a resolve, a push and a cancel with its
fetcher, its resolver and its pusher. Each is a coroutine, for clients that block as well: nothing
that such a client returns is awaited, so that the coroutine never suspends.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeAlias

from ...content import Descriptor
from ...errors import is_exists
from ...scenarios.clients.image import Part
from ...scenarios.clients.script import Does
from .context import AsyncClientContext, ClientContext
from .operation import Operation

_PIECE: Final = 64 * 1024

Drive: TypeAlias = Callable[[Any, Operation, Any], Coroutine[Any, Any, object]]
"""With a client, an operation and a context. A method for whole images may return something."""


def is_async(client: object) -> bool:
    """True if it is awaited: it declares it, or one of its methods is a coroutine function."""
    door = getattr(client, "door", "")
    if door in ("sync", "async"):
        return bool(door == "async")
    methods = (getattr(client, name, None) for name in ("resolve", "pull", "push"))
    return any(inspect.iscoroutinefunction(method) for method in methods)


def method_of(client: object, drive: Drive) -> Callable[[Operation], object]:
    """*drive* as a plain function of an operation. A client that is awaited gets its own loop."""
    if is_async(client):
        return lambda operation: asyncio.run(drive(client, operation, AsyncClientContext()))
    return lambda operation: _by_hand(drive(client, operation, ClientContext()))


def _by_hand(coroutine: Coroutine[Any, Any, object]) -> object:
    try:
        coroutine.send(None)
    except StopIteration as ended:
        return ended.value
    coroutine.close()
    raise TypeError('the client returns awaitables: give it the attribute `door = "async"`')


async def _settled(value: Any) -> Any:
    return await value if isinstance(value, Awaitable) else value


async def whole(client: Any, operation: Operation, _context: object, *, does: str) -> object:
    """A method of the client that pulls or pushes an image; what it returns."""
    return await _settled(getattr(client, does)(operation))


async def fetch(client: Any, operation: Operation, context: object) -> None:
    """Read the part to the end, from the offset on."""
    fetcher = client.fetcher(operation)
    reader = await _settled(fetcher.fetch(context, descriptor_of(operation.part)))
    try:
        if operation.offset:
            operation.moves()
            await _settled(reader.seek(operation.offset))
        with operation.folder.open("wb") as content:
            while piece := await _settled(reader.read(_PIECE)):
                operation.handed_out(len(piece))
                content.write(piece)
    finally:
        await _settled(reader.close())


async def resolve(client: Any, operation: Operation, _context: object) -> None:
    """Keep what the tag names."""
    found: Descriptor = await _settled(client.resolve(operation, operation.tag))
    operation.keep(found.media_type, found.digest, found.size)


async def push(client: Any, operation: Operation, context: object) -> None:
    """Every part of the image, in an order in which what is named is there before."""
    pusher = client.pusher(operation, operation.tag)
    *parts, top = operation.order
    for part in parts:
        # A pusher to the tag would move that to each manifest of an index.
        is_below = part.role == "manifest"
        await _push_one(client.pusher(operation, "") if is_below else pusher, context, part)
    await _push_one(pusher, context, top)


async def _push_one(pusher: Any, context: object, part: Part) -> None:
    try:
        writer = await _settled(pusher.push(context, descriptor_of(part)))
    except Exception as error:
        if is_exists(error):
            return
        raise
    try:
        for start in range(0, len(part.content), _PIECE):
            await _written(writer, part.content[start : start + _PIECE])
        await _settled(writer.commit(len(part.content), part.digest))
    except Exception as error:
        if not is_exists(error):
            raise
    finally:
        await _settled(writer.close())


async def _written(writer: Any, piece: bytes) -> None:
    while piece:
        taken = await _settled(writer.write(piece))
        piece = piece[taken:]


async def cancel(client: Any, operation: Operation, context: object) -> None:
    """Write half of a layer, and close the writer without a commit."""
    pusher = client.pusher(operation, operation.tag)
    writer = await _settled(pusher.push(context, descriptor_of(operation.part)))
    content = operation.part.content
    try:
        await _written(writer, content[: len(content) // 2])
    finally:
        await _settled(writer.close())


DRIVES: Final[dict[Does, tuple[str, Drive]]] = {
    "push": ("pusher", push),
    "fetch": ("fetcher", fetch),
    "resume": ("fetcher", fetch),
    "resolve": ("resolve", resolve),
    "cancel": ("pusher", cancel),
}
"""By operation: the method of the client that it needs, and what is done with it."""


def descriptor_of(part: Part) -> Descriptor:
    """The descriptor of a part of an image."""
    return Descriptor(part.media_type, part.digest, len(part.content), urls=part.urls)
