"""FETCH: the fetch handler."""

from __future__ import annotations

from operator import attrgetter

import pytest
from remotes_conformance.judging import plan
from remotes_conformance.under_pytest.session import Conformance


@pytest.mark.parametrize("part", plan.stories("fetch"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_stories_of_fetches(
    conformance: Conformance, part: plan.Part
) -> None:
    """Each story is of one fetch, or of a few: types, errors, contexts, closing."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.branches("fetch"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_every_schedule(conformance: Conformance, part: plan.Part) -> None:
    """All schedules with a bounded number of preemptions: two by default."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.between_lines("fetch"), ids=attrgetter("title"))
def test_the_contract_is_kept_between_lines(conformance: Conformance, part: plan.Part) -> None:
    """The turn is handed over between two lines of the implementation, where these can be seen."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.hunts("fetch"), ids=attrgetter("title"))
def test_the_contract_is_kept_whatever_happens(conformance: Conformance, part: plan.Part) -> None:
    """Hypothesis draws media types, faults at any call, cancellations."""
    conformance.run(part)
