"""Wrong only in a corner: where something hardly ever happens, or where much has gone right."""

from __future__ import annotations

import threading
import time

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Ingester,
    Provider,
    Pusher,
    Reader,
    Writer,
)

from ..right import Read, Right
from ..right_1_6 import Right16
from ..shelf import breaks


@breaks("LOCK-8", "(exists) is wrapped as")
class KnowsOnlyBareExistsAfterAWait(Right):
    """Later attempts know only a bare *exists*, the first one also a wrapped one."""

    def __init__(self) -> None:
        self.waited = False

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        self.waited = refusals > 0
        return super().ask_ingester(ctx, ingester, ref, descriptor, refusals)

    def is_exists(self, error: Exception) -> bool:
        return isinstance(error, errors.AlreadyExists) if self.waited else errors.is_exists(error)


@breaks("LOCK-3", "then tries again")
class GivesUpAfterHours(Right):
    """Gives up after two hours, as if no ref were held for longer."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        self.until = time.monotonic() + 7_200
        return super().open_writer(ctx, ingester, descriptor)

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return time.monotonic() > self.until or super().gives_up(ctx, refusals)


class _OneAtATime(Right16):
    """Holds a lock around a call, as if the collaborator could not be shared."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()


@breaks("LOCK-10", "it stood still", edition="1.6")
class PushesOneAtATime(_OneAtATime):
    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        with self.lock:
            return super().open_push(ctx, pusher, descriptor)


@breaks("LOCK-10", "it stood still", edition="1.6")
class AsksTheProviderOneAtATime(_OneAtATime):
    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        with self.lock:
            return super().read(ctx, provider, descriptor)


@breaks("LOCK-10", "it stood still", edition="1.6")
class AsksTheIngesterOneAtATime(_OneAtATime):
    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        with self.lock:
            return super().ask_ingester(ctx, ingester, ref, descriptor, refusals)


@breaks("LOCK-10", "it stood still", edition="1.6")
class ReadsOneAtATime(_OneAtATime):
    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        read = super().go_to(reader, offset, size, number)

        def alone(wanted: int) -> bytes:
            with self.lock:
                return read(wanted)

        return alone
