"""The command `remotes-conformance`: start an adapter, examine it, judge, compare."""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from .adapters.doctor import examine
from .adapters.starting import LANGUAGES, AlreadyThere, start
from .adapters.transcript import BadTranscript, play, write
from .contract import EDITIONS, SECTIONS, UnknownEdition
from .doors.stopping import stop_as_by_an_interrupt
from .doors.unusable import Unusable
from .judging.checking import check
from .judging.comparing import compare
from .judging.comparing.visible import ASPECTS
from .judging.exploring.hunting import PROFILES
from .judging.ledger import BadLedger
from .judging.opening import open_named
from .judging.plan import Part
from .verdict.conformity import EXIT_STATUS, EXIT_UNWRITTEN, EXIT_USAGE
from .verdict.files import Unwritable, try_out, write_whole
from .verdict.results import Result
from .verdict.verdict import Verdict
from .version import VERSION


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 conformant, equal or sound; 1 not; 2 interrupted; 4 cannot be judged;
    6 undetermined; 7 a report could not be written at the end."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # whatever a terminal cannot show
    options = _parser().parse_args(arguments)
    stop_as_by_an_interrupt()
    try:
        return int(options.run(options))
    except (Unusable, UnknownEdition, AlreadyThere, BadLedger, BadTranscript) as error:
        print(f"remotes-conformance: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("remotes-conformance: interrupted", file=sys.stderr)
        return EXIT_STATUS["interrupted"]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="remotes-conformance",
        description="Start an adapter, examine it, judge an implementation, or compare several.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
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
    _for_one(one)
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
            "--edition", metavar="NAME",
            help=f"of the contract: {', '.join(EDITIONS)} (default: 2017-06)",
        )  # fmt: skip
        which.add_argument(
            "--profile", default="quick", choices=PROFILES,
            help="how many scenarios to play (default: quick)",
        )  # fmt: skip
        which.add_argument(
            "--seed", type=_whole_number, metavar="NUMBER",
            help="the seed of everything that is drawn (default: a new one)",
        )  # fmt: skip


def _for_one(one: argparse.ArgumentParser) -> None:
    """What the function `check` takes, and where the reports go."""
    one.add_argument(
        "--sections", type=_sections, default=tuple(SECTIONS), metavar="LIST",
        help="judge only these sections, and conduct; for example key,lock",
    )  # fmt: skip
    one.add_argument("--strict", action="store_true", help="a broken SHOULD counts as a MUST does")
    one.add_argument(
        "--patience", type=_seconds, default=5.0, metavar="SECONDS",
        help="how long without progress before a call is reported as a hang (default: 5)",
    )  # fmt: skip
    one.add_argument("--ledger", type=Path, metavar="FILE", help="a file of known divergences")
    one.add_argument("--report", type=_output, metavar="FILE", help="write the verdict as JSON")
    one.add_argument(
        "--html", type=_output, metavar="FILE", help="write the verdict as a page of HTML"
    )
    one.add_argument(
        "--progress", action="store_true", help="write a line for each part to standard error"
    )


def _sections(text: str) -> tuple[str, ...]:
    named = tuple(name.strip() for name in text.split(",") if name.strip())
    if unknown := [name for name in named if name not in SECTIONS]:
        raise argparse.ArgumentTypeError(
            f"no such section: {unknown[0]}; choose from {', '.join(SECTIONS)}"
        )
    return named or tuple(SECTIONS)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("give a number of seconds above 0")
    return seconds


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("give a whole number, 0 or more")
    return int(text)


def _output(text: str) -> Path:
    try:
        try_out(Path(text))
    except Unwritable as error:
        raise argparse.ArgumentTypeError(f"{text} cannot be written: {error}") from None
    return Path(text)


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
    if options.report is not None and options.report == options.html:
        raise Unusable("--report and --html name the same file")
    verdict = check(
        options.remotes,
        edition=options.edition,
        profile=options.profile,
        seed=options.seed,
        sections=options.sections,
        strict=options.strict,
        ledger=options.ledger,
        patience=options.patience,
        progress=_report_progress if options.progress else lambda part, result: None,
    )
    print(verdict)
    return verdict.exit_status if _written(options, verdict) else EXIT_UNWRITTEN


def _report_progress(part: Part, result: Result) -> None:
    broken = ", ".join(sorted({one.id for one in result.violations}))
    print(part.title + f": {broken}" * bool(broken), file=sys.stderr)


def _written(options: argparse.Namespace, verdict: Verdict) -> bool:
    """Write the reports that are asked for. What cannot be written does not lose the verdict."""
    texts = {
        "report": lambda: json.dumps(verdict.to_json(), indent=2) + "\n",
        "html": verdict.to_html,
    }
    is_written = True
    for name, text in texts.items():
        path: Path | None = getattr(options, name)
        try:
            if path is not None:
                write_whole(path, text())
        except Unwritable as error:
            print(f"remotes-conformance: --{name} {path}: {error}", file=sys.stderr)
            is_written = False
    return is_written


def _compare(options: argparse.Namespace) -> int:
    if len(options.remotes) < 2:
        raise Unusable("compare needs two implementations or more: name another one")
    seed, edition = _seed(options), options.edition or EDITIONS[0]
    those = [open_named(name, edition=edition) for name in options.remotes]
    comparison = compare(
        those, profile=options.profile, seed=seed, edition=edition, aspect=options.only
    )
    print(f"edition {edition} · profile {options.profile} · seed {seed}\n{comparison}")
    if comparison.smallest is not None:
        return 1
    return 0 if comparison.scenarios else EXIT_STATUS["undetermined"]


if __name__ == "__main__":
    sys.exit(main())
