"""Wraps every error that comes out in one of its own: `raise … from`."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Fetcher, Handler, Ingester, Provider, Pusher
from wrong.right import Children, Right


class TransferFailed(Exception):
    """A blob could not be moved. The cause has the reason."""


class Wrapping(Right):
    """One class of error for everything, with the reason as its cause."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return wrapping(super().fetch_handler(ingester, fetcher))

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        return wrapping(super().push_handler(provider, pusher))


def wrapping(handle: Handler) -> Handler:
    def wrapped(ctx: Context, descriptor: Descriptor) -> Children:
        try:
            return handle(ctx, descriptor)
        except Exception as error:
            raise TransferFailed(f"{descriptor.digest} was not moved") from error

    return wrapped
