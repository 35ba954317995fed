"""The doctor's look at functions over trees: one call of each, in which nothing goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ...content import Descriptor, digest_of
from ...media_types import OCI_CONFIG, OCI_INDEX, OCI_MANIFEST
from ...scenarios.scenario import MILLISECOND, HandlerCall, Kind, Scenario
from ...scenarios.surroundings import Blob, Content, Source, Surroundings
from ...scenarios.trees import Tree, Visit
from ...world.journal import Journal
from .adapter_finding import Finding, calls_in, not_played, outcome_in

Play = Callable[[Scenario], Journal]

_WAITS: Final = 20 * MILLISECOND
_CHILD: Final = Descriptor(OCI_CONFIG, digest_of(b"a child"), 7)
_ROOT: Final = Descriptor(OCI_INDEX, digest_of(b"a root"), 6)
_DOCUMENT: Final = (
    f'{{"schemaVersion": 2, "config": {{"mediaType": "{_CHILD.media_type}", '
    f'"digest": "{_CHILD.digest}", "size": {_CHILD.size}}}, "layers": []}}'
).encode()
_MANIFEST: Final = Descriptor(OCI_MANIFEST, digest_of(_DOCUMENT), len(_DOCUMENT))
_VISIT: Final = Visit((_CHILD,), waits=_WAITS)
_TREE: Final = Tree((_ROOT,), {_ROOT.digest: (_VISIT,)})
_CALLS: Final[Mapping[str, tuple[frozenset[str], HandlerCall]]] = {
    "handlers": (frozenset({"chain", "image"}), HandlerCall("chain", _ROOT, chain=(_VISIT,))),
    "walk": (frozenset({"walk"}), HandlerCall("walk", _ROOT, tree=_TREE)),
    "dispatch": (
        frozenset({"dispatch", "image"}),
        HandlerCall("dispatch", _ROOT, tree=_TREE),
    ),
    "children_handler": (frozenset({"children", "image"}), HandlerCall("children", _MANIFEST)),
}
"""By the capability: the part that cannot be judged if the call goes wrong, and the call."""


def tree_findings(offers: frozenset[str], play: Play, *, virtual: bool) -> Iterator[Finding]:
    """The findings about the functions over trees among *offers*.

    *virtual*: the adapter's clock moves only on command.
    """
    for name, (blocks, call) in _CALLS.items():
        if name in offers:
            for finding in _of_one(name, call, play, virtual=virtual):
                yield finding._replace(blocks=blocks)


def _of_one(name: str, call: HandlerCall, play: Play, *, virtual: bool) -> Iterator[Finding]:
    source = Content(Source(Blob(_DOCUMENT, len(_DOCUMENT))))
    journal = play(Scenario((call,), Surroundings({_MANIFEST.digest: source})))
    stuck = list(not_played(journal, f"a call of kind “{call.kind}”"))
    yield from stuck
    ended = outcome_in(journal)
    if stuck or ended is None:
        return
    if call.kind in ("walk", "dispatch", "chain"):
        yield from _of_visits(call.kind, journal, virtual=virtual)
    seen = ended.crash or ("" if ended.ok else f"it fails with {ended.message!r:.300}")
    if seen:
        yield Finding(
            False, f"a call of {name} in which nothing goes wrong does not succeed: {seen}"
        )
    elif call.kind in ("chain", "children") and not _lists_the_child(journal):
        yield Finding(
            False, f"“start” of kind “{call.kind}” returns other “descriptors” than those of the "
            "handler: return all of them, as JSON objects"
        )  # fmt: skip


def _of_visits(kind: Kind, journal: Journal, *, virtual: bool) -> Iterator[Finding]:
    """True if the handler of the harness is called, waits, and comes to its end."""
    begun, ended = calls_in(journal, "Handle"), calls_in(journal, "Handled")
    given = [getattr(entry.args["descriptor"], "digest", "") for entry in begun]
    if given[:1] != [_ROOT.digest]:
        yield Finding(
            False, f"a call of kind “{kind}” does not begin with “Handle” of the first descriptor: "
            "check how the adapter reads “descriptor” and “descriptors”"
        )  # fmt: skip
        return
    if begun[0].args["ctx"]["task"] != "t0":
        yield Finding(
            False, "Handle finds no task in its context: put the task's name into it as a value, "
            "unless the implementation itself passes another context"
        )  # fmt: skip
    if len(ended) < len(begun):
        yield Finding(
            True, f"a call of kind “{kind}” returns before a “Handled” has come: call "
            "“Handled” when a handler has taken its time, or report it as “abandoned”"
        )  # fmt: skip
    elif virtual and ended[0].at < begun[0].done + _WAITS:
        yield Finding(
            True, f"a handler of the harness did not take its time, {_WAITS} ns: after “Handle” "
            "wait for as long as “waits” says, by the clock of the handlers"
        )  # fmt: skip


def _lists_the_child(journal: Journal) -> bool:
    listed = [entry.result["children"] for entry in journal.entries if entry.op == "children"]
    return listed == [[_CHILD]]
