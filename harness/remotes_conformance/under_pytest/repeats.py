"""Tests without a new failure: one line each, and none in pytest's own lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ..verdict.prose import in_short
from ..verdict.results import Result, Violation


class Repeats:
    """Knows which test was the first to find a rule broken for a cause.

    It lives in the reporting process, which under pytest-xdist gets the reports of all workers.
    """

    def __init__(self, *, strict: bool) -> None:
        self._strict = strict
        self._first: dict[tuple[str, str], str] = {}
        self._repeats: set[int] = set()

    def shorten(self, report: pytest.TestReport, result: Result) -> None:
        """Cut the text of a failed test down to the violations that are new."""
        wrong = [v for v in result.violations if v.level == "MUST" or self._strict]
        name = report.location[2]
        known = [v for v in wrong if self._key(v) in self._first]
        if report.failed and known and all(s.outcome == "known" for s in result.standings):
            report.longrepr = "\n".join(self._line(v) for v in wrong)
            if len(known) == len(wrong):
                self._repeats.add(id(report))
        for violation in wrong:
            self._first.setdefault(self._key(violation), name)

    def _key(self, violation: Violation) -> tuple[str, str]:
        return violation.id, violation.cause

    def _line(self, violation: Violation) -> str:
        first = self._first.get(self._key(violation))
        return in_short(violation) if first is None else f"{violation.id}, reported at {first}"

    @contextmanager
    def left_out(self, reporter: pytest.TerminalReporter) -> Iterator[None]:
        """Leave repeats out while pytest lists failed tests; its numbers in the last line stay."""
        failed = reporter.stats.get("failed", [])
        if not self._repeats or reporter.verbosity > 0:
            yield
            return
        reporter.stats["failed"] = [one for one in failed if id(one) not in self._repeats]
        try:
            yield
        finally:
            reporter.stats["failed"] = failed

    def line(self, reporter: pytest.TerminalReporter) -> str:
        """The line that stands for all of them."""
        if not self._repeats or reporter.verbosity > 0:
            return ""
        number = len(self._repeats)
        if number == 1:
            return "1 more test failed, for these rules only; -v lists it"
        return f"{number} more tests failed, for these rules only; -v lists them"
