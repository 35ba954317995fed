"""The rules for content stores: the contract's model, as an acceptor. `judge_store` is the whole
interface.

A play of scripts is a history of calls and answers. Each answer has to be one that the model
permits in its state, which then is the state after it; the first that is not breaks a requirement,
and ends the judging. Where calls overlap, there has to be one order of them in which all answers
are permitted (`orders.py`).
"""

from __future__ import annotations

from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...world.journal import Journal
from ..finding import Broken, Judgement
from .cuts import judge_cut
from .ending import of_ending
from .follow import Followed
from .orders import followed


def judge_store(scenario: Scenario, journal: Journal) -> Judgement:
    """Every rule for stores, checked on *journal*; after a cut, those of cuts."""
    first = scenario.calls[0]
    if isinstance(first, Script) and first.cut is not None:
        return judge_cut(scenario, journal)
    judgement = Judgement()
    found: Followed = followed(scenario, journal)
    for id in found.kept:
        judgement.keep(id)
    if found.breach is not None:
        judgement.blame(found.breach.id, found.breach.broken)
    else:
        of_ending(scenario, journal, judgement)
    return judgement


__all__ = ["Broken", "Judgement", "judge_store"]
