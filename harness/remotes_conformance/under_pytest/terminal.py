"""What the reporting process does: collects results, prints the verdict, sets the exit status."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Generator
from typing import Any

import pytest

from ..judging.alone import replay_alone
from ..judging.fresh import FreshProcesses
from ..judging.ledger import BadLedger
from ..judging.ledger.updating import update_ledger
from ..judging.opening import COMMAND, options_for
from ..judging.plan import whole_plan
from ..verdict.findings import Findings
from ..verdict.prose import header, replayed, summary
from ..verdict.results import About, Result
from ..verdict.verdict import Verdict
from .options import names_the_suite
from .repeats import Repeats
from .session import Conformance

EXIT_COULD_NOT_TELL = 6
MAX_STORIES = 10
"""Stories in the terminal. All rules are told there, and all stories in reports."""
LONG_TOKEN = 1000
"""Characters of a token that is not told in the terminal, but by the file that holds it."""
_ENDED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
_NOTHING_JUDGED = (
    "nothing was judged: no test of the suite was run. Add --pyargs remotes_suite\n"
    "(an implementation that is not judged in every run belongs in the ini file: "
    "remotes = package.module:object)"
)


class Terminal:
    """Lives in the process that reports: under pytest-xdist, the controller only."""

    def __init__(self, config: pytest.Config, conformance: Conformance) -> None:
        self._config = config
        self._conformance = conformance
        self._results: list[Result] = []
        self._broke: list[str] = []
        self._blocked: dict[str, str] = {}
        self._about: About | None = None
        self._story: list[str] = []
        self._used: set[str] = set()
        self._refused = ""
        self._updated = ""
        self._spec = ""
        self._repeats = Repeats(strict=conformance.settings.strict)
        self._verdict: Verdict | None = None

    def pytest_report_header(self) -> list[str]:
        found = [f"remotes: {finding}" for finding in self._conformance.doctor_found]
        return header(self._conformance.subject()) + found

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Before others see the report: it may say less than the test did."""
        told: dict[str, Any] | None = getattr(report, "remotes", None)
        if told is not None:
            self._results.append(Result.from_json(told["result"]))
            self._about = About.from_json(told["about"])
            self._story = told["story"]
            self._spec = told["spec"]
            if not self._is_replay:
                self._repeats.hear(report, self._results[-1])
        if broke := getattr(report, "remotes_broke", None):
            self._broke.append(broke)
        if blocked := getattr(report, "remotes_blocked", None):
            self._blocked.update(blocked)
        self._used.add(getattr(report, "remotes_used", ""))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of pytest-xdist has ended: it may have found nothing that can be judged."""
        self._refused = getattr(node, "workeroutput", {}).get("remotes_refused", self._refused)

    @property
    def _is_replay(self) -> bool:
        return self._conformance.settings.replay is not None

    def _found(self) -> Findings:
        about = self._about or self._conformance.subject()
        ledger = self._conformance.ledger
        expected = {
            part.name
            for part in (*self._conformance.divergences, *whole_plan())
            if part.is_asked_for(about.sections) and part.can_be_played(about.edition, about.offers)
        }
        tried = {result.name for result in self._results} | set(self._blocked)
        return Findings(
            about,
            self._results,
            broke=sorted(self._broke),
            complete=expected <= tried,
            blocked=self._blocked,
            how=self._how(),
            left_alone=len(ledger.of_other_editions) if ledger else None,
        )

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if not self._is_judged or self._refused:
            if self._should_have_been(exitstatus):
                self._refused = self._refused or _NOTHING_JUDGED
            if self._refused:
                session.exitstatus = pytest.ExitCode.USAGE_ERROR
            return
        settings = self._conformance.settings
        findings = self._found()
        if self._spec and not self._is_replay and exitstatus in _ENDED:
            edition, patience = findings.about.edition, settings.patience
            with FreshProcesses(self._spec, edition, patience) as apart:
                replay_alone(findings, apart.play)
        self._verdict = verdict = Verdict.of(findings)
        if settings.report is not None:
            text = json.dumps(verdict.to_json(), indent=2) + "\n"
            settings.report.write_text(text, encoding="utf-8")
        if settings.html is not None:
            settings.html.write_text(verdict.to_html(), encoding="utf-8")
        if self._is_replay or exitstatus not in _ENDED:
            return
        if self._conformance.settings.updates_ledger:
            self._update_ledger(verdict)
        # However small the part of the suite that was chosen.
        spoiled = bool(self._blocked) or bool(verdict.plug_faults)
        conclusion = verdict.conclusion
        is_open = spoiled or (conclusion.complete and not conclusion.settled)
        is_ok = exitstatus == pytest.ExitCode.OK
        if (self._broke and not conclusion.is_broken) or (is_ok and is_open):
            session.exitstatus = EXIT_COULD_NOT_TELL

    def _update_ledger(self, verdict: Verdict) -> None:
        ledger = self._conformance.ledger
        assert ledger is not None
        try:
            self._updated = update_ledger(ledger, verdict)
        except (BadLedger, OSError) as error:
            self._updated = f"it was not updated: {error}"

    @property
    def _is_judged(self) -> bool:
        return bool(self._results or self._broke or "suite" in self._used)

    def _should_have_been(self, exitstatus: int) -> bool:
        """An implementation was named, but no test asked for it."""
        if self._config.option.collectonly or "elsewhere" in self._used:
            return False
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and names_the_suite(self._config):
            return False
        named = self._conformance.settings.is_named_on_the_command_line
        return named and exitstatus in (*_ENDED, pytest.ExitCode.NO_TESTS_COLLECTED)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> Generator[None, None, None]:
        """The verdict comes last, after pytest's own list of what has failed."""
        with self._repeats.left_out(terminalreporter):
            yield
        if self._refused:
            terminalreporter.write_sep("=", "remotes conformance")
            terminalreporter.write_line(self._refused)
        elif self._is_judged:
            self._tell(terminalreporter)

    def _tell(self, reporter: pytest.TerminalReporter) -> None:
        verdict = self._verdict or Verdict.of(self._found())
        if self._is_replay:
            reporter.write_sep("=", "the replayed scenario")
            for line in self._story:
                reporter.write_line(f"  {line}")
            lines = replayed(verdict)
        else:
            stories = None if reporter.verbosity > 0 else MAX_STORIES
            lines = summary(verdict, stories=stories, stored=self._stored(verdict))
        reporter.write_sep("=", "remotes conformance")
        if repeats := self._repeats.line(reporter):
            reporter.write_line(repeats)
        for line in lines:
            reporter.write_line(line)
        if self._updated:
            reporter.write_line(f"the ledger: {self._updated}")

    def _stored(self, verdict: Verdict) -> dict[str, str]:
        """Files of pytest's cache, for tokens that would fill the screen; by token."""
        stored: dict[str, str] = {}
        cache: pytest.Cache | None = getattr(self._config, "cache", None)
        for violation in verdict.violations_by_id:
            if cache is None or len(violation.token) <= LONG_TOKEN or violation.token in stored:
                continue
            try:
                path = cache.mkdir("remotes") / f"{violation.id}.{len(stored)}.token"
                path.write_text(violation.token + "\n", encoding="utf-8")
            except OSError:
                break  # a folder that cannot be written: the tokens are told as they are
            stored[violation.token] = shlex.quote(os.path.relpath(path))
        return stored

    def _how(self) -> str:
        """The options that name the implementation in a replay line."""
        settings = self._conformance.settings
        name = f"{COMMAND}{settings.command}" if settings.command else settings.spec
        return options_for(name, *settings.of_the_door)
