"""Calls of handlers, each whole: with the content that it finds.

It is the convenient way to write a scenario down, and the one way to ask what a call finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field, fields
from operator import attrgetter
from typing import Any

from .scenario import HandlerCall, Scenario
from .surroundings import Blob, Content, Holder, Source, Surroundings, Variant


@dataclass(frozen=True, slots=True)
class WholeCall(HandlerCall):
    """A call of a handler, and what it finds.

    `source`: that which serves it (None: there is no such content). `present`: the content is
    there already, in the store for a fetch, at the remote for a push. `partial`: the bytes that an
    earlier, interrupted ingest has left.
    """

    source: Source | None = None
    _: KW_ONLY
    present: bool = False
    partial: Blob | None = None


_OF_A_CALL = tuple(f.name for f in fields(HandlerCall) if f.name != "variant")
_bare = attrgetter(*_OF_A_CALL)


_NO_HOLDERS: Mapping[str, Holder] = {}


def scenario_of(
    *calls: WholeCall, held: Mapping[str, Holder] = _NO_HOLDERS, **rest: Any
) -> Scenario:
    """The scenario of these calls. `held`: who else ingests the content of a digest.

    `rest`: the schedule, the seed and the edition, by their names in `Scenario`.
    """
    contents: dict[str, _Gathered] = {}
    bare = tuple(contents.setdefault(c.descriptor.digest, _Gathered()).met_by(c) for c in calls)
    for digest, holder in held.items():
        contents.setdefault(digest, _Gathered()).held = holder
    found = {digest: gathered.content() for digest, gathered in contents.items()}
    here = {digest: content for digest, content in found.items() if content != Content()}
    return Scenario(bare, Surroundings(here), **rest)


@dataclass(slots=True)
class _Gathered:
    """All facts about the content of one digest, from all calls for it."""

    variants: list[Variant] = field(default_factory=list)
    in_store: bool = False
    in_remote: bool = False
    held: Holder | None = None

    def met_by(self, call: WholeCall) -> HandlerCall:
        """The bare *call*; what it finds is gathered here."""
        same = dict(zip(_OF_A_CALL, _bare(call), strict=True))
        if call.kind == "key":
            return HandlerCall(**same)
        self.in_store |= call.present and call.kind == "fetch"
        self.in_remote |= call.present and call.kind == "push"
        variant = Variant(call.source, call.partial)
        if variant not in self.variants:
            self.variants.append(variant)
        return HandlerCall(**same, variant=self.variants.index(variant))

    def content(self) -> Content:
        """All of it."""
        first, *others = self.variants or [Variant()]
        return Content(
            first.source,
            in_store=self.in_store,
            in_remote=self.in_remote,
            partial=first.partial,
            held=self.held,
            variants=tuple(others),
        )


def whole_calls(scenario: Scenario) -> tuple[WholeCall, ...]:
    """The calls of handlers, each with what it finds. Raises `TypeError` if one is a script."""
    return tuple(whole_call(scenario, call) for call in scenario.handler_calls)


def whole_call(scenario: Scenario, call: HandlerCall) -> WholeCall:
    """One call of *scenario*, with what it finds."""
    same = dict(zip(_OF_A_CALL, _bare(call), strict=True))
    if call.kind == "key":
        return WholeCall(**same)
    content = scenario.surroundings.of(call.descriptor.digest)
    variant = content.variant(call.variant)
    present = content.in_store if call.kind == "fetch" else content.in_remote
    return WholeCall(**same, source=variant.source, present=present, partial=variant.partial)


def with_calls(scenario: Scenario, calls: Iterable[WholeCall]) -> Scenario:
    """*scenario* with other calls; who holds the content of these, and the rest, stays as it is."""
    calls = tuple(calls)
    asked = {call.descriptor.digest for call in calls}
    held = {
        digest: holder for digest, holder in scenario.surroundings.held.items() if digest in asked
    }
    rest = {f.name: getattr(scenario, f.name) for f in fields(scenario)}
    del rest["calls"], rest["surroundings"]
    return scenario_of(*calls, held=held, **rest)
