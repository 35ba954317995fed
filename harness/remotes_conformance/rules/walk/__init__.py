"""Rules of functions over trees: each call is followed visit by visit, from its journal alone.

What the handlers answered decides what may come next, so nothing else of the scenario is needed.
The first visit that is not permitted ends the judging of that call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ..case import Case
from ..finding import Judgement
from ..run import Run
from .chains import of_a_chain
from .children import of_children
from .dispatches import of_a_dispatch
from .images import of_an_image
from .walks import of_a_walk
from .whole import of_whole_descriptors

_OF_KINDS: Final[Mapping[str, Callable[[Run, Case, Judgement], None]]] = {
    "chain": of_a_chain,
    "walk": of_a_walk,
    "dispatch": of_a_dispatch,
    "children": of_children,
    "image": of_an_image,
}


def of_trees(case: Case, judgement: Judgement) -> None:
    """Judge each call of a function over trees. One that crashes breaks RUN-2, and no more."""
    for run in case.tree_runs:
        if run.started is not None and not run.ended.crash:
            _OF_KINDS[run.task.kind](run, case, judgement)
            if run.task.kind in ("chain", "walk", "dispatch"):
                of_whole_descriptors(run, case, judgement)
