"""A report for a step of GitHub Actions: its summary, its annotations, its outputs.

A runner names the files for summary and outputs in the environment, and reads annotations from
what a step prints.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..telling.shortening import short
from .files import Unwritable
from .markdown import markdown
from .report import Report

_ANNOTATIONS = 10
"""The most annotations that a runner shows for one step."""


def annotated(report: Report) -> Iterator[str]:
    """A line for each of the first broken rules: a broken MUST is an error."""
    shown: set[str] = set()
    for one in report.broken:
        violation = one.violation
        if violation.id in shown or len(shown) == _ANNOTATIONS:
            continue
        shown.add(violation.id)
        kind = "error" if report.requirement(violation.id).decides else "warning"
        text = f"expected {short(violation.expected)}; observed {short(violation.observed)}"
        title = _in_property(f"{violation.id} {violation.level}")
        yield f"::{kind} {_where(violation.code)}title={title}::{_in_data(text)}"


def _where(code: str) -> str:
    """File and line, if that is a file of the folder in which the step runs: the line is marked."""
    found = re.match(r"(?:after )?(.+?):(\d+) in ", code)
    if found is None or not Path(found[1]).is_file():
        return ""
    return f"file={_in_property(found[1])},line={found[2]},"


def _in_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_property(text: str) -> str:
    return _in_data(text).replace(":", "%3A").replace(",", "%2C")


def outputs(report: Report) -> dict[str, str]:
    """The outputs of the step: the outcome, its exit status, and the number of rules by outcome."""
    counts = [one.outcome for one in report.requirements if one.decides]
    return {
        "outcome": report.outcome,
        "exit-status": str(report.exit_status),
        "passed": str(counts.count("pass")),
        "broken": str(counts.count("fail")),
        "known": str(counts.count("known")),
        "unproven": str(counts.count("unproven")),
    }


def write_step(report: Report, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """Add the report to the step that runs. The lines have to be printed: annotations.

    Files that the runner has not named are left out. Raises `Unwritable`.
    """
    lines = "".join(f"{name}={value}\n" for name, value in outputs(report).items())
    _add(environment.get("GITHUB_STEP_SUMMARY"), markdown(report))
    _add(environment.get("GITHUB_OUTPUT"), lines)
    yield from annotated(report)


def _add(name: str | None, text: str) -> None:
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise Unwritable(f"{name}: {error.strerror or error}") from None
