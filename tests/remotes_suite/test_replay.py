"""One scenario, given by --remotes-replay."""

from __future__ import annotations

from remotes_conformance.under_pytest.session import Conformance


def test_the_replayed_scenario_keeps_the_contract(conformance: Conformance) -> None:
    """Runs only with --remotes-replay; its story is printed at the end."""
    conformance.replay()
