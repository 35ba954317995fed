"""The output of a pull or a push while it runs: a line for each blob, and on a terminal how far it
is.

Descriptors come from a registry: what is shown of them is their digest and size.
"""

from __future__ import annotations

import shutil
import threading
import time
from typing import Final, Protocol, TextIO

from remotes_conformance.content import Descriptor

_UNITS: Final = ("B", "KiB", "MiB", "GiB", "TiB")
_EVERY: Final = 0.1


class Watch(Protocol):
    """Is called from several threads."""

    def began(self, descriptor: Descriptor) -> None: ...

    def moved(self, descriptor: Descriptor, size: int) -> None:
        """Take in the number of bytes that were read or sent now."""

    def ended(self, descriptor: Descriptor) -> None:
        """The content is there: moved now, or before."""


class Blind:
    """Shows nothing."""

    def began(self, descriptor: Descriptor) -> None: ...
    def moved(self, descriptor: Descriptor, size: int) -> None: ...
    def ended(self, descriptor: Descriptor) -> None: ...


class Lines:
    """A line for each blob when it is there."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._guard = threading.Lock()
        self._moved: dict[str, int] = {}
        self._begun: dict[str, Descriptor] = {}

    def began(self, descriptor: Descriptor) -> None:
        with self._guard:
            self._moved[descriptor.digest] = 0
            self._begun[descriptor.digest] = descriptor

    def moved(self, descriptor: Descriptor, size: int) -> None:
        with self._guard:
            self._moved[descriptor.digest] = self._moved.get(descriptor.digest, 0) + size

    def ended(self, descriptor: Descriptor) -> None:
        with self._guard:
            moved = self._moved.pop(descriptor.digest, 0)
            rest = ", the rest was there" if moved < descriptor.size else ""
            how = f"{amount(moved)} moved{rest}" if moved else "was there"
            self._show(f"{short(descriptor)}  {amount(descriptor.size)}  {how}")

    def interrupted(self) -> None:
        """A line for each blob that has not ended and of which something was moved."""
        with self._guard:
            for digest, moved in self._moved.items():
                if moved and (one := self._begun.get(digest)):
                    self._show(f"{short(one)}  {amount(one.size)}  only {amount(moved)} moved")

    def _show(self, line: str) -> None:
        print(line, file=self._out, flush=True)


class Terminal(Lines):
    """Below the lines, one with the progress of each blob that moves."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._shown_at = 0.0

    def moved(self, descriptor: Descriptor, size: int) -> None:
        super().moved(descriptor, size)
        with self._guard:
            if time.monotonic() - self._shown_at > _EVERY:
                self._shown_at = time.monotonic()
                self._out.write(f"\r\x1b[K{self._state()}")
                self._out.flush()

    def _state(self) -> str:
        moving = [
            f"{digest.partition(':')[2][:8]} {100 * moved // max(one.size, 1)}%"
            for digest, moved in self._moved.items()
            if moved and (one := self._begun.get(digest))
        ]
        return "  ".join(moving)[: shutil.get_terminal_size().columns - 1]

    def _show(self, line: str) -> None:
        super()._show(f"\r\x1b[K{line}")


def short(descriptor: Descriptor) -> str:
    """The beginning of a digest."""
    return descriptor.digest.partition(":")[2][:12]


def amount(size: int) -> str:
    """*size* bytes in a unit that suits."""
    value, unit = float(size), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit else f"{size} B"
