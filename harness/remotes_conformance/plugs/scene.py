"""Plugs: collaborators of one's own, in place of the world's fakes.

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
from ..scenarios.scenario import Answer, Kind, Scenario, Source, Task


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
    """What a plugged collaborator stands for, in one world.

    * `scenario`: what is played;
    * `now()`: the virtual time, in nanoseconds since the start of the world;
    * `serving()`: the call that is being answered; None where that is not known;
    * `at_end(function)`: calls the function when the world is over, the latest first.
    """

    scenario: Scenario
    now: Callable[[], int]
    serving: Callable[[], Serving | None]
    at_end: Callable[[Callable[[], object]], object]

    def tasks(self, kind: Kind) -> list[Task]:
        """The calls of handlers of *kind* ("fetch", "push"), in the order of the scenario."""
        return [task for task in self.scenario.tasks if task.kind == kind]

    def sources(self, kind: Kind) -> dict[str, Source]:
        """By digest: what the fetcher or provider serves; of several sources, the first."""
        return {
            task.descriptor.digest: task.source
            for task in reversed(self.tasks(kind))
            if task.source is not None
        }

    def source(self, kind: Kind, digest: str) -> Source | None:
        """What is served under *digest*, to the task that asks if that is known; None: nothing."""
        serving = self.serving()
        if serving is not None:
            asking = self.scenario.tasks[serving.task]
            if asking.kind == kind and asking.descriptor.digest == digest:
                return asking.source
        return self.sources(kind).get(digest)

    def present(self, kind: Kind) -> dict[str, bytes]:
        """By digest: the content that the ingester ("fetch") or the remote ("push") has already."""
        sources = self.sources(kind)
        return {
            task.descriptor.digest: sources[task.descriptor.digest].blob.content
            for task in self.tasks(kind)
            if task.present and task.descriptor.digest in sources
        }

    def left_over(self, kind: Kind) -> dict[str, bytes]:
        """By digest: the bytes that an earlier, interrupted ingest has left."""
        return {
            task.descriptor.digest: task.ingest.content
            for task in reversed(self.tasks(kind))
            if task.ingest is not None
        }


IngesterPlug: TypeAlias = Callable[[Scene], Ingester | AsyncIngester]
FetcherPlug: TypeAlias = Callable[[Scene], Fetcher | AsyncFetcher]
ProviderPlug: TypeAlias = Callable[[Scene], Provider | AsyncProvider]
PusherPlug: TypeAlias = Callable[[Scene], Pusher | AsyncPusher]

KINDS: dict[str, Kind] = {
    "ingester": "fetch", "fetcher": "fetch", "provider": "push", "pusher": "push",
}  # fmt: skip
"""Which handlers are given which collaborator."""


@dataclass(frozen=True)
class Plugs:
    """Collaborators of your own: for each a factory, or None for the harness's model.

    A factory is called once for each world that needs it, with the `Scene`; it returns an object
    that follows `protocols`, for an asynchronous implementation awaited or not.

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
        """What is plugged."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name) is not None)

    @property
    def told(self) -> str:
        """What is plugged, to be said behind the name of a door."""
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
        tasks = (
            replace(task, answers=tuple(_left(answer, task.kind, plays) for answer in task.answers))
            for task in scenario.tasks
        )
        return replace(scenario, tasks=tuple(tasks))

    def error_of(self, scenario: Scenario, task: int, op: str, nth: int) -> str:
        """The class of the error that a plug is to play in this call; "": none."""
        called = scenario.tasks[task]
        if (called.kind, op) not in self.plays:
            return ""
        errors = (a.error for a in called.answers if (a.op, a.nth) == (op, nth) and not a.needs)
        return next(errors, "")


UNPLUGGED = Plugs()


def _left(answer: Answer, kind: Kind, plays: frozenset[tuple[Kind, str]]) -> Answer:
    if answer.needs or (kind, answer.op) not in plays:
        return answer  # what only a door can do is done by the door
    return replace(answer, error="", wrap="")
