"""Reports on several clients of registries as one table in Markdown: client × rule.

`python -m remotes_conformance.verdict.client_table REPORT.json …` prints it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ..contract import by_id

_WORDS: Final = {
    "pass": "kept",
    "known": "**broken**",
    "fail": "**broken**",
    "fixed": "**broken**",
    "unproven": "unproven",
    "blocked": "unproven",
    "unsupported": "–",
    "not asked": "–",
}
"""By the outcome of a requirement, the word in its cell."""


def client_table(reports: Sequence[Mapping[str, Any]]) -> str:
    """The table, and below it what each client breaks. The reports are as `as_json` makes them.

    A client stands in the order of the reports, a rule in the order of SPEC.md.
    """
    return "\n".join([*_cells(reports), "", *_stories(reports)]) + "\n"


def _cells(reports: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield f"| rule | {' | '.join(_name(one) for one in reports)} |"
    yield "|---" * (len(reports) + 1) + "|"
    outcomes = [{one["id"]: one for one in report["requirements"]} for report in reports]
    ids = {id: one["level"] for of_one in outcomes for id, one in of_one.items()}
    for id, level in ids.items():
        of_all = [of_one[id]["outcome"] if id in of_one else "not asked" for of_one in outcomes]
        words = [_WORDS[outcome] for outcome in of_all]
        yield f"| {id}{' (SHOULD)' * (level == 'SHOULD')} | {' | '.join(words)} |"
    days = [str(report["started"]).partition("T")[0] for report in reports]
    yield f"| judged on | {' | '.join(days)} |"


def _name(report: Mapping[str, Any]) -> str:
    about = report["about"]
    return f"{about['implementation']} {about['version']}".strip()


def _stories(reports: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for report in reports:
        yield f"**{_name(report)}**"
        yield ""
        tokens = _breaches(report)
        for (id, reason), of_it in tokens.items():
            sources = "; ".join(by_id(id).sources)
            yield f"* {id}: {reason} ({', '.join(f'`{token}`' for token in of_it)}; {sources})"
        if not tokens:
            yield "* no rule"
        yield ""


def _breaches(report: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """By rule and reason, the scenarios; what the ledger does not know has no reason yet."""
    order = {one["id"]: place for place, one in enumerate(report["requirements"])}
    known = report["ledger"]["entries"] if report["ledger"] else []
    found = [(one["id"], one["reason"], one["token"]) for one in known]
    found += [(one["id"], one["observed"], one["token"]) for one in report["violations"]]
    tokens: dict[tuple[str, str], list[str]] = {}
    for id, reason, token in sorted(found, key=lambda one: order[one[0]]):
        of_it = tokens.setdefault((id, reason), [])
        if token not in of_it:
            of_it.append(token)
    return tokens


if __name__ == "__main__":
    texts = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
    sys.stdout.write(client_table([json.loads(text) for text in texts]))
