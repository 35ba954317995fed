"""From a finding to the line of the implementation that breaks the rule."""

from __future__ import annotations

import contextlib
import inspect
import json
import shlex
import sys
from pathlib import Path
from typing import Any

import impatient
import pytest
from little import LITTLE
from remotes_conformance import Verdict, check
from remotes_conformance.doors.python import places
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.exploring.violations import violations
from remotes_conformance.judging.opening import open_named
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.verdict.from_json import from_json
from remotes_conformance.verdict.github import annotated
from remotes_reference import aio, make_ref_key

_ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _in_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are shown from the folder of the run on."""
    monkeypatch.chdir(_ROOT)


def _line(of: Any, text: str) -> int:
    """The line of its file in which *of* first has *text*."""
    lines, first = inspect.getsourcelines(of)
    return next(n for n, line in enumerate(lines, start=max(first, 1)) if text in line)


def _judged(remotes: object) -> Verdict:
    return check(remotes, profile=LITTLE, seed=1, sections=["lock"], edition="2017-06")


class _Keys:
    def make_ref_key(self, ctx: Any, descriptor: Any) -> str:
        return make_ref_key(ctx, descriptor)


class GivesUp(_Keys):
    """Awaited: asks once."""

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        async def handle(ctx: Any, descriptor: Any) -> None:
            await self.opened(ingester, ctx, descriptor)
            await aio.fetch_handler(ingester, fetcher)(ctx, descriptor)

        return handle

    async def opened(self, ingester: Any, ctx: Any, descriptor: Any) -> None:
        ref = self.make_ref_key(ctx, descriptor)
        writer = await ingester.writer(ctx, ref, descriptor.size, descriptor.digest)  # awaited
        await writer.close()


class Forgets(_Keys):
    """Blocking: gives up a locked ref, and returns success."""

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        def handle(ctx: Any, descriptor: Any) -> None:
            ref, size = self.make_ref_key(ctx, descriptor), descriptor.size
            with (
                contextlib.suppress(Exception),
                contextlib.closing(ingester.writer(ctx, ref, size, descriptor.digest)),  # it asks
            ):
                return

        return handle


def test_a_finding_names_the_line_that_breaks_the_rule() -> None:
    """The error of the ref came from where it was opened; the harness's own lines are left out."""
    line = _line(impatient, "ingester.writer(")
    code = _judged("impatient:remotes").violations["LOCK-3"].code
    assert code == f"tests/self/impatient.py:{line} in handle"


def test_lines_that_lead_there_follow() -> None:
    """Those of coroutines, too: a helper, and the line that awaits it."""
    helper, caller = _line(GivesUp.opened, "# awaited"), _line(GivesUp, "await self.opened(")
    code = _judged(GivesUp()).violations["LOCK-1"].code
    file = "tests/self/test_places.py"
    assert code == f"{file}:{helper} in opened, from {file}:{caller} in handle"


def test_the_last_call_is_named_for_a_success() -> None:
    """The place of the return is not known. Lines of the standard library are left out."""
    line = _line(Forgets, "# it asks")
    violation = _judged(Forgets()).violations["LOCK-1"]
    assert violation.observed == "success"
    assert violation.code == f"after tests/self/test_places.py:{line} in handle"


def test_behind_a_command_no_line_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is anything noted without need."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    assert places._now is None
    serve = f"command:{shlex.quote(sys.executable)} -m remotes_conformance.serve impatient:remotes"
    bench, tally = open_named(serve, edition="2017-06").bench, Tally()
    (locked,) = (one for one in STORIES if one.name == "a ref is locked for half a second")
    try:
        bench.examine(locked.scenario, tally)
        found = list(violations(bench, "1.000 a story", tally.breaches.values()))
    finally:
        bench.door.close()
    assert [one.code for one in found if one.id == "LOCK-3"] == [""]


def test_an_annotation_marks_the_line_in_a_file_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere it marks none."""
    report = from_json(json.loads(json.dumps(_judged("impatient:remotes").to_json())))
    line = _line(impatient, "ingester.writer(")
    (shown,) = (one for one in annotated(report) if "LOCK-3" in one)
    assert shown.startswith(f"::error file=tests/self/impatient.py,line={line},title=LOCK-3 MUST::")
    monkeypatch.chdir(tmp_path)
    (shown,) = (one for one in annotated(report) if "LOCK-3" in one)
    assert shown.startswith("::error title=LOCK-3 MUST::")


def test_a_report_without_lines_is_read() -> None:
    """It was written before there were any."""
    value = json.loads(json.dumps(_judged("impatient:remotes").to_json()))
    for one in value["violations"]:
        del one["code"]
    assert from_json(value).violations["LOCK-3"].code == ""
