"""WALK: handlers over a tree."""

from __future__ import annotations

from operator import attrgetter

import pytest
from remotes_conformance.judging import plan
from remotes_conformance.under_pytest.session import Conformance


@pytest.mark.parametrize("part", plan.stories("walk"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_stories_of_trees(
    conformance: Conformance, part: plan.Part
) -> None:
    """Each story is of one call: a chain, a walk, a dispatch, the children of a document."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.branches("walk"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_every_schedule(conformance: Conformance, part: plan.Part) -> None:
    """All schedules with a bounded number of preemptions: two by default."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.hunts("walk"), ids=attrgetter("title"))
def test_the_contract_is_kept_whatever_happens(conformance: Conformance, part: plan.Part) -> None:
    """Hypothesis draws trees, what handlers do at each node, documents, and whole images."""
    conformance.run(part)
