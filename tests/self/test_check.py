"""Judging without pytest."""

from __future__ import annotations

import pytest
from different.asynchronous import Asynchronous
from little import LITTLE
from remotes_conformance import Verdict, check
from remotes_conformance.contract import UnknownEdition
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.exploring.hunting import PROFILES
from wrong import SHELF


def test_check_gives_a_verdict_that_reads_like_the_report() -> None:
    """The same words as under pytest."""
    verdict = check("remotes_reference:remotes", profile=LITTLE, seed=1)
    assert isinstance(verdict, Verdict)
    assert verdict.conformant
    assert not verdict.why
    assert str(verdict).splitlines()[-1] == "conformant: yes"
    assert verdict.to_json()["about"]["seed"] == 1


def test_check_reports_the_broken_rules() -> None:
    """With a story, and progress after each part."""
    seen: list[str] = []
    wrong = SHELF["ForgetsOciManifests"].factory()
    verdict = check(
        wrong, profile=LITTLE, seed=1, sections=["key"], edition="2017-06",
        progress=lambda part, result: seen.append(part.name),
    )  # fmt: skip
    assert verdict.conclusion.is_broken
    assert "KEY-1" in verdict.violations
    assert "a key that begins with “manifest-” for the media type" in str(verdict)
    assert seen


def test_an_asynchronous_implementation_is_recognised() -> None:
    """By its handlers; no option is needed."""
    verdict = check(Asynchronous(), profile=LITTLE, seed=1, sections=["lock"], edition="2017-06")
    assert verdict.about.door == "in process, asynchronous"
    assert verdict.conclusion.conforms_as_claimed


def test_bad_arguments_are_reported() -> None:
    """Each by its own error."""
    with pytest.raises(Unusable, match="none of make_ref_key"):
        check(object())
    with pytest.raises(UnknownEdition, match="4711"):
        check("remotes_reference:remotes", edition="4711")
    with pytest.raises(ValueError, match="choose from quick"):
        check("remotes_reference:remotes", profile="fast")
    with pytest.raises(ValueError, match="choose from key"):
        check("remotes_reference:remotes", sections=["cat"])


def test_only_a_derandomized_profile_always_has_the_same_seed() -> None:
    """`check`, `check_store` and `check_client` ask the profile, as the plugin does."""
    seeds = {name: {PROFILES[name].new_seed() for _ in range(20)} for name in ("ci", "quick")}
    assert seeds["ci"] == {0}
    assert len(seeds["quick"]) > 1
