"""docs/judged.md is up to date with the stored reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from remotes_conformance.verdict.from_json import BadReport
from remotes_conformance.verdict.judged import judged_page, read_all

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "docs" / "judged", ROOT / "adapters")


def test_the_page_is_up_to_date_with_the_reports() -> None:
    """`python -m remotes_conformance.verdict.judged docs/judged adapters` writes it again."""
    page = (ROOT / "docs" / "judged.md").read_text(encoding="utf-8")
    assert page == judged_page(read_all(FOLDERS))


def test_all_is_there_that_ci_judges() -> None:
    """containerd in two editions, Node, the reference, its stores, and the clients."""
    page = (ROOT / "docs" / "judged.md").read_text(encoding="utf-8")
    for heading in ("Handlers", "Clients of registries", "Content stores"):
        assert f"\n## {heading}\n" in page
    editions = [
        one.report.about.edition
        for one in read_all(FOLDERS)
        if "containerd" in one.report.about.implementation
    ]
    assert {"2017-06", "1.6"} <= set(editions)
    names = {one.path.stem for one in read_all(FOLDERS)}
    assert {"node", "store-disk", "store-memory", "reference-aio"} <= names


def test_no_report_names_a_path_of_the_machine() -> None:
    """They are in the repository: replay lines have to fit every clone."""
    for one in read_all(FOLDERS[:1]):
        assert not one.report.how.partition(" ")[2].startswith("/")


def test_the_page_follows_the_reports(tmp_path: Path) -> None:
    """A planted fault that was missed, or another day, changes the page."""
    path = FOLDERS[0] / "reference-2017-06.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["planted"][0]["outcome"] = "missed"
    value["started"] = "2001-02-03T04:05:06Z"
    (tmp_path / "it.json").write_text(json.dumps(value), encoding="utf-8")
    page = judged_page(read_all([tmp_path]))
    tried = len(value["planted"])
    assert f"| {tried - 1} of {tried} |" in page
    assert "| 2001-02-03 |" in page


def test_a_folder_without_reports_is_an_error(tmp_path: Path) -> None:
    """An empty page would look like a result."""
    with pytest.raises(BadReport, match="no report was found"):
        read_all([tmp_path])
