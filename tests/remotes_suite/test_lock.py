"""LOCK: locked refs."""

from __future__ import annotations

from operator import attrgetter

import pytest
from remotes_conformance.judging import plan
from remotes_conformance.under_pytest.session import Conformance


@pytest.mark.parametrize("part", plan.stories("lock"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_stories_of_locked_refs(
    conformance: Conformance, part: plan.Part
) -> None:
    """Each story has a locked ref: waits of 16 … 2048 ms, cancellations, many holders."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.branches("lock"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_every_schedule(conformance: Conformance, part: plan.Part) -> None:
    """All schedules with a bounded number of preemptions: two by default."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.between_lines("lock"), ids=attrgetter("title"))
def test_the_contract_is_kept_between_lines(conformance: Conformance, part: plan.Part) -> None:
    """The turn is handed over between two lines of the implementation, where these can be seen."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.hunts("lock"), ids=attrgetter("title"))
def test_the_contract_is_kept_whatever_happens(conformance: Conformance, part: plan.Part) -> None:
    """Hypothesis draws holders, wrapped lock errors, cancellations, up to three handlers."""
    conformance.run(part)
