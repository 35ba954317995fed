"""The page of all judged implementations: the rules that each keeps and breaks.

`python -m remotes_conformance.verdict.judged FOLDER …` prints it as Markdown, from the reports in
these folders and in the folders below them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..contract import CLIENT_EDITION, STORE_EDITION
from .beside_markdown import LEGEND, SIGNS
from .from_json import BadReport, read_report
from .markdown import plain
from .planted import in_words
from .report import Report
from .side_by_side import Row, SideBySide, side_by_side

_ABOUT = f"""# What was judged

These are the handlers, clients and stores that this project judges in its own CI. The tables come
from their stored reports. The results for containerd as a daemon are in
[stores.md](stores.md#behind-containerds-grpc-api).

{LEGEND}.

A broken rule counts as broken in the tables, even if a ledger lists it. After each table come the
rules that each implementation breaks: with the reason from its ledger, or else with what was
expected and observed.
If a ledger has several entries for a rule, the reason is that of the first.

The outcome under *conformant* is *no* if a MUST is broken that no ledger lists, or if an entry of
the ledger did not show: some faults show only by chance. [verdict.md](verdict.md) explains the
other outcomes. The *self-check* plants faults between the implementation and its collaborators;
the column has how many of them were found, or “–” if none were planted
([reports.md](reports.md#does-it-find-anything-here)).

`adapters/judge-handlers CONTAINERD` and `adapters/judge-clients FOLDER --keep` judge them again;
then `python -m remotes_conformance.verdict.judged docs/judged adapters > docs/judged.md` writes
this page.
"""
_HEAD = (
    "| | judged | with | edition, door, profile | conformant | MUSTs kept, broken, unproven "
    "| self-check |\n|---|---|---|---|---|---|---|\n"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A stored report. `harness`: the version of the harness that has written it."""

    report: Report
    harness: str
    path: Path


def read_all(folders: Sequence[Path]) -> list[Judged]:
    """All reports in *folders*, in the order of their paths. Raises `BadReport`."""
    found = []
    for path in sorted(path for folder in folders for path in folder.rglob("*.json")):
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BadReport(f"{path} is not JSON: {error}") from None
        if isinstance(value, dict) and "conclusion" in value:
            found.append(Judged(read_report(path), value["harness"]["version"], path))
    if not found:
        raise BadReport("no report was found: name folders that hold some")
    return found


def judged_page(judged: Sequence[Judged]) -> str:
    """The page, in Markdown: handlers, then clients of registries, then content stores."""
    apart: dict[str, str] = {
        CLIENT_EDITION[0]: "Clients of registries",
        STORE_EDITION[0]: "Content stores",
    }
    chapters: dict[str, list[Judged]] = {"Handlers": [], **{title: [] for title in apart.values()}}
    for one in judged:
        chapters[apart.get(one.report.about.edition, "Handlers")].append(one)
    parts = [_ABOUT]
    for title, of_it in chapters.items():
        if of_it:
            parts += [f"\n## {title}\n\n", *_chapter(of_it)]
    return "".join(parts)


def _chapter(judged: Sequence[Judged]) -> Iterator[str]:
    table = side_by_side(
        [one.report for one in judged], [one.path.with_suffix("").name for one in judged]
    )
    yield _HEAD
    for column, (name, one) in enumerate(zip(table.names, judged, strict=True)):
        about = one.report.about
        numbers = (str(table.counts(column, outcome)) for outcome in ("kept", "broken", "unproven"))
        cells = [
            plain(name),
            one.report.course.started[:10],
            one.harness,
            plain(f"{about.edition}, {about.door}, {about.profile}"),
            one.report.outcome,
            ", ".join(numbers),
            in_words(one.report.planted).replace(" planted faults were found", "") or "–",
        ]
        yield f"| {' | '.join(cells)} |\n"
    yield f"\n| rule | | {' | '.join(map(plain, table.names))} |\n"
    yield f"|---|---|{'---|' * len(table.names)}\n"
    for row in table.rows:
        signs = " | ".join(SIGNS[cell.outcome] for cell in row.cells)
        yield f"| {row.rule.id} | {row.rule.level.value} | {signs} |\n"
    yield "\n"
    for column, name in enumerate(table.names):
        yield from _breaches(table, column, name)


def _breaches(table: SideBySide, column: int, name: str) -> Iterator[str]:
    """The rules that one implementation breaks: the reason in its ledger, or the observation."""
    broken = [row for row in table.rows if row.cells[column].outcome == "broken"]
    yield f"**{plain(name)}** breaks " + ("these rules:\n\n" if broken else "no rule.\n\n")
    for row in broken:
        yield f"* {row.rule.id} ({row.rule.level.value}): {plain(_reason(row, column))}\n"
    yield "\n" * bool(broken)


def _reason(row: Row, column: int) -> str:
    cell = row.cells[column]
    if cell.standing is not None:
        return cell.standing.reason
    assert cell.violation is not None, "what is broken has a story, or stands in a ledger"
    return f"expected {cell.violation.expected}; observed {cell.violation.observed}"


if __name__ == "__main__":
    try:
        sys.stdout.write(judged_page(read_all([Path(name) for name in sys.argv[1:]])))
    except BadReport as error:
        sys.exit(f"{error}")
