"""Only with --remotes-self-check: planted faults, each of which has to be found."""

from __future__ import annotations

from operator import attrgetter

import pytest
from remotes_conformance.judging.plan import Part
from remotes_conformance.judging.planting.checking import PLANTED_PARTS, STORE_PLANTED_PARTS
from remotes_conformance.judging.planting.clients import CLIENT_PLANTED_PARTS, PlantedClientPart
from remotes_conformance.under_pytest.client_session import ClientConformance
from remotes_conformance.under_pytest.session import Conformance
from remotes_conformance.under_pytest.store_session import StoreConformance


@pytest.mark.parametrize("part", PLANTED_PARTS, ids=attrgetter("title"))
def test_a_planted_fault_is_found(conformance: Conformance, part: Part) -> None:
    """It is done between the handlers and their collaborators, and breaks a rule."""
    conformance.run(part)


@pytest.mark.parametrize("part", STORE_PLANTED_PARTS, ids=attrgetter("title"))
def test_a_fault_planted_in_a_store_is_found(
    store_conformance: StoreConformance, part: Part
) -> None:
    """The store's answers are changed, and break a rule."""
    store_conformance.run(part)


@pytest.mark.parametrize("part", CLIENT_PLANTED_PARTS, ids=attrgetter("title"))
def test_a_fault_planted_in_a_client_is_found(
    client_conformance: ClientConformance, part: PlantedClientPart
) -> None:
    """It is done between the client and its registry, and breaks a rule."""
    client_conformance.plant(part)
