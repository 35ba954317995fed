"""WALK-11: a whole tree is fetched."""

from __future__ import annotations

from collections.abc import Iterator

from ...content import Descriptor
from ...media_types import kind_of
from ...scenarios.scenario import Scenario
from ..case import Case
from ..finding import Judgement
from ..run import Run, refused_as
from .documents import children_in, parsed

_STATE = "a whole image"
_ORDINARY = frozenset({"", "locked", "exists"})


def of_an_image(run: Run, case: Case, judgement: Judgement) -> None:
    """Judge a dispatch of the implementation's own handlers, unless something failed in it."""
    if run.returned is None or run.cancelled or run.cancelled_beforehand:
        return
    if any(refused_as(entry) not in _ORDINARY for entry in run.calls):
        return
    try:
        wanted = {one.digest for one in _tree(case.scenario, run.descriptor)}
    except (ValueError, RecursionError):
        return  # the whole of a tree with such a document is unknown
    surroundings = case.scenario.surroundings
    found = {digest for digest in wanted if surroundings.of(digest).in_store}
    for entry in run.of("Commit"):
        if refused_as(entry) in ("", "exists"):
            found.add(str(entry.args["digest"]))
    missing = sorted(wanted - found)
    expected = f"success, and all {len(wanted)} blobs are in the store"
    observed = run.outcome_text + f", without {', '.join(missing)}" * bool(missing)
    step = "blobs are missing" if run.ok else "an error"
    about = (expected, observed, run.number, _STATE, step)
    judgement.check("WALK-11", run.ok and not missing, *about)


def _tree(scenario: Scenario, root: Descriptor) -> Iterator[Descriptor]:
    """The descriptors of the tree, as its documents name them. Raises `ValueError` for a document
    that makes no sense."""
    yield root
    kind = kind_of(root.media_type, scenario.edition)
    source = scenario.surroundings.of(root.digest).source
    if kind in ("manifest", "index") and source is not None:
        document = parsed(source.blob.content)
        children = children_in(document, kind) if isinstance(document, dict) else None
        if children is None:
            raise ValueError("no manifest or index")
        for child in children:
            yield from _tree(scenario, child)
