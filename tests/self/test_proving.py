"""An unproven requirement is reported with the call that would have proven it."""

from __future__ import annotations

import pytest
from remotes_conformance.contract import EDITIONS, requirements
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.proving import missing
from remotes_conformance.verdict.results import About, Result
from remotes_conformance.verdict.verdict import Verdict


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_requirement_names_its_proof(edition: str) -> None:
    """In a few words."""
    for one in requirements(edition):
        assert missing(one.id, edition).startswith(("no ", "there were ")), one.id


def test_the_table_knows_what_is_missing() -> None:
    """The call, how it was answered, and in which state."""
    assert missing("COPY-3", "2017-06") == "no Seek was made in the state “a Seek is due”"
    assert missing("COPY-12", "2017-06") == "no Write failed in the state “all bytes are copied”"
    assert (
        missing("COPY-6a", "1.6")
        == "no Write was made in the state “the source is read up to the offset”"
    )


def test_a_verdict_has_it_in_words_and_in_json() -> None:
    """Only for unproven requirements."""
    about = About("it", "", "", "2017-06", "quick", 1)
    verdict = Verdict.of(Findings(about, [Result("1.000 one", 1, {"COPY-3": 1})]))
    assert verdict.requirement("COPY-3").missing == ""
    text = " ".join(str(verdict).split())
    assert "unproven COPY-4: no Seek was made in the state “a Seek is due”" in text
    assert "unproven COPY-3:" not in text
    by_name = {one["id"]: one["missing"] for one in verdict.to_json()["requirements"]}
    assert by_name["LOCK-10"] == "no call waited while another one ran"
    assert by_name["COPY-3"] == ""
    assert "Unproven: no call waited while another one ran." in verdict.to_html()
