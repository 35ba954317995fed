"""Right clients of a registry, each in its own way, are accused of nothing."""

from __future__ import annotations

import pytest
from clients.different import DIFFERENT
from remotes_conformance.judging.clients.checking import check_client


@pytest.mark.parametrize("name", sorted(DIFFERENT))
def test_a_right_client_breaks_no_rule(name: str) -> None:
    """No MUST and no SHOULD, in any scenario; what it never does is unproven."""
    cls = type(name, (DIFFERENT[name],), {"timeout": 0.4, "longest_wait": 0.0})
    verdict = check_client(cls(), seed=1, patience=3)
    assert verdict.violations == {}
    assert not verdict.conclusion.blocked
    optional = {"REMOTE-4", "REMOTE-6", "REMOTE-10", "REMOTE-28"}
    unproven = {one.id for one in verdict.requirements if one.outcome == "unproven"}
    assert unproven <= optional
