"""A context for real use: cancelled by a call or by a deadline, with a logger of the library."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, Self
from weakref import WeakSet

from remotes_conformance.errors import ContentError
from remotes_conformance.field_logger import FieldLogger

LOGGER: Final = logging.getLogger("remotes_reference")


class Cancelled(ContentError):
    """The caller has given up, or the deadline has passed."""


class CallContext:
    """The values that one call carries along. *deadline*: in seconds of `time.monotonic`; None:
    there is none.

    It may be cancelled from any thread; what was derived from it is cancelled with it.
    """

    def __init__(self, *, deadline: float | None = None) -> None:
        self._deadline = deadline
        self._event = threading.Event()
        self._values: Mapping[str, object] = {}
        self.logger = FieldLogger(LOGGER)
        self._guard = threading.Lock()
        self._parts: WeakSet[CallContext] = WeakSet()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set() or self._left() == 0

    def cancel(self) -> None:
        """Give up, here and in all that was derived."""
        with self._guard:
            self._event.set()
            parts = list(self._parts)
        for part in parts:
            part.cancel()

    def wait(self, seconds: float) -> bool:
        left = self._left()
        self._event.wait(seconds if left is None else min(seconds, left))
        return self.cancelled

    def value(self, key: str) -> object:
        return self._values.get(key)

    def with_cancel(self) -> tuple[Self, Callable[[], None]]:
        part = self.derive()
        return part, part.cancel

    def derive(
        self, *, values: Mapping[str, object] = {}, fields: Mapping[str, object] = {}
    ) -> Self:
        part = type(self)(deadline=self._deadline)
        part._values = {**self._values, **values}
        part.logger = FieldLogger(LOGGER, {**self.logger.fields, **fields})
        with self._guard:
            self._parts.add(part)
            is_late = self._event.is_set()
        if is_late:
            part.cancel()
        return part

    def _left(self) -> float | None:
        """Seconds up to the deadline."""
        return None if self._deadline is None else max(0.0, self._deadline - time.monotonic())
