"""KEY: ref keys."""

from __future__ import annotations

from operator import attrgetter

import pytest
from remotes_conformance.judging import plan
from remotes_conformance.under_pytest.session import Conformance


@pytest.mark.parametrize("part", plan.stories("key"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_stories_of_keys(conformance: Conformance, part: plan.Part) -> None:
    """Each story asks for ref keys of named descriptors: `<kind>-<digest>`, and no string fails."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.branches("key"), ids=attrgetter("title"))
def test_the_contract_is_kept_in_every_schedule(conformance: Conformance, part: plan.Part) -> None:
    """Keys asked for at the same time do not depend on whose turn it is."""
    conformance.run(part)


@pytest.mark.parametrize("part", plan.hunts("key"), ids=attrgetter("title"))
def test_the_contract_is_kept_whatever_happens(conformance: Conformance, part: plan.Part) -> None:
    """Hypothesis draws descriptors, hostile strings among them, up to four at once."""
    conformance.run(part)
