"""The result of judging one journal."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from ..contract.names import RequirementId


class Broken(NamedTuple):
    """A requirement was broken, in the call of `task` (-1: in the world as a whole).

    `state` and `step`: where in the call, in words that do not depend on the scenario. Together
    with the requirement they are the cause, by which a ledger knows a divergence.
    `follows`: the requirement that was broken before, of which this is a consequence ("": none).
    """

    expected: str
    observed: str
    task: int = -1
    state: str = ""
    step: str = ""
    follows: str = ""

    @property
    def cause(self) -> str:
        """The violation, without the values that differ between scenarios."""
        return f"{self.state}: {self.step}" if self.state else self.step


class Judgement:
    """Applications by requirement, violations, and the accepted behaviour that was seen."""

    def __init__(self) -> None:
        self.applied: defaultdict[RequirementId, int] = defaultdict(int)
        self.broken: list[tuple[RequirementId, Broken]] = []
        self.saw: defaultdict[tuple[str, str], int] = defaultdict(int)

    def keep(self, id: RequirementId) -> None:
        """The requirement applied, and was kept."""
        self.applied[id] += 1

    def see(self, id: RequirementId, saw: str) -> None:
        """The requirement applied, and was kept in one of the ways that it leaves open."""
        self.applied[id] += 1
        self.saw[id, saw] += 1

    def blame(self, id: RequirementId, broken: Broken) -> None:
        """The requirement applied, and was broken."""
        self.applied[id] += 1
        self.broken.append((id, broken))

    def take(self, id: RequirementId, broken: Broken | None) -> None:
        """The requirement applied. None: it was kept."""
        if broken is None:
            self.applied[id] += 1
        else:
            self.blame(id, broken)

    def check(self, id: RequirementId, kept: bool, *otherwise: Any) -> None:
        """The requirement applied. `otherwise`: the fields of a `Broken`, if it was not kept."""
        self.take(id, None if kept else Broken(*otherwise))
