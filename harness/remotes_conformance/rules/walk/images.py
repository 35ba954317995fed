"""WALK-11: a whole tree is fetched."""

from __future__ import annotations

from collections.abc import Iterator

from ...content import Descriptor
from ...media_types import DOCKER_SCHEMA1, kind_of
from ...scenarios.scenario import Scenario
from ..case import Case
from ..editions import EDITIONS
from ..finding import Judgement
from ..run import Run, refused_as, verified
from .documents import children_in, is_ambiguous, names_the_other, parsed

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
        return  # the whole of a tree with such a document is unknown, or it cannot be fetched
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
    """The descriptors of the tree, as its documents name them. Raises `ValueError` if one of the
    handlers has to fail there, or may."""
    yield root
    edition = EDITIONS[scenario.edition]
    kind = kind_of(root.media_type, scenario.edition)
    if root.media_type == DOCKER_SCHEMA1 or (root.size == 0 and edition.size_0_refused):
        raise ValueError("the fetch handler refuses it")
    source = scenario.surroundings.of(root.digest).source
    if source is not None and not _is_right(source.blob.content, root):
        raise ValueError("a handler may verify the content itself")
    if kind in ("manifest", "index") and source is not None:
        document = parsed(source.blob.content)
        is_object = isinstance(document, dict)
        children = children_in(document, kind) if is_object else None
        if children is None or (kind == "manifest" and "config" not in document):
            raise ValueError("no manifest or index")
        # 2017-06 looks only at the members of this kind: WALK-7a.
        if edition.status_first and (
            is_ambiguous(document, kind) or names_the_other(document, kind)
        ):
            raise ValueError("an ambiguous document")
        for child in children:
            yield from _tree(scenario, child)


def _is_right(content: bytes, descriptor: Descriptor) -> bool:
    is_whole = descriptor.size <= 0 or len(content) == descriptor.size
    return is_whole and verified(descriptor.digest, content) is not False
