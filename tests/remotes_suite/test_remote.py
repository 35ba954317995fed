"""REMOTE: clients of a registry. Only with --remotes-pull, --remotes-push, --remotes-client."""

from __future__ import annotations

from operator import attrgetter

import pytest
from remotes_conformance.judging.clients import plan
from remotes_conformance.under_pytest.client_session import ClientConformance


@pytest.mark.parametrize("part", plan.parts("pull"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_pulls(
    client_conformance: ClientConformance, part: plan.ClientPart
) -> None:
    """Each scenario is one pull: bytes that are wrong, cut or late, redirects, challenges."""
    client_conformance.play(part)


@pytest.mark.parametrize("part", plan.parts("push"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_pushes(
    client_conformance: ClientConformance, part: plan.ClientPart
) -> None:
    """Each scenario is one push: Locations, answers without success, interrupted uploads."""
    client_conformance.play(part)


@pytest.mark.parametrize("part", plan.parts("fetch"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_fetches(
    client_conformance: ClientConformance, part: plan.ClientPart
) -> None:
    """Each scenario is one fetch of a manifest or a blob, by its digest."""
    client_conformance.play(part)


@pytest.mark.parametrize(
    "part", plan.parts("resume", "resolve", "cancel"), ids=attrgetter("full_title")
)
def test_the_contract_is_kept_in_operations_on_parts(
    client_conformance: ClientConformance, part: plan.ClientPart
) -> None:
    """Each scenario resumes a blob, resolves a tag, or gives up a push: only for Python."""
    client_conformance.play(part)


def test_the_replayed_scenario_keeps_the_contract(client_conformance: ClientConformance) -> None:
    """Runs only with --remotes-replay; its story is printed at the end."""
    client_conformance.replay()
