"""Waiting calls share too much: an error, a decision to give up, one place to wait in."""

from __future__ import annotations

import threading

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Ingester,
    Writer,
)

from ..lock.sharing_waits import OfOneHandler
from ..shelf import breaks


class _Attempt:
    """One caller's attempt to open a ref, for which others wait."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.error: Exception | None = None


@breaks("FETCH-11", "t0")
class TakesOverTheErrorOfAnotherCaller(OfOneHandler):
    """One call waits for a ref, the others for that call: they raise its error, whatever it is."""

    def __init__(self) -> None:
        self.attempts: dict[str, _Attempt] = {}

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        while running := self.attempts.get(descriptor.digest):
            running.over.wait()
            if running.error is not None:
                raise running.error
        mine = self.attempts[descriptor.digest] = _Attempt()
        try:
            return super().open_writer(ctx, ingester, descriptor)
        except Exception as error:
            mine.error = error
            raise
        finally:
            del self.attempts[descriptor.digest]
            mine.over.set()
