"""The entries of the ledger of --remotes-ledger: each is played before everything else."""

from __future__ import annotations

from remotes_conformance.judging import plan
from remotes_conformance.under_pytest.session import Conformance


def test_a_known_divergence_is_as_the_ledger_says(
    conformance: Conformance, divergence: plan.Part
) -> None:
    """The rule is still broken, in the scenario of its token, for the entry's cause."""
    conformance.run(divergence)
