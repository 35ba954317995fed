"""The reports of a client in this process meanwhile: log records, warnings, and what it prints or
writes to the standard output and error, also without Python's streams."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO
from unittest import mock

_DESCRIPTORS = (1, 2)


@dataclass(slots=True)
class Reports:
    """The texts, by the way they took. One text may take several: a log record that a handler
    prints is also on the standard error."""

    logged: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    """Descriptors of the files that have what was written to the standard output and error."""

    def times(self, text: str) -> int:
        """The number of reports of *text*. A logged text is not counted again where it is printed,
        and what was printed not again where it is written."""
        ways = ("".join(self.logged), "".join(self.printed), self._written())
        counts = (way.count(text) for way in ways)
        return "".join(self.warned).count(text) + next(filter(None, counts), 0)

    def everything(self) -> str:
        """All texts."""
        return "".join((*self.logged, *self.warned, *self.printed, self._written()))

    def _written(self) -> str:
        _flush()
        found = b"".join(os.pread(one, os.fstat(one).st_size, 0) for one in self.files)
        return found.decode("utf-8", "replace")


class _Copying(io.TextIOBase):
    """A stream that also keeps what is written to it."""

    def __init__(self, stream: TextIO, kept: list[str]) -> None:
        self._stream, self._kept = stream, kept

    def write(self, text: str) -> int:
        self._kept.append(text)
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()


@contextlib.contextmanager
def reports() -> Iterator[Reports]:
    """The reports until the end of the block."""
    kept = Reports()
    usual = logging.Logger.callHandlers

    def seen(logger: logging.Logger, record: logging.LogRecord) -> None:
        # Not by a handler: a logger need not hand its records on to the root's.
        with contextlib.suppress(Exception):  # what cannot be formatted is no report
            kept.logged.append(record.getMessage() + "\n")
        usual(logger, record)

    # With a handler, none of the last resort prints what no other one does.
    handler = logging.NullHandler()
    logging.getLogger().addHandler(handler)
    try:
        with (
            _descriptors(kept.files),
            mock.patch.object(logging.Logger, "callHandlers", seen),
            warnings.catch_warnings(),
            contextlib.redirect_stdout(_Copying(sys.stdout, kept.printed)),
            contextlib.redirect_stderr(_Copying(sys.stderr, kept.printed)),
        ):
            warnings.simplefilter("always", UserWarning)
            warnings.showwarning = lambda message, *rest, **more: kept.warned.append(f"{message}\n")
            yield kept
    finally:
        logging.getLogger().removeHandler(handler)


@contextlib.contextmanager
def _descriptors(kept: list[int]) -> Iterator[None]:
    """Keep what is written to the descriptors of the standard output and error in files, and write
    it there in the end. *kept*: the descriptors of these files."""
    with contextlib.ExitStack() as stack:
        for descriptor in _DESCRIPTORS:
            # A program may have closed them.
            with contextlib.suppress(OSError):
                stack.enter_context(_descriptor(descriptor, kept))
        yield


@contextlib.contextmanager
def _descriptor(descriptor: int, kept: list[int]) -> Iterator[None]:
    _flush()
    with tempfile.TemporaryFile() as file:
        before = os.dup(descriptor)
        kept.append(file.fileno())
        try:
            os.dup2(file.fileno(), descriptor)
            try:
                yield
            finally:
                _flush()
                os.dup2(before, descriptor)
                file.seek(0)
                _write(descriptor, file.read())
        finally:
            kept.remove(file.fileno())
            os.close(before)


def _flush() -> None:
    for stream in filter(None, (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)):
        # A client may have closed a stream, or put an object of its own in its place.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()


def _write(descriptor: int, content: bytes) -> None:
    with contextlib.suppress(OSError):
        while content:
            content = content[os.write(descriptor, content) :]
