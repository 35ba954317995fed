"""The wait before a request is repeated, and the limit after which it is given up."""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime
from typing import Final

from remotes_conformance.protocols import Context

from ..call_context import Cancelled
from .answers import Answer

BUSY: Final = (429, 503)
"""The statuses by which a registry asks for patience."""

LONGEST: Final = 60.0
"""Seconds that one request waits in all, for a registry that is busy."""

_TRIES: Final = 4
_PAUSE: Final = 0.5


def retry_after(answer: Answer) -> float | None:
    """The seconds that *answer* asks to wait; None: it has none."""
    text = answer.headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]{1,9}", text):
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


class Patience:
    """The waits of one request, which have an end."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._left = LONGEST
        self._tries = _TRIES
        self._pause = _PAUSE

    def outlasts(self, answer: Answer) -> bool:
        """Wait as *answer* asks; False, at once, if that is too long or too often. Raises
        `Cancelled`."""
        seconds = retry_after(answer)
        self._tries -= 1
        if seconds is None:
            seconds, self._pause = self._pause, 2 * self._pause
        self._left -= seconds
        if self._left < 0 or self._tries == 0:
            return False
        answer.finish()
        self.wait(seconds)
        return True

    def survives(self) -> bool:
        """Wait a little after a broken connection; False if it broke too often."""
        self._tries -= 1
        if self._tries == 0:
            return False
        self.wait(self._pause / 2)
        return True

    def wait(self, seconds: float) -> None:
        if self._ctx.wait(seconds):
            raise Cancelled("cancelled, in a wait for the registry")


def check(ctx: Context) -> None:
    """Raises `Cancelled` if the caller has given up."""
    if ctx.cancelled:
        raise Cancelled("cancelled")
