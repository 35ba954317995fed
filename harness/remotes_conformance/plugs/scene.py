"""Plugs: users' collaborators, in place of the world's fakes.

Each plug is a factory. It is called once for each world that needs it, with the `Scene` that the
collaborator stands for, and returns an object that follows `protocols`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import NamedTuple, TypeAlias

from ..protocols import (
    AsyncFetcher,
    AsyncIngester,
    AsyncProvider,
    AsyncPusher,
    Fetcher,
    Ingester,
    Provider,
    Pusher,
)
from ..scenarios.scenario import Answer, HandlerCall, Kind, Scenario
from ..scenarios.surroundings import Content


class Serving(NamedTuple):
    """The call that a collaborator is answering: the `nth` (from 1) of `op`, by the task with the
    number `task`.

    `error`: the class with which it is to fail ("": none), if the plug plays such failures itself.
    """

    task: int
    op: str
    nth: int
    error: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What a plugged collaborator can know about one world.

    * `scenario`: the one that is played;
    * `now()`: the virtual time, in nanoseconds since the start of the world;
    * `serving()`: the call that is being answered; None where that is not known;
    * `at_end(function)`: has the function called when the world is over; of several functions,
      the last one is called first.
    """

    scenario: Scenario
    now: Callable[[], int]
    serving: Callable[[], Serving | None]
    at_end: Callable[[Callable[[], object]], object]

    def calls(self, kind: Kind) -> list[HandlerCall]:
        """The calls of handlers of *kind*."""
        return [call for call in self.scenario.handler_calls if call.kind == kind]

    def content(self, digest: str) -> Content:
        """The content with this digest.

        If the call that is being served is known and is about this content, `source` and `partial`
        are those that this call meets.
        """
        content, serving = self.scenario.surroundings.of(digest), self.serving()
        if serving is None:
            return content
        asking = self.scenario.handler_call(serving.task)
        if asking.descriptor.digest != digest:
            return content
        met = content.variant(asking.variant)
        return replace(content, source=met.source, partial=met.partial)


IngesterPlug: TypeAlias = Callable[[Scene], Ingester | AsyncIngester]
FetcherPlug: TypeAlias = Callable[[Scene], Fetcher | AsyncFetcher]
ProviderPlug: TypeAlias = Callable[[Scene], Provider | AsyncProvider]
PusherPlug: TypeAlias = Callable[[Scene], Pusher | AsyncPusher]

KINDS: dict[str, Kind] = {
    "ingester": "fetch", "fetcher": "fetch", "provider": "push", "pusher": "push",
}  # fmt: skip
"""By collaborator: the handlers that get it."""


@dataclass(frozen=True)
class Plugs:
    """Collaborators of your own: for each a factory, or None for the harness's model.

    A factory is called once for each world that needs it, with the `Scene`. It returns an object
    that follows `protocols`. For an asynchronous implementation, its methods may be awaited or not.

    The errors and delays of a scenario happen without the plug, before it is called. A factory with
    an attribute `plays`, a set of names of calls, plays the errors of those itself: it finds them
    in `Scene.serving`. Short writes and seeks that lie are left to the models.
    """

    ingester: IngesterPlug | None = None
    fetcher: FetcherPlug | None = None
    provider: ProviderPlug | None = None
    pusher: PusherPlug | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The plugged collaborators."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name) is not None)

    @property
    def lacks(self) -> frozenset[str]:
        """The features that these plugs cannot show, as in `About.lacks`."""
        found = {
            "plugged_writers": self.ingester or self.pusher,
            "plugged_readers": self.fetcher or self.provider,
        }
        return frozenset(name for name, plug in found.items() if plug is not None)

    @property
    def in_words(self) -> str:
        """The plugged collaborators in words, to follow the name of a door."""
        return f", over a plugged {' and '.join(self.names)}" if self.names else ""

    @cached_property
    def plays(self) -> frozenset[tuple[Kind, str]]:
        """The calls whose scripted errors are played by a plug: kind of the handler, and name."""
        return frozenset(
            (KINDS[name], op)
            for name in self.names
            for op in getattr(getattr(self, name), "plays", ())
        )

    def left_to_the_world(self, scenario: Scenario) -> Scenario:
        """*scenario* without the errors that plugs play themselves."""
        plays = self.plays
        if not plays:
            return scenario
        calls = (
            replace(call, answers=tuple(_left(answer, call.kind, plays) for answer in call.answers))
            for call in scenario.handler_calls
        )
        return replace(scenario, calls=tuple(calls))

    def error_of(self, scenario: Scenario, task: int, op: str, nth: int) -> str:
        """The class of the error that a plug is to play in this call; "": none."""
        called = scenario.handler_call(task)
        if (called.kind, op) not in self.plays:
            return ""
        errors = (a.error for a in called.answers if (a.op, a.nth) == (op, nth) and not a.needs)
        return next(errors, "")


UNPLUGGED = Plugs()


def _left(answer: Answer, kind: Kind, plays: frozenset[tuple[Kind, str]]) -> Answer:
    if answer.needs or (kind, answer.op) not in plays:
        return answer  # the door does what only a door can do
    return replace(answer, error="", wrap="")
