"""The reference's client of registries keeps the contract of clients."""

from __future__ import annotations

import pytest
from clients.reference import AwaitedReference, ReferenceClient, ReferenceParts
from remotes_conformance.contract import by_id
from remotes_conformance.judging.clients.checking import check_client

NEVER = {"REMOTE-7a", "REMOTE-28", "REMOTE-28a"}
"""It sends each blob by one PUT after a POST."""
WHOLE = {"REMOTE-1", "REMOTE-13", "REMOTE-15", "REMOTE-23"}
"""What a fetcher leaves to the handler and the store behind it, and to their tests."""


def test_the_reference_breaks_no_rule_of_clients() -> None:
    """In every scenario. It is given a limit, so its own one is not seen."""
    verdict = check_client(ReferenceClient(), seed=1)
    assert verdict.violations == {}, str(verdict)
    outcomes = {one.id: one.outcome for one in verdict.requirements}
    unproven = {id for id, outcome in outcomes.items() if outcome == "unproven"}
    assert unproven == NEVER | {"REMOTE-12a"}
    assert {id for id, outcome in outcomes.items() if outcome == "unsupported"} == {"REMOTE-27"}
    assert verdict.exit_status == 0


@pytest.mark.parametrize("parts", [ReferenceParts, AwaitedReference])
def test_so_do_its_fetcher_its_pusher_and_its_resolver(parts: type) -> None:
    """Also for asyncio."""
    verdict = check_client(parts(), seed=1)
    assert verdict.violations == {}, str(verdict)
    outcomes = {one.id: one.outcome for one in verdict.requirements}
    assert {outcomes[id] for id in ("REMOTE-4a", "REMOTE-9a", "REMOTE-27", "REMOTE-31")} == {"pass"}
    unproven = {id for id, outcome in outcomes.items() if outcome == "unproven"}
    assert unproven <= NEVER | WHOLE | {"REMOTE-12a", "REMOTE-26"}
    assert all(by_id(id).section == "remote" for id in outcomes)
