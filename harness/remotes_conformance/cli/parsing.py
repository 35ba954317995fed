"""Shared by the commands: a parser of arguments, and files that are tried before all else."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path

from ..verdict.conformity import EXIT_USAGE
from ..verdict.files import Unwritable, try_out, write_whole
from ..verdict.overview import WIDTH, readable
from ..verdict.prose import summary
from ..verdict.report import Report


class Parser(argparse.ArgumentParser):
    """Ends with the exit status of a run in which nothing was judged, and one line with the reason.

    The usage, of many lines, is what --help is for.
    """

    def error(self, message: str) -> None:  # type: ignore[override]
        if message.endswith("required: NAME"):
            message += ", which is package.module:object, or 'command:…' for an adapter"
        self.exit(EXIT_USAGE, f"{self.prog}: {message}; see {self.prog} --help\n")

    def refuse(self, unknown: str) -> None:
        """End because of an argument that this command does not have."""
        if not unknown.startswith("-"):
            self.error(f"unexpected argument {unknown!r}")
        given, known = unknown.partition("=")[0], list(self._option_string_actions)
        bare = "--" + given.removeprefix("--remotes-")
        near = [bare] if bare in known else get_close_matches(given, known, n=1)
        advice = f": did you mean {near[0]}?" if near else ""
        self.error(f"there is no option {given}{advice}")


def output(text: str) -> Path:
    """The path of a file that can be written."""
    try:
        try_out(Path(text))
    except Unwritable as error:
        raise argparse.ArgumentTypeError(f"{text} cannot be written: {error}") from None
    return Path(text)


def print_report(report: Report) -> None:
    """Print the report in words, as wide as the terminal is, if it goes to one."""
    columns = readable(shutil.get_terminal_size().columns) if sys.stdout.isatty() else WIDTH
    print(*summary(report, width=columns), sep="\n")


def write_all(outputs: Mapping[str, tuple[Path | None, Callable[[], str]]]) -> bool:
    """Write each text into its file, by option; whether all could be written.

    A file that cannot be written is reported on standard error, and the others are still written.
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
