"""A dispatch of a few siblings that take some seconds: they run side by side, and are broken off.

That is long enough to be seen on a busy machine, and the rules allow a second of delay anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...contract.names import RequirementId
from ...rules import Broken, Case
from ...scenarios.scenario import SECOND, Scenario
from ...scenarios.trees import Tree, Visit
from .timed import Timed, of_the_last

_LONGEST, _LONGEST_WITH_A_LIMIT = 4 * SECOND, SECOND + SECOND // 2
"""The time of all handlers, if they ran one after the other. Drawn trees often have a limit."""


def takes_no_time(tree: Tree | None, chain: Sequence[Visit]) -> bool:
    """True if no handler of the tree or the chain takes any time."""
    visits = [visit for visits in tree.nodes.values() for visit in visits] if tree else []
    return not any(visit.waits for visit in (*visits, *chain))


def _is_of(scenario: Scenario) -> bool:
    if len(scenario.calls) != 1 or scenario.schedule or scenario.hand_overs:
        return False
    (call,) = scenario.handler_calls
    tree = call.tree
    if call.kind != "dispatch" or call.cancel or call.at or tree is None or len(tree.roots) != 1:
        return False
    siblings = [
        tree.visit(child.digest, 1) for child in tree.visit(tree.roots[0].digest, 1).children
    ]
    if any(visit.children for visit in siblings) or takes_no_time(tree, ()):
        return False
    # Handlers that watch their context are broken off, once another one has failed.
    fails = any(visit.error not in ("", "skip") and not visit.heeds for visit in siblings)
    takes = sum(0 if visit.heeds and fails else visit.waits for visit in siblings)
    takes += tree.visit(tree.roots[0].digest, 1).waits
    return takes <= (_LONGEST_WITH_A_LIMIT if call.limit else _LONGEST)


def _nothing_more(case: Case) -> Iterator[tuple[RequirementId, Broken | None]]:
    return iter(())


_RULES = frozenset(
    {"WALK-5", "WALK-5a", "WALK-5b", "WALK-5c", "WALK-5d", "WALK-6", "WALK-12", "RUN-1", "RUN-2"}
)
OF_SIBLINGS = Timed(_is_of, _RULES, 1, of_the_last(lambda case: False), of_the_last(_nothing_more))
