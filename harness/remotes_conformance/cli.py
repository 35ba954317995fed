"""The command `remotes-conformance`: start an adapter, examine it, judge, compare."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from .adapters.doctor import examine
from .adapters.starting import LANGUAGES, AlreadyThere, start
from .adapters.transcript import BadTranscript, play, write
from .contract import EDITIONS, UnknownEdition
from .doors.unusable import Unusable
from .judging.checking import check
from .judging.comparing import compare
from .judging.comparing.visible import ASPECTS
from .judging.exploring.hunting import PROFILES
from .judging.opening import open_named

EXIT_USAGE, EXIT_COULD_NOT_TELL = 4, 6


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 conformant, equal or sound; 1 not; 4 cannot be judged; 6 undetermined."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (Unusable, UnknownEdition, AlreadyThere, BadTranscript) as error:
        print(f"remotes-conformance: {error}", file=sys.stderr)
        return EXIT_USAGE


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="remotes-conformance",
        description="Start an adapter, examine it, judge an implementation, or compare several.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _for_adapters(commands)
    _for_implementations(commands)
    return parser


def _for_adapters(commands: argparse._SubParsersAction[_Parser]) -> None:
    begin = commands.add_parser("init", help="write an adapter to start from, and a CI workflow")
    begin.add_argument(
        "--language", required=True, choices=LANGUAGES, help="of the adapter; other: POSIX shell"
    )
    begin.add_argument(
        "directory", nargs="?", type=Path, default=Path(), metavar="DIRECTORY",
        help="where to write (default: the current one)",
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
            "--remotes-stdio", action="store_true", help="the adapter speaks on stdin and stdout"
        )
        which.add_argument(
            "--remotes-patience", type=float, default=5.0, metavar="SECONDS",
            help="how long to wait for each answer (default: 5)",
        )  # fmt: skip


def _for_implementations(commands: argparse._SubParsersAction[_Parser]) -> None:
    one = commands.add_parser("check", help="judge an implementation without pytest")
    one.add_argument(
        "remotes", metavar="NAME", help="package.module:object, or 'command:…' for an adapter"
    )
    one.set_defaults(run=_check)

    several = commands.add_parser(
        "compare",
        help="find the smallest scenario in which implementations differ",
        description="Play the same scenarios on each, and show the smallest in which they differ.",
    )
    several.add_argument(
        "remotes", nargs="+", metavar="NAME",
        help="package.module:object, or 'command:…' for an adapter; two or more",
    )  # fmt: skip
    several.add_argument(
        "--only", choices=ASPECTS[1:], default="all",
        help="compare only how calls end, or only the calls of collaborators",
    )  # fmt: skip
    several.set_defaults(run=_compare)
    for which in (one, several):
        which.add_argument(
            "--edition", default="2017-06", metavar="NAME",
            help=f"of the contract: {', '.join(EDITIONS)} (default: 2017-06)",
        )  # fmt: skip
        which.add_argument(
            "--profile", default="quick", choices=PROFILES,
            help="how many scenarios to play (default: quick)",
        )  # fmt: skip
        which.add_argument(
            "--seed", type=int, metavar="NUMBER",
            help="the seed of everything that is drawn (default: a new one)",
        )  # fmt: skip


def _seed(options: argparse.Namespace) -> int:
    return options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)


def _init(options: argparse.Namespace) -> int:
    for path in start(options.language, options.directory):
        print(f"wrote {path}")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    sound = examine(
        options.remotes_command, stdio=options.remotes_stdio, patience=options.remotes_patience
    )
    return 0 if sound else EXIT_USAGE


def _transcript(options: argparse.Namespace) -> int:
    if options.write is not None and options.remotes:
        write(options.write, options.remotes)
        return 0
    if not options.remotes_command or not options.paths:
        raise BadTranscript("give --remotes-command and transcripts, or --write and --remotes")
    told = [
        play(
            options.remotes_command,
            path,
            stdio=options.remotes_stdio,
            patience=options.remotes_patience,
        )
        for path in options.paths
    ]
    return int(any(told))


def _check(options: argparse.Namespace) -> int:
    verdict = check(
        options.remotes, edition=options.edition, profile=options.profile, seed=_seed(options)
    )
    print(verdict)
    if verdict.conformant:
        return 0
    return 1 if verdict.violations else EXIT_COULD_NOT_TELL


def _compare(options: argparse.Namespace) -> int:
    if len(options.remotes) < 2:
        raise Unusable("compare needs two implementations or more: name another one")
    seed = _seed(options)
    those = [open_named(name, edition=options.edition) for name in options.remotes]
    comparison = compare(
        those, profile=options.profile, seed=seed, edition=options.edition, aspect=options.only
    )
    print(f"edition {options.edition} · profile {options.profile} · seed {seed}\n{comparison}")
    if comparison.smallest is not None:
        return 1
    return 0 if comparison.scenarios else EXIT_COULD_NOT_TELL


if __name__ == "__main__":
    sys.exit(main())
