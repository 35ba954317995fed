"""WALK-7 to WALK-10: the children of one descriptor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any, Final

from ...content import Descriptor
from ...contract.names import RequirementId
from ...media_types import kind_of
from ...scenarios.surroundings import Source
from ..case import Case
from ..finding import Broken, Judgement
from ..run import CLOSES, Run
from .documents import children_in, is_ambiguous, names_the_other, parsed
from .visits import listed

_STATE = "the children of a descriptor"
_LEVELS: Final = ("debug", "info", "warning", "error")


def of_children(run: Run, case: Case, judgement: Judgement) -> None:
    """Judge one call of a children handler."""
    if run.returned is None:
        return
    edition = case.scenario.edition
    kind = kind_of(run.descriptor.media_type, edition)
    _Children(run, judgement, kind, edition).judge()


class _Children:
    def __init__(self, run: Run, judgement: Judgement, kind: str, edition: str) -> None:
        self._run, self._judgement, self._kind = run, judgement, kind
        self._is_first, self._uses_data = edition == "2017-06", edition == "2.x"

    def _check(
        self, id: RequirementId, kept: bool, expected: str, observed: str, step: str
    ) -> None:
        about = (expected, observed, self._run.number, _STATE, step)
        self._judgement.check(id, kept, *about)

    def judge(self) -> None:
        run = self._run
        if self._kind != "attestation":
            self._judge_messages()
        if self._kind not in ("manifest", "index"):
            self._judge_childless()
            return
        failures = [e.refusal for e in run.calls if e.refusal is not None and e.op not in CLOSES]
        if failures:
            kept = any(run.came_out(one, by_class=True) for one in failures)
            expected = f"the children handler fails with the provider's error ({failures[0].kind})"
            self._check("WALK-9", kept, expected, run.outcome_text, "another end")
        elif run.source is not None and not _breaks(run.source):
            self._judge_document()
        elif run.ok:
            self._check("WALK-9", False, _READ_ON, _how_much_was_read(run) + "success", "success")

    def _judge_messages(self) -> None:
        run, lowest = self._run, "warning" if self._is_first else "debug"
        name = run.descriptor.media_type
        loud = _LEVELS[_LEVELS.index(lowest) :]
        naming = [log for log in run.logs if name and name in log.args["message"]]
        times = sum(log.args["level"] in loud for log in naming)
        wanted = int(self._kind == "unknown" and bool(name))
        id: RequirementId = "WALK-8a" if self._is_first else "WALK-8b"
        if wanted or (times and self._is_first):
            expected = f"{wanted or 'no'} {lowest} message that contains the type"
            self._check(id, times == wanted, expected, f"{times} of them", "other messages")

    def _judge_childless(self) -> None:
        run, asked = self._run, len(self._run.of("Reader"))
        expected = f"no children, and no call of the provider (the kind is {self._kind})"
        observed = (
            f"the provider was called {asked} time{'s' * (asked > 1)}"
            if asked
            else run.outcome_text
        )
        kept = run.ok and not run.ended.children and not asked
        self._check("WALK-8", kept, expected, observed, "asked" if asked else "another end")

    def _judge_document(self) -> None:
        run = self._run
        try:
            document = parsed(run.content)
        except (ValueError, RecursionError):
            expected = "the children handler fails: the document is not JSON, or is cut short"
            self._check("WALK-9a", run.failed, expected, run.outcome_text, "success")
            return
        if not isinstance(document, dict):
            return
        if is_ambiguous(document, self._kind) and not self._is_first:
            expected = "the children handler fails: the document is ambiguous"
            self._check("WALK-7b", run.failed, expected, run.outcome_text, "success")
            return
        if run.failed and not self._is_first and names_the_other(document, self._kind):
            return  # such a member is there, and empty: whether that is ambiguous is left open
        children = children_in(document, self._kind)
        if children is not None:
            self._judge_children(document, children)

    def _judge_children(self, document: Mapping[str, Any], children: list[Descriptor]) -> None:
        is_both = is_ambiguous(document, self._kind) or (
            self._is_first and names_the_other(document, self._kind)
        )
        id: RequirementId = "WALK-7a" if is_both else "WALK-7"
        found = listed(self._run) or []
        if not self._uses_data:  # of an earlier edition, a descriptor need not have that member
            children, found = _without_data(children), _without_data(found)
        if self._kind == "manifest" and "config" not in document:
            ways = {
                "without a config, only the layers": children,
                "without a config, an empty descriptor first": [_EMPTY, *children],
            }
            seen = [words for words, way in ways.items() if self._run.ok and found == way]
            if self._run.failed or seen:
                self._judgement.see("WALK-10", seen[0] if seen else "without a config, an error")
                return
        kept = self._run.ok and found == children
        expected, other = _first_difference(children, found)
        observed = other if self._run.ok else self._run.outcome_text
        observed = _how_much_was_read(self._run) + observed
        step = "other children" if self._run.ok else "an error"
        broken = Broken(expected, observed, self._run.number, _STATE, step)
        self._judgement.take(id, None if kept else broken)


def _without_data(children: list[Any]) -> list[Any]:
    return [replace(one, data=None) if isinstance(one, Descriptor) else one for one in children]


_EMPTY: Final = Descriptor("", "", 0)
_READ_ON: Final = (
    "the children handler reads the document to its end, and fails with the provider's error"
)


def _breaks(source: Source) -> bool:
    """True if it fails before it has given the document: of blanks after that none need be read."""
    document = source.blob.content.rstrip(b" \t\r\n")
    return source.breaks_at is not None and source.breaks_at < len(document)


def _how_much_was_read(run: Run) -> str:
    """In words, if it was not all: a reader may give fewer bytes than were asked for."""
    ends = [one.args.get("offset", 0) + len(one.result["data"]) for one in run.of("ReadAt")]
    in_turn = sum(len(one.result["data"]) for one in run.of("Read"))
    read, size = max((in_turn, *ends)), len(run.content)
    return f"{read} of {size} bytes of the document were read, then " if read < size else ""


def _first_difference(children: list[Any], found: list[Any]) -> tuple[str, str]:
    """The first child that differs, as expected and as returned."""
    for number, (due, got) in enumerate(zip_longest(children, found), 1):
        if due != got:
            of = f"child {number} of {len(children)} is"
            return f"{of} {_named(due)}", f"{_named(got)}, of {len(found)} children"
    return f"{len(children)} children", f"{len(found)} children"


def _named(child: Any) -> str:
    if not isinstance(child, Descriptor):
        return "none" if child is None else str(child)
    data = "" if child.data is None else f"with {len(child.data)} bytes of data"
    more = (dict(child.annotations), child.urls, child.platform and dict(child.platform), data)
    members = "".join(f" {one}" for one in more if one)
    return f"{child.media_type or 'an empty descriptor'} {child.digest}{members}"
