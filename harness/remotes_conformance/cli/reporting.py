"""The command that makes other forms of a report from its JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ..verdict.badge import endpoint, svg
from ..verdict.conformity import EXIT_UNWRITTEN
from ..verdict.files import Unwritable
from ..verdict.from_json import read_report
from ..verdict.github import write_step
from ..verdict.html import page
from ..verdict.markdown import markdown
from ..verdict.prose import summary
from ..verdict.report import Report
from .parsing import Parser, output, write_all


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command `report`."""
    report = commands.add_parser(
        "report",
        help="show a report that was written as JSON, in words or in other forms",
        description="Show the report in words; or write it in the forms that are asked for.",
    )
    report.add_argument(
        "report", type=Path, metavar="REPORT", help="a file that --remotes-report has written"
    )
    report.add_argument("--html", type=output, metavar="FILE", help="write it as a page of HTML")
    report.add_argument(
        "--markdown", type=output, metavar="FILE", help="write it as Markdown, in short"
    )
    report.add_argument(
        "--badge", type=output, metavar="FILE",
        help="write a badge: a picture (FILE.svg), or the JSON of an endpoint (FILE.json)",
    )  # fmt: skip
    report.add_argument(
        "--github", action="store_true",
        help="add it to the step of GitHub Actions that runs: summary, annotations, outputs",
    )  # fmt: skip
    report.set_defaults(run=_report)


def _report(options: argparse.Namespace) -> int:
    report = read_report(options.report)
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
        print(*summary(report), sep="\n")
    return 0 if is_written else EXIT_UNWRITTEN


def _badge(report: Report, path: Path | None) -> str:
    if path is not None and path.suffix == ".svg":
        return svg(report)
    return json.dumps(endpoint(report)) + "\n"
