"""The reference's client of registries keeps the contract of clients."""

from __future__ import annotations

from clients.reference import ReferenceClient
from remotes_conformance.judging.clients.checking import check_client


def test_the_reference_breaks_no_rule_of_clients() -> None:
    """In every scenario. It sends no chunks, and is given a limit, so its own one is not seen."""
    verdict = check_client(ReferenceClient(), seed=1)
    assert verdict.violations == {}, str(verdict)
    outcomes = {one.id: one.outcome for one in verdict.requirements}
    unproven = {id for id, outcome in outcomes.items() if outcome == "unproven"}
    assert unproven == {"REMOTE-12a", "REMOTE-28"}
    assert {outcome for id, outcome in outcomes.items() if id not in unproven} == {"pass"}
