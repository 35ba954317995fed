"""The commands that judge an implementation without pytest, or compare several."""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

from ..contract import EDITIONS, SECTIONS
from ..doors.unusable import Unusable
from ..judging.checking import check
from ..judging.comparing import compare
from ..judging.comparing.visible import ASPECTS
from ..judging.exploring.hunting import PROFILES
from ..judging.ledger import BadLedger
from ..judging.loading import Loaded
from ..judging.opening import open_named
from ..judging.plan import Part
from ..judging.stores.checking import check_store
from ..judging.stores.command import names_a_store
from ..verdict.conformity import EXIT_STATUS, EXIT_UNWRITTEN
from ..verdict.results import Result
from ..verdict.verdict import Interrupted, Verdict
from .parsing import Parser, output, print_report, write_all


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands `check` and `compare`."""
    one = commands.add_parser("check", help="judge handlers, or a content store, without pytest")
    one.add_argument(
        "remotes", metavar="NAME",
        help="package.module:object, 'command:…' for a program, or unix:PATH for a content service",
    )  # fmt: skip
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
            help=f"edition of the contract: {', '.join(EDITIONS)} (default: 2017-06)",
        )  # fmt: skip
        which.add_argument(
            "--profile", default="quick", choices=PROFILES,
            help="how many scenarios to play (default: quick)",
        )  # fmt: skip
        which.add_argument(
            "--seed", type=_whole_number, metavar="NUMBER",
            help="the seed of all random choices (default: a new one; in profile ci: 0)",
        )  # fmt: skip


def _for_one(one: argparse.ArgumentParser) -> None:
    """What the function `check` takes, and where the reports go."""
    one.add_argument(
        "--sections", type=_sections, default=tuple(SECTIONS), metavar="LIST",
        help="judge only these sections, for example key,lock; conduct is always judged",
    )  # fmt: skip
    one.add_argument(
        "--strict", action="store_true", help="a broken SHOULD counts as a broken MUST"
    )
    one.add_argument(
        "--patience", type=_seconds, default=5.0, metavar="SECONDS",
        help="how long without progress before a call is reported as a hang (default: 5)",
    )  # fmt: skip
    one.add_argument(
        "--self-check", action="store_true",
        help=(
            "also plant faults between the implementation and its collaborators, to see that each "
            "is found"
        ),
    )  # fmt: skip
    one.add_argument("--ledger", type=Path, metavar="FILE", help="a file of known divergences")
    one.add_argument("--report", type=output, metavar="FILE", help="write the verdict as JSON")
    one.add_argument(
        "--html", type=output, metavar="FILE", help="write the verdict as a page of HTML"
    )
    one.add_argument(
        "--progress", action="store_true", help="write a line for each part to standard error"
    )


def _sections(text: str) -> tuple[str, ...]:
    named = tuple(name.strip() for name in text.split(",") if name.strip())
    if unknown := [name for name in named if name not in SECTIONS]:
        raise argparse.ArgumentTypeError(
            f"{unknown[0]}: no such section; choose from {', '.join(SECTIONS)}"
        )
    return named or tuple(SECTIONS)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r}: give a number of seconds above 0")
    return seconds


def _whole_number(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number, 0 or more")
    return int(text)


def _seed(options: argparse.Namespace) -> int:
    return options.seed if options.seed is not None else random.SystemRandom().randrange(1_000_000)


def _check(options: argparse.Namespace) -> int:
    if options.report is not None and options.report == options.html:
        raise Unusable("--report and --html name the same file")
    how = {
        "profile": options.profile,
        "seed": options.seed,
        "strict": options.strict,
        "ledger": options.ledger,
        "patience": options.patience,
        "self_check": options.self_check,
        "progress": _report_progress if options.progress else lambda part, result: None,
    }
    try:
        if names_a_store(options.remotes):
            verdict = check_store(options.remotes, **how)
        else:
            editions = {"edition": options.edition, "sections": options.sections}
            verdict = check(options.remotes, **editions, **how)
    except BadLedger as error:
        raise Unusable(f"--ledger {options.ledger}: {error}") from None
    except Unusable as error:
        raise Unusable(f"{options.remotes}: {error}") from None
    except Interrupted as stopped:
        print("remotes-conformance: interrupted: this was found until then", file=sys.stderr)
        verdict = stopped.verdict
    print_report(verdict)
    return verdict.exit_status if _written(options, verdict) else EXIT_UNWRITTEN


def _report_progress(part: Part, result: Result) -> None:
    broken = ", ".join(sorted({one.id for one in result.violations}))
    print(part.title + f": {broken}" * bool(broken), file=sys.stderr)


def _written(options: argparse.Namespace, verdict: Verdict) -> bool:
    """Write the reports that are asked for. What cannot be written does not lose the verdict."""
    return write_all(
        {
            "--report": (options.report, lambda: json.dumps(verdict.to_json(), indent=2) + "\n"),
            "--html": (options.html, verdict.to_html),
        }
    )


def _opened(name: str, edition: str) -> Loaded:
    try:
        return open_named(name, edition=edition)
    except Unusable as error:
        raise Unusable(f"{name}: {error}") from None


def _compare(options: argparse.Namespace) -> int:
    if len(options.remotes) < 2:
        raise Unusable("compare needs two implementations or more: name another one")
    seed, edition = _seed(options), options.edition or EDITIONS[0]
    those = [_opened(name, edition) for name in options.remotes]
    comparison = compare(
        those, profile=options.profile, seed=seed, edition=edition, aspect=options.only
    )
    print(f"edition {edition} · profile {options.profile} · seed {seed}\n{comparison}")
    if comparison.smallest is not None:
        return 1
    return 0 if comparison.scenarios else EXIT_STATUS["undetermined"]
