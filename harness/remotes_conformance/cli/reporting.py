"""The command that makes other forms of a report from its JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ..doors.unusable import Unusable
from ..verdict.badge import endpoint, svg
from ..verdict.beside_html import beside_page
from ..verdict.beside_markdown import beside_markdown
from ..verdict.conformity import EXIT_UNWRITTEN
from ..verdict.files import Unwritable
from ..verdict.from_json import read_report
from ..verdict.github import write_step
from ..verdict.html import page
from ..verdict.markdown import markdown
from ..verdict.report import Report
from ..verdict.shards import CannotMerge, merged, read_shard
from ..verdict.side_by_side import side_by_side
from .parsing import Parser, output, print_report, write_all


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command `report`."""
    report = commands.add_parser(
        "report",
        help="convert a JSON report to other forms, or compare several",
        description="Show a report in words, or write it in other forms. Several "
        "reports are put side by side, rule by rule.",
    )
    report.add_argument(
        "reports",
        nargs="+",
        type=Path,
        metavar="REPORT",
        help="a file that --remotes-report has written",
    )
    report.add_argument("--html", type=output, metavar="FILE", help="write it as a page of HTML")
    report.add_argument(
        "--markdown", type=output, metavar="FILE", help="write it as Markdown, in short"
    )
    report.add_argument(
        "--badge", type=_badge_file, metavar="FILE",
        help="write a badge: a picture (FILE.svg), or the JSON of an endpoint (FILE.json)",
    )  # fmt: skip
    report.add_argument(
        "--github", action="store_true",
        help="add it to the current step of GitHub Actions: summary, annotations, outputs",
    )  # fmt: skip
    report.add_argument(
        "--merge", action="store_true",
        help="the reports are the shards of one run: make its verdict, and end with its status",
    )  # fmt: skip
    report.add_argument(
        "--json", type=output, metavar="FILE", help="write the merged verdict as JSON"
    )
    report.set_defaults(run=_report)


def _badge_file(text: str) -> Path:
    if Path(text).suffix not in (".svg", ".json"):
        raise argparse.ArgumentTypeError(f"{text}: a badge is written as FILE.svg or FILE.json")
    return output(text)


def _report(options: argparse.Namespace) -> int:
    if options.merge:
        return _merged(options)
    if options.json:
        raise Unusable("--json writes what --merge makes: add --merge")
    reports = [read_report(path) for path in options.reports]
    return _one(reports[0], options) if len(reports) == 1 else _several(reports, options)


def _merged(options: argparse.Namespace) -> int:
    try:
        read = [read_shard(path) for path in options.reports]
        verdict = merged([report for report, _ in read], [shard for _, shard in read])
    except CannotMerge as error:
        raise Unusable(f"--merge: {error}") from None
    text = {"--json": (options.json, lambda: json.dumps(verdict.to_json(), indent=2) + "\n")}
    is_written = write_all(text)
    status = _one(verdict, options)
    return verdict.exit_status if is_written and not status else EXIT_UNWRITTEN


def _one(report: Report, options: argparse.Namespace) -> int:
    badge: Path | None = options.badge
    is_written = write_all(
        {
            "--html": (options.html, lambda: page(report)),
            "--markdown": (options.markdown, lambda: markdown(report)),
            "--badge": (badge, lambda: _badge(report, badge)),
        }
    )
    if options.github:
        try:
            print(*write_step(report), sep="\n")
        except Unwritable as error:
            print(f"remotes-conformance: --github: {error}", file=sys.stderr)
            is_written = False
    elif not (options.html or options.markdown or badge):
        print_report(report)
    return 0 if is_written else EXIT_UNWRITTEN


def _several(reports: Sequence[Report], options: argparse.Namespace) -> int:
    for option in ("badge", "github"):
        if getattr(options, option):
            raise Unusable(f"--{option} is about one report: name one")
    table = side_by_side(reports, [str(path) for path in options.reports])
    outputs: dict[str, tuple[Path | None, Callable[[], str]]] = {
        "--html": (options.html, lambda: beside_page(table)),
        "--markdown": (options.markdown, lambda: beside_markdown(table)),
    }
    if not (options.html or options.markdown):
        print(beside_markdown(table), end="")
    return 0 if write_all(outputs) else EXIT_UNWRITTEN


def _badge(report: Report, path: Path | None) -> str:
    if path is not None and path.suffix == ".svg":
        return svg(report)
    return json.dumps(endpoint(report)) + "\n"
