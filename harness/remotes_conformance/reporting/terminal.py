"""What the reporting process does: collects results, tells the verdict, sets the exit status."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ..plan import whole_plan
from ..verdict import Result, Subject, Verdict
from .prose import header, summary
from .session import Conformance

EXIT_COULD_NOT_TELL = 6


class Terminal:
    """Lives in the process that reports: under pytest-xdist, the controller only."""

    def __init__(self, config: pytest.Config, conformance: Conformance) -> None:
        self._config = config
        self._conformance = conformance
        self._results: list[Result] = []
        self._broke: list[str] = []
        self._about: Subject | None = None
        self._story: list[str] = []

    def pytest_report_header(self) -> list[str]:
        settings = self._conformance.settings
        return header(self._conformance.subject(), strict=settings.strict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told: dict[str, Any] | None = getattr(report, "remotes", None)
        if told is not None:
            self._results.append(Result.from_json(told["result"]))
            self._about = Subject.from_json(told["about"])
            self._story = told["story"]
        broke = getattr(report, "remotes_broke", None)
        if broke is not None:
            self._broke.append(broke)

    @property
    def _is_replay(self) -> bool:
        return self._conformance.settings.replay is not None

    def verdict(self) -> Verdict:
        """What has been found."""
        about = self._about or self._conformance.subject()
        expected = {
            part.name
            for part in whole_plan()
            if part.section in about.sections and part.kinds <= set(about.offers)
        }
        complete = expected <= {result.name for result in self._results}
        return Verdict(about, self._results, broke=self._broke, complete=complete)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if not self._results and not self._broke:
            return
        verdict = self.verdict()
        path = self._conformance.settings.report
        if path is not None:
            path.write_text(json.dumps(verdict.to_json(), indent=2) + "\n", encoding="utf-8")
        if self._is_replay or exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return
        if (self._broke and not verdict.is_broken) or (
            exitstatus == pytest.ExitCode.OK
            and not verdict.conformant
            and not self._is_partial(verdict)
        ):
            session.exitstatus = EXIT_COULD_NOT_TELL

    def _is_partial(self, verdict: Verdict) -> bool:
        """Somebody chose to run a part, or to claim one: that it passed is all there is to say."""
        claimed = not verdict.about.claims_all
        return not verdict.complete or (claimed and verdict.claimed_conform)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._results and not self._broke:
            return
        write = terminalreporter.write_line
        if self._is_replay:
            terminalreporter.write_sep("=", "the replayed scenario")
            for line in self._story:
                write(f"  {line}")
        terminalreporter.write_sep("=", "remotes conformance")
        for line in summary(self.verdict(), how=self._how(), replay=self._is_replay):
            write(line)

    def _how(self) -> str:
        """The part of a replay line that names the implementation."""
        settings = self._conformance.settings
        if settings.command:
            return f"--remotes-command '{settings.command}'"
        return f"--remotes {settings.spec}" if settings.spec else ""
