"""The command `remotes-conformance`: start an adapter, examine it, judge, compare, report."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from ..adapters.starting import AlreadyThere
from ..adapters.transcript import BadTranscript
from ..contract import UnknownEdition
from ..doors.stopping import stop_as_by_an_interrupt
from ..doors.unusable import Unusable
from ..judging.ledger import BadLedger
from ..verdict.conformity import EXIT_STATUS, EXIT_USAGE
from ..verdict.from_json import BadReport
from ..version import VERSION
from . import adapters, judging, reporting
from .parsing import Parser

_CANNOT = (Unusable, UnknownEdition, AlreadyThere, BadLedger, BadTranscript, BadReport)
"""Errors of a request that cannot be fulfilled; the message has the reason."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 conformant, equal or sound; 1 not; 2 interrupted; 4 cannot be judged;
    6 undetermined; 7 a report could not be written at the end."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # characters that a terminal cannot show
    options = _parsed(arguments)
    stop_as_by_an_interrupt()
    try:
        return int(options.run(options))
    except _CANNOT as error:
        print(f"remotes-conformance: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("remotes-conformance: interrupted", file=sys.stderr)
        return EXIT_STATUS["interrupted"]


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Parser(
        prog="remotes-conformance",
        description="Start an adapter, judge an implementation, compare several, report.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for each in (adapters, judging, reporting):
        each.add_to(commands)
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        commands.choices[options.command].refuse(unknown[0])
    return options
