"""What a client in this process reports meanwhile: log records, warnings, lines that it prints."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import warnings
from collections.abc import Iterator
from typing import TextIO


class _Copying(io.TextIOBase):
    """A stream that also keeps what is written to it."""

    def __init__(self, stream: TextIO, kept: list[str]) -> None:
        self._stream, self._kept = stream, kept

    def write(self, text: str) -> int:
        self._kept.append(text)
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()


class _Records(logging.Handler):
    def __init__(self, kept: list[str]) -> None:
        super().__init__()
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(Exception):  # a record that cannot be formatted is no report
            self._kept.append(record.getMessage() + "\n")


@contextlib.contextmanager
def reports() -> Iterator[list[str]]:
    """The texts that are reported until the end of the block."""
    kept: list[str] = []
    handler = _Records(kept)
    logging.getLogger().addHandler(handler)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(_Copying(sys.stdout, kept)),
            contextlib.redirect_stderr(_Copying(sys.stderr, kept)),
        ):
            warnings.simplefilter("always", UserWarning)
            warnings.showwarning = lambda message, *rest, **more: kept.append(f"{message}\n")
            yield kept
    finally:
        logging.getLogger().removeHandler(handler)
