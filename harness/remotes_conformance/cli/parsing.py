"""What the commands share: a parser of arguments, and files that are tried before all else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ..verdict.conformity import EXIT_USAGE
from ..verdict.files import Unwritable, try_out, write_whole


class Parser(argparse.ArgumentParser):
    """Ends with the exit status of a run in which nothing was judged."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def output(text: str) -> Path:
    """The path of a file that can be written."""
    try:
        try_out(Path(text))
    except Unwritable as error:
        raise argparse.ArgumentTypeError(f"{text} cannot be written: {error}") from None
    return Path(text)


def write_all(outputs: Mapping[str, tuple[Path | None, Callable[[], str]]]) -> bool:
    """Write each text into its file, by option; whether all could be written.

    What cannot be written is reported on standard error, and the others are written all the same.
    """
    is_written = True
    for option, (path, text) in outputs.items():
        try:
            if path is not None:
                write_whole(path, text())
        except Unwritable as error:
            print(f"remotes-conformance: {option} {path}: {error}", file=sys.stderr)
            is_written = False
    return is_written
