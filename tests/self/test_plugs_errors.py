"""Errors of plugged collaborators keep their identity; an invalid plug is a fault of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from plugged_benches import RIGHT, Failing, Fetching, PlainReader, play
from remotes_conformance.content import Descriptor
from remotes_conformance.doors.python.plugged import PlugBroken
from remotes_conformance.errors import ContentError, NotFound
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.plugs.scene import Plugs, Scene
from remotes_conformance.protocols import Context, Fetcher, Reader
from remotes_conformance.scenarios.scenario import SECOND, Answer
from remotes_conformance.scenarios.stories.building import answered, fetch, push
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_reference.memory import MemoryStore
from wrong.right import Right


@pytest.fixture(params=RIGHT)
def right(request: pytest.FixtureRequest) -> object:
    """An implementation that keeps the contract."""
    return RIGHT[request.param]()


def test_a_real_error_comes_out_itself(right: object) -> None:
    """One exception object, raised to two tasks before either is back: each is known again."""
    slow = answered(fetch(0), Answer("w.Close", delay=SECOND))
    played = play(right, Plugs(fetcher=lambda scene: Failing()), slow, fetch(1))
    assert len(played.calls("Fetch")) == 2
    assert played.broken == {}
    assert "FETCH-6" in played.judgement.applied


class RaisesItsOwn(Right):
    """Puts an error of the same class in the place of the fetcher's."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        try:
            return super().ask(ctx, fetcher, descriptor)
        except NotFound:
            raise NotFound("somewhere, something was not there") from None


def test_another_error_of_the_same_class_is_not_it() -> None:
    """FETCH-6 asks for that very error."""
    played = play(RaisesItsOwn(), Plugs(fetcher=lambda scene: Failing()), fetch())
    assert "FETCH-6" in played.broken


class Missing(LookupError):
    """An adopter's own class of error."""


class WithItsOwnClasses(Right):
    error_classes: Mapping[type[ContentError], type[Exception]] = {NotFound: Missing}


@pytest.mark.parametrize(
    ("error", "kind", "wrap"),
    [
        (NotFound("gone"), "not_found", ""),
        (Missing("gone"), "not_found", ""),
        (ExceptionGroup("failed", [Missing("gone")]), "not_found", "group"),
        (OSError("no route"), "other", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_the_class_of_a_real_error_is_recognised(error: Exception, kind: str, wrap: str) -> None:
    """By the harness's own classes, and by those that the adapter declares."""

    class Raising(Failing):
        pass

    Raising.error = error
    played = play(WithItsOwnClasses(), Plugs(fetcher=lambda scene: Raising()), fetch())
    refusal = played.calls("Fetch")[0].refusal
    assert refusal is not None
    assert (refusal.kind, refusal.wrap) == (kind, wrap)
    assert played.broken == {}


def test_scripted_errors_and_delays_come_before_the_plug(right: object) -> None:
    """The scenario's error is raised without asking the plug; its delay passes first."""
    task = answered(fetch(), Answer("Fetch", error="unavailable", delay=SECOND))
    played = play(right, Plugs(fetcher=lambda scene: Failing()), task)
    (asked,) = played.calls("Fetch")
    assert asked.refusal is not None
    assert (asked.refusal.kind, asked.done) == ("unavailable", SECOND)
    assert played.broken == {}


def make_nothing(scene: Scene) -> Any:
    return object()


class Silent(PlainReader):
    def read(self, size: int = -1, /) -> Any:
        return None


class Exiting(PlainReader):
    def read(self, size: int = -1, /) -> bytes:
        raise SystemExit(3)


@pytest.mark.parametrize(
    ("plugs", "message"),
    [
        (Plugs(ingester=make_nothing), "is no ingester: it has no writer"),
        (Plugs(fetcher=lambda scene: Fetching(scene, lambda content: 7)), "7 is no reader"),
        (Plugs(fetcher=lambda scene: Fetching(scene, Silent)), "read returned None, not bytes"),
        (Plugs(fetcher=lambda scene: Fetching(scene, Exiting)), "Read raised SystemExit"),
    ],
    ids=["no ingester", "no reader", "no bytes", "exits"],
)
def test_a_broken_plug_is_not_the_implementations_fault(plugs: Any, message: str) -> None:
    """The play ends with an error that names the fault of the plug: nothing is judged."""
    with pytest.raises(PlugBroken, match=message):
        play(Right(), plugs, fetch())


def test_a_factory_that_fails_is_named() -> None:
    """Its own error comes out, with a note."""

    def factory(scene: Scene) -> Any:
        raise FileNotFoundError("no such socket")

    with pytest.raises(FileNotFoundError) as caught:
        play(Right(), Plugs(pusher=factory), push())
    assert caught.value.__notes__ == ["while the plugged pusher was made"]


def test_a_factory_is_called_only_where_it_is_needed() -> None:
    """Once for each world with a handler that is given such a collaborator."""
    scenes: list[Scene] = []

    def factory(scene: Scene) -> Any:
        scenes.append(scene)
        return MemoryStore()

    bench = open_bench(Right(), plugs=Plugs(ingester=factory)).bench
    bench.play(scenario_of(push()))
    assert scenes == []
    bench.play(scenario_of(fetch(), fetch(1)))
    bench.play(scenario_of(fetch()))
    assert [len(scene.calls("fetch")) for scene in scenes] == [2, 1]
    assert bench.door.name == "in process, synchronous, over a plugged ingester"
