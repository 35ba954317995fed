"""The verdict: the report that `check` returns, which can print itself."""

from __future__ import annotations

from typing import Any

from .as_json import as_json
from .conclusion import conclude
from .explored import explored
from .findings import Findings
from .html import page
from .outcomes import hint, not_shown, requirement_reports
from .prose import conclusion, summary
from .report import LedgerReport, Report
from .violations import violation_reports


class Interrupted(KeyboardInterrupt):
    """A run was stopped by Ctrl-C or SIGTERM. `verdict`: what was known by then."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("the run was interrupted")
        self.verdict = verdict


class Verdict(Report):
    """A `Report` that can be written as text (`str`), as HTML and as JSON.

    It is a plain value: two verdicts with the same content are equal, and it can be pickled.
    """

    __slots__ = ()

    def unless_interrupted(self) -> Verdict:
        """This verdict, of a run that came to its end. Raises `Interrupted` of another one."""
        if self.course.interrupted:
            raise Interrupted(self)
        return self

    @classmethod
    def of(cls, findings: Findings) -> Verdict:
        """The verdict that follows from all *findings* of a run."""
        requirements = requirement_reports(findings)
        ledger = None
        if findings.of_other_editions is not None:
            ledger = LedgerReport(tuple(findings.standings), findings.of_other_editions)
        return cls(
            about=findings.about,
            conclusion=conclude(findings, requirements),
            scenarios=findings.scenarios,
            requirements=requirements,
            broken=violation_reports(findings),
            ledger=ledger,
            notes=tuple(
                sorted(
                    findings.notes
                    | explored(findings.results)
                    | not_shown(findings)
                    | hint(findings.about)
                )
            ),
            plug_faults=tuple(fault for _, fault in sorted(findings.plug_faults.items())),
            broken_in=tuple(findings.broken_in.items()),
            applied=tuple(sorted(findings.applied)),
            how=findings.how,
            planted=tuple(findings.planted),
            course=findings.course,
        )

    def __repr__(self) -> str:
        """Short: the whole value has thousands of lines."""
        return f"<Verdict on {self.about.implementation or 'remotes'}: {conclusion(self)}>"

    def __str__(self) -> str:
        """The report in words: what pytest prints at the end of a run, with all stories."""
        return "\n".join(summary(self))

    def to_html(self) -> str:
        """The report as a page of HTML that needs no other file and no script."""
        return page(self)

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values, as `verdict/report.schema.json` in this package describes."""
        return as_json(self)
