"""If no edition is claimed, the verdict names the one that an implementation is closest to.

Keys and fetches are enough for that: all that is offered is played in each edition.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from little import LITTLE, OnlyFetches
from remotes_conformance import Verdict, check
from remotes_reference import remotes, remotes_1_6, remotes_2_x
from wrong import SHELF

_OF = {"2017-06": remotes, "1.6": remotes_1_6, "2.x": remotes_2_x}


def _lines(verdict: Verdict) -> str:
    return " ".join(line.strip() for line in str(verdict).splitlines())


@pytest.mark.parametrize("edition", ["1.6", "2.x"])
def test_the_edition_of_the_reference_is_recognised(edition: str) -> None:
    """Nothing separates it from its own edition, some rules from each other one."""
    verdict = check(OnlyFetches(_OF[edition]), profile=LITTLE, seed=1, sections=["key"])
    assert dict(verdict.broken_in)[edition] == ()
    assert all(ids for other, ids in verdict.broken_in if other != edition)
    assert f"the closest is {edition}," in _lines(verdict)
    assert f"judge it with --remotes-edition {edition}" in _lines(verdict)


def test_the_rule_that_separates_a_wrong_implementation_is_reported() -> None:
    """It is of the edition that is judged, but for one rule."""
    wrong = OnlyFetches(SHELF["ClosesTheWriterFirst"].factory())
    verdict = check(wrong, profile=LITTLE, seed=1, sections=["key"])
    assert dict(verdict.broken_in)["2017-06"] == ("FETCH-10",)
    found = (
        "the closest is 2017-06, where the directed stories found these MUSTs broken: FETCH-10 ("
    )
    assert found in _lines(verdict)
    assert "judge it with" not in _lines(verdict)


def test_a_ledger_changes_nothing_about_it(tmp_path: Path) -> None:
    """Each cause has a key of its own then; the rules are the same."""
    (tmp_path / "ledger.toml").write_text("")
    wrong = OnlyFetches(SHELF["ClosesTheWriterFirst"].factory())
    verdict = check(
        wrong, profile=LITTLE, seed=1, sections=["key"], ledger=tmp_path / "ledger.toml"
    )
    assert dict(verdict.broken_in)["2017-06"] == ("FETCH-10",)


@pytest.mark.parametrize("edition", [None, "2017-06"])
def test_no_closest_edition_is_reported_where_one_is_kept_or_claimed(edition: str | None) -> None:
    """There is nothing to ask."""
    verdict = check(remotes, edition=edition, profile=LITTLE, seed=1, sections=["key"])
    assert not any(ids for _, ids in verdict.broken_in)
    assert "closest" not in str(verdict)
