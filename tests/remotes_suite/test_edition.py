"""The closest edition, if --remotes-edition claims none."""

from __future__ import annotations

from remotes_conformance.judging.closeness import CLOSEST_EDITION
from remotes_conformance.under_pytest.session import Conformance


def test_the_closest_edition_is_reported(conformance: Conformance) -> None:
    """Plays the directed stories of each edition. It judges nothing: the verdict reports the
    edition."""
    conformance.run(CLOSEST_EDITION)
