"""What the reporting process does: collects results, prints the verdict, sets the exit status."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Generator
from typing import Any

import pytest

from ..judging.alone import replay_alone
from ..judging.fresh import FreshProcesses
from ..judging.ledger import BadLedger
from ..judging.ledger.updating import update_ledger
from ..verdict.conformity import EXIT_UNWRITTEN
from ..verdict.course import Course
from ..verdict.files import Unwritable
from ..verdict.findings import Findings
from ..verdict.overview import WIDTH, readable
from ..verdict.planted import missed
from ..verdict.prose import header, replayed, story_lines, summary
from ..verdict.results import About, Result
from ..verdict.verdict import Verdict
from .options import is_suite_requested
from .outputs import name_in_junit, note_in_junit, write
from .refusing import as_block, why_refused
from .repeats import Repeats
from .session import Conformance
from .sharding import found_by

MAX_STORIES = 10
"""Stories in the terminal. All rules are told there, and all stories in reports."""
LONG_TOKEN = 1000
"""Characters of a token that is not told in the terminal, but by the file that holds it."""
_ENDED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
_LOST = "???"
"""The phase that pytest-xdist reports of a test in which a worker died."""
_NOTHING_JUDGED = (
    "nothing was judged: no test of the suite was run. Add --pyargs remotes_suite\n"
    "(to name the implementation without judging it in every run, put it in the ini file: "
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
        self._unwritten: list[str] = []
        self._lost: list[str] = []
        self._interrupted = False
        self._failures = 0
        self._spec = ""
        self._repeats = Repeats(strict=conformance.settings.strict)
        self._verdict: Verdict | None = None

    def pytest_report_header(self) -> list[str]:
        found = [f"remotes: {finding}" for finding in self._conformance.judged.doctor_found]
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
        name_in_junit(self._config, report)
        self._failures += report.failed
        if report.when == _LOST:
            self._lost.append(report.nodeid)
        if broke := getattr(report, "remotes_broke", None):
            self._broke.append(broke)
        if blocked := getattr(report, "remotes_blocked", None):
            self._blocked.update(blocked)
        self._used.add(getattr(report, "remotes_used", ""))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """A worker of pytest-xdist has ended: it may have found nothing that can be judged."""
        self._refused = getattr(node, "workeroutput", {}).get("remotes_refused", self._refused)

    def pytest_internalerror(self, excrepr: object) -> None:
        """pytest itself has failed, here or in a worker: pytest-xdist goes on, and may end with 0.

        What was judged before is reported all the same.
        """
        self._broke.append(f"pytest: {str(excrepr).strip().splitlines()[-1]:.200}")

    @property
    def _is_replay(self) -> bool:
        return self._conformance.settings.is_replay

    def _found(self) -> Findings:
        about = self._about or self._conformance.subject()
        ledger = self._conformance.ledger
        tried = {result.name for result in self._results} | set(self._blocked)
        return Findings(
            about,
            self._results,
            broke=sorted(self._broke),
            complete=self._conformance.expected(about) <= tried,
            blocked=self._blocked,
            how=self._conformance.how(),
            of_other_editions=len(ledger.of_other_editions) if ledger else None,
            course=Course.since(
                self._conformance.started,
                interrupted=self._interrupted,
                lost=tuple(sorted(self._lost)),
            ),
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Before JUnit's XML is written, which carries the outcome, too."""
        self._refused = self._refused or why_refused(self._config)
        if not self._is_judged or self._refused:
            if self._should_have_been(exitstatus):
                self._refused = self._refused or _NOTHING_JUDGED
            if self._refused:
                session.exitstatus = pytest.ExitCode.USAGE_ERROR
            return
        if self._has_failed_enough:
            exitstatus = pytest.ExitCode.TESTS_FAILED
        self._interrupted = exitstatus not in _ENDED
        settings = self._conformance.settings
        findings = self._found()
        if self._spec and not self._is_replay and not self._interrupted:
            edition, patience = findings.about.edition, settings.patience
            with FreshProcesses(self._spec, edition, patience) as apart:
                replay_alone(findings, apart.play)
        self._verdict = verdict = Verdict.of(findings)
        expected = self._conformance.expected(findings.about)
        shard = found_by(settings.shard, findings, expected)
        self._unwritten = list(write(verdict, settings.report, settings.html, shard))
        if not self._is_replay:
            note_in_junit(self._config, verdict)
        if settings.updates_ledger and not self._interrupted:
            self._update_ledger(verdict)
        session.exitstatus = self._exit_status(verdict, exitstatus)

    @property
    def _has_failed_enough(self) -> bool:
        """So often that -x or --maxfail ends the run. pytest-xdist calls that an interruption."""
        most: int | None = self._config.getoption("maxfail", None)
        return most is not None and 0 < most <= self._failures

    def _exit_status(self, verdict: Verdict, exitstatus: int) -> int:
        """That of the outcome, unless other tests have failed or pytest itself was stopped."""
        if self._unwritten:
            return EXIT_UNWRITTEN
        if self._is_replay or self._interrupted:
            return exitstatus
        ours_alone = bool(self._broke or self._lost or missed(verdict.planted))
        return verdict.exit_status if exitstatus == pytest.ExitCode.OK or ours_alone else exitstatus

    def _update_ledger(self, verdict: Verdict) -> None:
        ledger = self._conformance.ledger
        assert ledger is not None
        try:
            self._updated = update_ledger(ledger, verdict)
        except BadLedger as error:
            self._updated = f"it was not updated: {error}"
        except Unwritable as error:
            self._unwritten.append(f"--remotes-ledger {ledger.path} could not be written: {error}")

    @property
    def _is_judged(self) -> bool:
        return bool(self._results or self._broke or self._lost or "suite" in self._used)

    def _should_have_been(self, exitstatus: int) -> bool:
        """An implementation was named, but no test asked for it."""
        if self._config.option.collectonly or "elsewhere" in self._used:
            return False
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and is_suite_requested(self._config):
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
            terminalreporter.write_line(as_block(self._refused, _width(terminalreporter)))
        elif self._is_judged:
            self._tell(terminalreporter)

    def _tell(self, reporter: pytest.TerminalReporter) -> None:
        verdict = self._verdict or Verdict.of(self._found())
        if self._is_replay:
            reporter.write_sep("=", "the replayed scenario")
            for line in story_lines(self._story, _width(reporter), 2):
                reporter.write_line(line)
            lines = replayed(verdict, _width(reporter))
        else:
            stories = None if reporter.verbosity > 0 else MAX_STORIES
            lines = summary(
                verdict, stories=stories, stored=self._stored(verdict), width=_width(reporter)
            )
        reporter.write_sep("=", "remotes conformance")
        if repeats := self._repeats.line(reporter):
            reporter.write_line(repeats)
        for line in lines:
            reporter.write_line(line, **_colours(line, verdict))
        if self._updated:
            reporter.write_line(f"the ledger: {self._updated}")
        for sentence in self._unwritten:
            reporter.write_line(sentence, red=True)

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


_OUTCOMES = {0: "green", 1: "red"}
"""The colour of the last line, by the exit status of the outcome; others are yellow."""
_HEADING = re.compile(r"[A-Z]+-[0-9]+[a-z]? (MUST|SHOULD)\b")


def _width(reporter: pytest.TerminalReporter) -> int:
    """Columns of the report: of a terminal as many as there are, within reason."""
    return readable(reporter._tw.fullwidth) if reporter.isatty else WIDTH


def _colours(line: str, verdict: Verdict) -> dict[str, bool]:
    """How pytest shows a line of the report, in a terminal that has colours."""
    if line.startswith("conformant: "):
        return {_OUTCOMES.get(verdict.exit_status, "yellow"): True, "bold": True}
    return {"red": True, "bold": True} if _HEADING.match(line) else {}
