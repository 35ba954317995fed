"""The commands about adapters: start one, examine it, play transcripts to it."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..adapters.doctor import examine
from ..adapters.starting import LANGUAGES, STORES, how_to_judge, write_template
from ..adapters.transcript import BadTranscript, matches, write_transcripts
from ..doors.unusable import Unusable
from ..verdict.conformity import EXIT_USAGE
from .parsing import Parser


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands `init`, `doctor` and `transcript`."""
    begin = commands.add_parser("init", help="write an adapter to start from, and a CI workflow")
    begin.add_argument(
        "--language",
        required=True,
        choices=LANGUAGES,
        help="the adapter's language; other: POSIX shell",
    )
    begin.add_argument(
        "directory", nargs="?", type=Path, default=Path(), metavar="DIRECTORY",
        help="where to write (default: the current one)",
    )  # fmt: skip
    begin.add_argument(
        "--store", action="store_true",
        help=f"write an adapter for a content store, not for handlers; in {', '.join(STORES)}",
    )  # fmt: skip
    begin.set_defaults(run=_init)

    look = commands.add_parser(
        "doctor", help="find out whether an adapter is broken, and what to do"
    )
    look.set_defaults(run=_doctor)

    golden = commands.add_parser(
        "transcript", help="play golden transcripts to an adapter, or write new ones"
    )
    golden.add_argument(
        "paths", nargs="*", type=Path, metavar="TRANSCRIPT", help="files of docs/transcripts"
    )
    golden.add_argument(
        "--write", type=Path, metavar="FOLDER", help="write transcripts into this folder"
    )
    golden.add_argument(
        "--remotes", metavar="package.module:object",
        help="write the transcripts of this implementation",
    )  # fmt: skip
    golden.set_defaults(run=_transcript)
    for which, needed in ((look, True), (golden, False)):
        which.add_argument(
            "--remotes-command", required=needed, metavar="CMD",
            help="the command that starts the adapter",
        )  # fmt: skip
        which.add_argument(
            "--remotes-stdio", action="store_true", help="the adapter uses stdin and stdout"
        )
        which.add_argument(
            "--remotes-patience", type=float, default=5.0, metavar="SECONDS",
            help="how long to wait for each answer (default: 5)",
        )  # fmt: skip


def _init(options: argparse.Namespace) -> int:
    if options.store and options.language not in STORES:
        raise Unusable(
            f"there is no store to start from in {options.language}: choose one of "
            f"{', '.join(STORES)}; docs/protocol.md has what a program with a store answers"
        )
    for path in write_template(options.language, options.directory, store=options.store):
        print(f"wrote {path}")
    judge = how_to_judge(options.language, store=options.store)
    print(f"judge it, in that folder: {judge} --remotes-profile quick")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    sound = examine(
        options.remotes_command, stdio=options.remotes_stdio, patience=options.remotes_patience
    )
    return 0 if sound else EXIT_USAGE


def _transcript(options: argparse.Namespace) -> int:
    if options.write is not None and options.remotes:
        write_transcripts(options.write, options.remotes)
        return 0
    if not options.remotes_command or not options.paths:
        raise BadTranscript("give --remotes-command and transcripts, or --write and --remotes")
    right = [
        matches(
            options.remotes_command,
            path,
            stdio=options.remotes_stdio,
            patience=options.remotes_patience,
        )
        for path in options.paths
    ]
    return int(not all(right))
