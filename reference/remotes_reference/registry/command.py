"""The command `remotes-reference`: pull, push and copy whole images.

Exit statuses: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NoReturn

from remotes_conformance.errors import ContentError

from ..call_context import CallContext
from .answers import printable
from .options import Place, parser, place
from .pulling import pull
from .pushing import copy, push
from .warnings import WARNINGS
from .watching import Lines, Terminal, Watch

FAILED: Final = 1
USAGE: Final = 2
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    command = _Command()
    options = parser({"pull": command.pull, "push": command.push, "copy": command.copy}).parse_args(
        arguments
    )
    try:
        with _logging(options.verbose):
            print(options.run(options), flush=True)
    except _Usage as error:
        return _fail(str(error), USAGE)
    except (ContentError, OSError) as error:
        return _fail(command.public(error), FAILED)
    except KeyboardInterrupt:
        command.ctx.cancel()
        command.interrupted()
        _print_line("interrupted: the same command goes on from here")
        _leave(INTERRUPTED)
    return 0


class _Usage(Exception):
    """The arguments make no sense."""


class _Command:
    def __init__(self) -> None:
        self.ctx = CallContext()
        self._lines: Lines | None = None
        self._places: list[Place] = []

    def pull(self, options: argparse.Namespace) -> str:
        here = self._place(options.image, options)
        root = pull(
            here.repository,
            here.reference.target,
            options.folder,
            name=here.reference.tag,
            ctx=self.ctx,
            workers=options.workers,
            watch=self._watch(options),
        )
        return f"{here.reference} {root.digest}"

    def push(self, options: argparse.Namespace) -> str:
        there = self._place(options.image, options)
        root = push(
            options.folder,
            there.repository,
            _tag(there),
            name=options.name,
            mount_from=options.mount_from,
            ctx=self.ctx,
            workers=options.workers,
            watch=self._watch(options),
        )
        return f"{there.reference} {root.digest}"

    def copy(self, options: argparse.Namespace) -> str:
        here = self._place(options.image, options)
        there = self._place(options.destination, options, "to-")
        root = copy(
            here.repository,
            here.reference.target,
            there.repository,
            _tag(there),
            ctx=self.ctx,
            workers=options.workers,
            watch=self._watch(options),
        )
        return f"{there.reference} {root.digest}"

    def _place(self, text: str, options: argparse.Namespace, prefix: str = "") -> Place:
        try:
            found = place(text, options, os.environ, prefix)
        except ValueError as error:  # also from a password that is no text
            raise _Usage(str(error)) from error
        self._places.append(found)
        return found

    def _watch(self, options: argparse.Namespace) -> Watch | None:
        if not options.quiet:
            self._lines = (Terminal if sys.stderr.isatty() else Lines)(sys.stderr)
        return self._lines

    def interrupted(self) -> None:
        """Print how far the blobs are that were moving."""
        if self._lines is not None:
            self._lines.interrupted()

    def public(self, error: BaseException) -> str:
        """The text of *error*, on one line and without secrets."""
        text = printable(str(error)) or type(error).__name__
        for one in self._places:
            text = one.repository.hide(text)
        return text


def _tag(there: Place) -> str:
    if there.reference.digest:
        raise _Usage(f"{there.reference}: a push needs a tag, and takes no digest")
    return there.reference.tag


@contextmanager
def _logging(verbose: bool) -> Iterator[None]:
    """Log records go to standard error, while the command runs: a program that calls `main`
    has its own loggers back afterwards."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("remotes-reference: %(message)s"))
    logger = logging.getLogger("remotes_reference")
    before = logger.level, logger.propagate, WARNINGS.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if verbose else logging.ERROR)
    logger.propagate = False
    WARNINGS.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        level, logger.propagate, of_warnings = before
        logger.setLevel(level)
        WARNINGS.setLevel(of_warnings)


def _fail(text: str, status: int) -> int:
    _print_line(f"remotes-reference: {text}")
    return status


def _print_line(line: str) -> None:
    """On a terminal, in the place of the line with its progress."""
    print(f"\r\x1b[K{line}" if sys.stderr.isatty() else line, file=sys.stderr)


def _leave(status: int) -> NoReturn:
    """End at once: threads that wait for a registry have nothing to lose, and the store is as they
    left it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
