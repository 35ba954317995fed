"""Benches over plugged collaborators, and small fetchers to plug, for the tests of plugs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import remotes_reference
import remotes_reference.aio
from longest import REFUSED_OFTEN
from remotes_conformance.content import Descriptor
from remotes_conformance.errors import NotFound
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.plugs.prepared import prepared
from remotes_conformance.plugs.scene import Plugs, Scene
from remotes_conformance.rules import Judgement, judge
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import Story, of_edition
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of, whole_calls
from remotes_conformance.world.journal import Entry, Journal
from remotes_reference.memory import MemoryStore
from wrong.right import Right

RIGHT = {
    "reference": lambda: remotes_reference.remotes,
    "asynchronous reference": lambda: remotes_reference.aio.remotes,
    "right": Right,
}
"""Right implementations, whatever is plugged."""

MEMORY = prepared(lambda scene: MemoryStore())

SMALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario that was played, and its judgement."""

    journal: Journal
    judgement: Judgement

    @property
    def broken(self) -> dict[str, str]:
        """The rules that were broken, and what was observed."""
        return {rule: broken.observed for rule, broken in self.judgement.broken}

    def calls(self, op: str) -> list[Entry]:
        return [entry for entry in self.journal.entries if entry.op == op]

    def messages(self, op: str) -> list[str]:
        """The messages of the refusals of *op*."""
        return [entry.refusal.message for entry in self.calls(op) if entry.refusal is not None]


def play(remotes: object, plugs: Plugs, *tasks: WholeCall, **rest: Any) -> Played:
    """One world with these tasks, judged."""
    return play_scenario(remotes, plugs, scenario_of(*tasks, **rest))


def play_scenario(remotes: object, plugs: Plugs, scenario: Scenario) -> Played:
    journal = open_bench(remotes, plugs=plugs).bench.play(scenario)
    return Played(journal, judge(scenario, journal))


def stories(*kinds: str) -> Iterator[Story]:
    """The directed stories in which handlers of these kinds are called, without the longest."""
    for story in of_edition("2017-06"):
        sizes = [call.source.blob.size for call in whole_calls(story.scenario) if call.source]
        if (
            any(task.kind in kinds for task in story.scenario.handler_calls)
            and max(sizes, default=0) < SMALL
            and story.name not in REFUSED_OFTEN
        ):
            yield story


def broken_in_stories(remotes: object, plugs: Plugs, *kinds: str) -> tuple[list[str], set[str]]:
    """The findings in all stories that it can play, by story and rule; and the rules that applied.

    The references play them all; `Right`, which is synchronous as one of them is, every third.
    """
    bench = open_bench(remotes, plugs=plugs).bench
    found, applied = [], set()
    for story in list(stories(*kinds))[:: 3 if isinstance(remotes, Right) else 1]:
        if not bench.can_play(story.scenario):
            continue
        judgement = judge(story.scenario, bench.play(story.scenario))
        found += [f"{story.name}: {rule} {broken}" for rule, broken in judgement.broken]
        applied |= set(judgement.applied)
    return found, applied


class PlainReader:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int = -1, /) -> bytes:
        size = len(self._content) if size < 0 else size
        piece, self._content = self._content[:size], self._content[size:]
        return piece

    def readinto(self, buffer: bytearray | memoryview, /) -> int:
        raise NotImplementedError

    def seekable(self) -> bool:
        return False

    def close(self) -> None: ...

    def __enter__(self) -> PlainReader:
        return self

    def __exit__(self, *exc: object) -> None: ...


class Fetching:
    """A fetcher of what the scene holds."""

    def __init__(self, scene: Scene, reader: Callable[[bytes], Any] = PlainReader) -> None:
        self._scene = scene
        self._reader = reader

    def fetch(self, ctx: object, descriptor: Descriptor) -> Any:
        source = self._scene.content(descriptor.digest).source
        assert source is not None
        return self._reader(source.blob.content)


class Failing:
    """A fetcher that raises one and the same error."""

    error: Exception = NotFound("there is no such content")

    def fetch(self, ctx: object, descriptor: Descriptor) -> Any:
        raise self.error
