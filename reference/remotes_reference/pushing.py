"""The push handler: from a provider to a remote (section PUSH)."""

from __future__ import annotations

from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_exists
from remotes_conformance.protocols import Context, Handler, Provider, Pusher

from .contexts import closing, describe
from .copying import copy


def push_handler(provider: Provider, pusher: Pusher) -> Handler:
    """A handler that pushes the content of each descriptor it is called with."""

    def handle(ctx: Context, descriptor: Descriptor) -> Sequence[Descriptor]:
        push(describe(ctx, descriptor), provider, pusher, descriptor)
        return ()

    return handle


def push(ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor) -> None:
    """Push the content of *descriptor*, unless the remote has it.

    A locked remote is not waited for: somebody else pushes this very content there (PUSH-3).
    """
    ctx.logger.debug("push")
    try:
        writer = pusher.push(ctx, descriptor)
    except Exception as error:
        if is_exists(error):
            return
        raise
    with closing(ctx, writer), closing(ctx, provider.reader(ctx, descriptor.digest)) as reader:
        copy(writer, reader, descriptor.size, descriptor.digest)
