"""The command `remotes-conformance`: begin an adapter, check without pytest, compare."""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from .catalogue import EDITIONS, UnknownEdition
from .checking import check
from .comparing import compare
from .comparing.visible import ASPECTS
from .doors.command import open_command
from .explore.hunting import PROFILES
from .loading import Loaded, Unusable, load, open_bench
from .starting import LANGUAGES, AlreadyThere, start

_COMMAND = "command:"
EXIT_USAGE, EXIT_COULD_NOT_TELL = 4, 6


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 conformant or equal, 1 not, 4 cannot be judged, 6 could not tell."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (Unusable, UnknownEdition, AlreadyThere) as error:
        print(f"remotes-conformance: {error}", file=sys.stderr)
        return EXIT_USAGE


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="remotes-conformance", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    begin = commands.add_parser("init", help="write a starting adapter and a CI workflow")
    begin.add_argument("--language", required=True, choices=LANGUAGES)
    begin.add_argument("directory", nargs="?", type=Path, default=Path(), metavar="DIRECTORY")
    begin.set_defaults(run=_init)

    one = commands.add_parser("check", help="judge an implementation, without pytest")
    one.add_argument("remotes", metavar="package.module:object")
    one.set_defaults(run=_check)

    several = commands.add_parser(
        "compare",
        help="find the smallest scenario in which implementations differ",
        description="Play the same scenarios on all, and show the smallest in which they differ.",
    )
    several.add_argument(
        "remotes", nargs="+", metavar="NAME",
        help="package.module:object, or 'command:…' for an adapter; two or more",
    )  # fmt: skip
    several.add_argument(
        "--only", choices=ASPECTS[1:], default="all", help="compare only how calls end, or events"
    )
    several.set_defaults(run=_compare)
    for which in (one, several):
        which.add_argument("--edition", default="2017-06", metavar="NAME", help=", ".join(EDITIONS))
        which.add_argument("--profile", default="quick", choices=PROFILES)
        which.add_argument("--seed", type=int, metavar="NUMBER", help="of all that is drawn")
    return parser


def _seed(options: argparse.Namespace) -> int:
    return options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)


def _init(options: argparse.Namespace) -> int:
    for path in start(options.language, options.directory):
        print(f"wrote {path}")
    return 0


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
        raise Unusable("compare needs two implementations or more")
    seed = _seed(options)
    those = [_opened(name, options.edition) for name in options.remotes]
    comparison = compare(
        those, profile=options.profile, seed=seed, edition=options.edition, aspect=options.only
    )
    print(f"edition {options.edition} · profile {options.profile} · seed {seed}\n{comparison}")
    if comparison.smallest is not None:
        return 1
    return 0 if comparison.scenarios else EXIT_COULD_NOT_TELL


def _opened(name: str, edition: str) -> Loaded:
    if name.startswith(_COMMAND):
        return open_command(name.removeprefix(_COMMAND), edition=edition)
    return open_bench(load(name), spec=name, edition=edition)


if __name__ == "__main__":
    sys.exit(main())
