"""Shared state is checked on one line and taken on another: a race without a call in between."""

from __future__ import annotations

from remotes_conformance.protocols import Ingester

from ..right import Children, Context, Descriptor, Fetcher, Handler, Right
from ..shelf import breaks


@breaks("LOCK-5", "KeyError")
class ForgetsWhatIsInFlightTwice(Right):
    """Notes the digest that it fetches, and drops the note afterwards, though two share it."""

    def __init__(self) -> None:
        self.in_flight: set[str] = set()

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        fetch = super().fetch_handler(ingester, fetcher)

        def handle(ctx: Context, descriptor: Descriptor) -> Children:
            is_first = descriptor.digest not in self.in_flight
            if is_first:
                self.in_flight.add(descriptor.digest)
            try:
                return fetch(ctx, descriptor)
            finally:
                if is_first:
                    self.in_flight.remove(descriptor.digest)

        return handle
