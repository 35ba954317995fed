"""Which edition it is of, where none is claimed by --remotes-edition."""

from __future__ import annotations

from remotes_conformance.judging.closeness import CLOSEST_EDITION
from remotes_conformance.under_pytest.session import Conformance


def test_the_closest_edition_is_told(conformance: Conformance) -> None:
    """Plays the directed stories of each edition. It judges nothing: the verdict tells of it."""
    conformance.run(CLOSEST_EDITION)
