"""The rules: each call of a journal is followed through a table; then calls are compared.

`judge` is the whole interface. `follow` has the theory; `opening`, `copying` and `ending` are the
table; `handles`, `contexts`, `keys`, `conduct` and `together` judge what the table does not. `walk`
judges functions over trees.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..scenarios.scenario import OF_TREES, Scenario
from ..world.journal import Journal
from . import ending as ending  # it completes the table
from .bytes import of_sizes
from .case import HANDLER_KINDS, Case
from .conduct import of_conduct
from .contexts import of_borrowed_contexts, of_contexts
from .finding import Broken, Judgement
from .follow import FollowedCall
from .handles import of_handles
from .keys import of_keys
from .run import Run
from .together import of_all_together
from .walk import of_trees

_SCRIPT = "script"
_JUDGED: Mapping[str, frozenset[str]] = {
    "KEY": frozenset({"key"}),
    "PUSH": frozenset({"push"}),
    "FETCH": frozenset({"fetch"}),
    "WALK": OF_TREES,
    "STORE": frozenset({_SCRIPT}),
}
_COPIES: frozenset[str] = frozenset({"fetch", "push"})


def judge(
    scenario: Scenario,
    journal: Journal,
    kinds: frozenset[str] = HANDLER_KINDS,
    *,
    timed: bool = True,
) -> Judgement:
    """Every rule of the scenario's edition, checked on *journal*. For the rest, see `Case`."""
    case, judgement = Case(scenario, journal, kinds, timed=timed), Judgement()
    if of_borrowed_contexts(case, judgement):
        return judgement
    of_keys(case, judgement)
    first = {run.number: _of_one_call(run, case, judgement) for run in case.handler_runs}
    of_conduct(case, first, judgement)
    of_all_together(case, first, judgement)
    of_trees(case, judgement)
    return judgement


def _of_one_call(run: Run, case: Case, judgement: Judgement) -> str:
    """The rule that the call breaks first by itself; "": none."""
    before = len(judgement.broken)
    call = FollowedCall(run, case, judgement)
    call.follow()
    of_sizes(call.bytes, judgement)
    if run.ended.crash:
        return "RUN-2"
    of_contexts(run, judgement)
    of_handles(call, judgement)
    return judgement.broken[before][0] if len(judgement.broken) > before else ""


def looks_at(id: str, scenario: Scenario) -> bool:
    """True if the rule applies to calls such as *scenario* makes."""
    section = id.partition("-")[0]
    kinds = {getattr(call, "kind", _SCRIPT) for call in scenario.calls}
    return section == "RUN" or bool(kinds & _JUDGED.get(section, _COPIES))


__all__ = ["Broken", "Case", "Judgement", "Run", "judge", "looks_at"]
