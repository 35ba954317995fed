"""WALK-1, WALK-4 and WALK-5c, of descriptors: they are passed on with all their fields.

The order of the visits is followed by media type, digest and size alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...content import Descriptor
from ...contract.names import RequirementId
from ..case import Case
from ..finding import Broken, Judgement
from ..run import Run
from .visits import events, in_words, key_of, listed

_OF_KINDS: Final[Mapping[str, tuple[RequirementId, str]]] = {
    "chain": ("WALK-1", "a chain of handlers"),
    "walk": ("WALK-4", "a walk"),
    "dispatch": ("WALK-5c", "a dispatch"),
}


def of_whole_descriptors(run: Run, case: Case, judgement: Judgement) -> None:
    """The first descriptor that a handler is given, or a chain returns, without some of its fields
    breaks the rule."""
    id, state = _OF_KINDS[run.task.kind]
    fields = [
        "annotations",
        "urls",
        "platform",
        *(["data"] if case.scenario.edition == "2.x" else []),
    ]
    for step, given, known in _passed(run):
        same = [one for one in known if key_of(one) == key_of(given)]
        lost = [[name for name in fields if _of(one, name) != _of(given, name)] for one in same]
        if lost and all(lost):
            whole = f"the descriptor {in_words(key_of(given))}, with all its fields"
            observed = f"its {' and '.join(lost[0])} differ from those that were listed"
            broken = Broken(f"{step} {whole}", observed, run.number, state, "fields are lost")
            judgement.blame(id, broken)
            return


def _of(descriptor: Descriptor, name: str) -> object:
    value = getattr(descriptor, name)
    return dict(value) if isinstance(value, Mapping) else value


def _passed(run: Run) -> Iterator[tuple[str, Descriptor, list[Descriptor]]]:
    """Each descriptor that the implementation passes on, in words to whom, and those that it was
    given itself before."""
    is_chain = run.task.kind == "chain"
    known: list[Any] = (
        [run.descriptor] if is_chain else list(run.task.tree.roots) if run.task.tree else []
    )
    children: list[Any] = []
    for event in events(run):
        given = event.entry.args.get("descriptor")
        if event.is_end:
            children += event.visit.children
        elif isinstance(given, Descriptor):
            found = known if is_chain else [*known, *children]
            yield "the handler is given", given, _real(found)
    for child in (listed(run) or ()) if is_chain else ():
        if isinstance(child, Descriptor):
            yield "the chain returns", child, _real(children)


def _real(found: list[Any]) -> list[Descriptor]:
    return [one for one in found if isinstance(one, Descriptor)]
