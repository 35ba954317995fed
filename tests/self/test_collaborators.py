"""The collaborators as an implementation sees them: awaited, or blocking and made from those."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from plugged_benches import Fetching, PlainReader, play
from remotes_conformance.content import Descriptor
from remotes_conformance.doors.python import collaborators
from remotes_conformance.doors.python.blocking import blocking
from remotes_conformance.doors.python.border import Border
from remotes_conformance.doors.python.caller import Caller
from remotes_conformance.doors.python.context import AsyncTaskContext
from remotes_conformance.errors import NotFound
from remotes_conformance.plugs.scene import UNPLUGGED, Plugs
from remotes_conformance.protocols import Context, Fetcher, Reader
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.world import Call, Served, World
from remotes_conformance.world.journal import Refusal
from wrong.right import Right

AWAITED = [AsyncTaskContext] + [
    kind
    for name, kind in sorted(vars(collaborators).items())
    if name.startswith("Async") and inspect.isclass(kind)
]


def methods(kind: type) -> Iterator[tuple[str, Any]]:
    """The public methods of *kind*, and how it is entered."""
    for name, member in inspect.getmembers(kind, inspect.isfunction):
        if not name.startswith("_") or name.endswith(("enter__", "exit__")):
            yield name, member


@pytest.mark.parametrize("kind", AWAITED, ids=lambda kind: kind.__name__)
def test_a_blocking_class_has_the_same_methods_and_they_block(kind: type) -> None:
    """With the same signatures; `with` enters it, in the place of `async with`."""
    awaited = dict(methods(kind))
    plain = dict(methods(blocking(kind)))
    assert set(plain) == {name.replace("__a", "__") for name in awaited}
    assert not any(map(inspect.iscoroutinefunction, plain.values()))
    assert not any(inspect.iscoroutinefunction(inspect.unwrap(one)) for one in plain.values())
    for name, method in awaited.items():
        made = plain[name.replace("__a", "__")]
        assert inspect.signature(made) == inspect.signature(method)
        assert made.__qualname__.endswith(f".{made.__name__}")
    assert any(map(inspect.iscoroutinefunction, awaited.values()))


def test_classes_are_named_without_async_and_keep_their_bases() -> None:
    kinds = blocking(collaborators.AsyncSeekableReaderAt).__mro__
    names = ["SeekableReaderAt", "ReaderAt", "SeekableReader", "Reader"]
    assert [kind.__name__ for kind in kinds[:4]] == names


class AsksForTwo(Right):
    """Calls a collaborator in a way that its signature does not permit."""

    def ask(self, ctx: Context, fetcher: Any, descriptor: Descriptor) -> Any:
        return fetcher.fetch(ctx, descriptor, descriptor)


class FillsText(Right):
    """Makes the harness's own code raise, deep inside a collaborator."""

    def ask(self, ctx: Context, fetcher: Any, descriptor: Descriptor) -> Any:
        return fetcher.fetch(ctx, descriptor).readinto("text")


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (AsksForTwo, "TypeError: Fetcher.fetch() takes 3 positional arguments but 4 were given"),
        (FillsText, "TypeError: memoryview: a bytes-like object is required, not 'str'"),
    ],
)
def test_a_wrong_call_is_reported_with_its_own_place(wrong: type, expected: str) -> None:
    """The line of the implementation, not of the harness."""
    played = play(wrong(), UNPLUGGED, fetch())
    (returned,) = played.calls("return")
    message = returned.result["outcome"].message
    assert message.startswith(expected)
    assert f"(at {__file__.rsplit('/', 1)[-1]}:" in message


class Stopping(PlainReader):
    """A real reader with a `next` that is not looked after."""

    def read(self, size: int = -1, /) -> bytes:
        return bytes(next(iter(())))


class Sees(Right):
    """Keeps the error that its fetcher's reader raises."""

    seen: Exception

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        reader = super().ask(ctx, fetcher, descriptor)
        try:
            reader.read(1)
        except Exception as error:
            self.seen = error
            raise
        return reader


def test_a_plug_that_raises_stop_iteration_is_passed_on() -> None:
    """A coroutine cannot raise that; a blocking collaborator can."""
    sees = Sees()
    played = play(sees, Plugs(fetcher=lambda scene: Fetching(scene, Stopping)), fetch())
    assert type(sees.seen) is StopIteration
    assert sees.seen.__cause__ is sees.seen.__context__ is None
    assert played.messages("Read") == ["StopIteration: "]


class Refusing:
    """A play in which every call is refused."""

    awaits = False
    world = World(Scenario(()))
    current_task = 0

    async def park(self, call: Call) -> Served:
        return Served("t0", refusal=Refusal("not_found", "e1", "", "gone"))


def test_the_context_of_an_error_is_what_was_being_handled() -> None:
    """As of any error that a function raises."""
    writer = Caller(Refusing(), Border(), 0).collaborator(collaborators.AsyncWriter)
    own = ValueError("its own")
    try:
        raise own
    except ValueError:
        with pytest.raises(NotFound) as caught:
            writer.status()  # type: ignore[unused-coroutine]
    assert caught.value.__context__ is own
