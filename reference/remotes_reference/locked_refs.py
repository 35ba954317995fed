"""Opening a writer on a ref that may be locked: wait, longer each time, and ask again (LOCK)."""

from __future__ import annotations

import random
from collections.abc import Iterator

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_exists, is_locked
from remotes_conformance.protocols import Context, Ingester, Writer

from .editions import FIRST, Edition


def pauses(edition: Edition = FIRST) -> Iterator[float]:
    """Seconds: 0.016, 0.032, ... 2.048, and 2.048 for ever after.

    From edition 1.6 on these are bounds, and each pause is random below: who waits for one ref, and
    began at one moment, then does not ask in step.
    """
    bound = 0.016
    while True:
        yield bound if edition.is_first else bound * random.random()
        bound = min(2 * bound, 2.048)


def may_pass(error: BaseException) -> bool:
    """True if *error* only means that the ref is locked at the moment."""
    return is_locked(error) and not is_exists(error)


def open_writer(
    ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, edition: Edition = FIRST
) -> Writer:
    """Open a writer on *ref*, waiting for as long as another ingest holds its lock.

    When *ctx* is cancelled, the lock error of the last attempt comes out: it describes what was in
    the way, which the caller who cancelled does not know.
    """
    ladder = pauses(edition)
    while True:
        try:
            return ingester.writer(ctx, ref, descriptor.size, descriptor.digest)
        except Exception as error:
            if not may_pass(error) or ctx.cancelled or ctx.wait(next(ladder)):
                raise
