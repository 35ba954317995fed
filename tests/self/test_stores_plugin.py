"""Content stores under pytest: options, the report, replay; and the example of the docs."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import validate
from plugin_runs import Run, both, run
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.scenarios.script import Script
from remotes_conformance.scenarios.written import from_token
from stores.right import Right

__all__ = ["run"]

DOCS = Path(__file__).parents[2] / "docs" / "stores.md"
NAIVE = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)[0]


def stores(*arguments: str) -> tuple[str, ...]:
    """The arguments that run the tests of stores alone, quickly."""
    quick = ("--remotes-profile", "quick", "--remotes-seed", "1")
    return ("-q", "--pyargs", "remotes_suite.test_store", *quick, *arguments)


def of(store: str, *arguments: str) -> tuple[str, ...]:
    """The arguments that judge a store."""
    return stores("--remotes", store, *arguments)


def test_the_example_of_the_docs_is_judged_and_its_findings_are_small(
    run: Run, pytester: pytest.Pytester, tmp_path: Path
) -> None:
    """In the terminal, as JSON that its schema describes, and as a page; replayed by its token."""
    assert len(NAIVE.splitlines()) == 57
    pytester.makepyfile(naive=NAIVE)
    report, page = tmp_path / "r.json", tmp_path / "r.html"
    outputs = ("--remotes-report", str(report), "--remotes-html", str(page))
    result = run(*of("naive:NaiveStore", "-k", "stories", *outputs))
    assert result.ret == 1
    text = both(result)
    assert "STORE-1   MUST" in text
    assert "not offered" not in text
    shown = re.findall(
        r"^(STORE-1 MUST: .*?)  replay", DOCS.read_text(encoding="utf-8"), re.M | re.S
    )
    assert shown[0] in result.stdout.str()
    value = json.loads(report.read_text())
    schema = files("remotes_conformance.verdict").joinpath("report.schema.json")
    validate(value, json.loads(schema.read_text()))
    assert value["about"]["edition"] == "store-1"
    found = {one["id"]: one for one in value["violations"]}
    assert {"STORE-1", "STORE-5", "STORE-6", "STORE-8", "STORE-15"} <= set(found)
    assert "<svg" in page.read_text()
    for one in found.values():
        scenario = from_token(one["token"])
        steps = sum(len(call.steps) for call in scenario.calls if isinstance(call, Script))
        assert steps <= 12, one["id"]
    again = run(*of("naive:NaiveStore", "--remotes-replay", found["STORE-1"]["token"]))
    assert again.ret == 1
    assert "broken: STORE-1" in both(again)


def test_a_right_store_passes(run: Run) -> None:
    """Also by two workers."""
    result = run(*of("stores.guarded:Guarded", "-n", "2"))
    assert result.ret == 0
    assert "conformant: yes" in both(result)


@pytest.mark.parametrize(
    ("store", "message"),
    [
        (Right(), "name a function or a class"),
        (lambda a, b: Right(), "needs 2 arguments"),
        (lambda: object(), "it has no method writer"),
        (lambda: 1 / 0, "making a store failed with ZeroDivisionError"),
    ],
)
def test_a_store_that_is_no_factory_is_refused_in_one_line(store: object, message: str) -> None:
    """The error says what to do."""
    with pytest.raises(Unusable, match=re.escape(message)):
        open_store(store)


def test_a_broken_factory_is_a_wrong_use(run: Run, pytester: pytest.Pytester) -> None:
    """With exit status 4."""
    pytester.makepyfile(broken="def store():\n    raise RuntimeError('no disk')\n")
    result = run(*of("broken:store"))
    assert (result.ret, "no disk" in both(result)) == (4, True)
