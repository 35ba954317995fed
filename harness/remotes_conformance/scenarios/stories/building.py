"""Builds stories: readable content, descriptors that fit it, tasks around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ...content import Descriptor, digest_of
from ...contract.names import Edition
from ...contract.requirement import EVERY_EDITION, SINCE_1_6
from ...media_types import OCI_LAYER
from ..scenario import Answer, Kind, Scenario
from ..surroundings import Blob, Source
from ..whole_calls import WholeCall, scenario_of
from .big_digests import BIG_DIGESTS

SIZE = 24
SELDOM = ("invalid_argument", "unexpected_end", "unsupported", "failed_precondition")
"""Classes of errors that no handler waits for, and that it is tempting to treat in some way."""
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789+-*/=<>!?")


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario with a name. `branches`: its schedules are worth enumerating.

    `lines`: so are turns that are handed over between two lines of an implementation. `editions`:
    those in which it means something.
    """

    name: str
    scenario: Scenario
    branches: bool = False
    editions: tuple[Edition, ...] = EVERY_EDITION
    lines: bool = False

    def in_edition(self, edition: Edition) -> Scenario:
        """The scenario, to be played in *edition*."""
        if edition == self.scenario.edition:
            return self.scenario
        return replace(self.scenario, edition=edition)


def blob(number: int = 0, size: int = SIZE) -> Blob:
    """Readable content; the blobs of different numbers have no byte in common."""
    return Blob(_ALPHABETS[number % len(_ALPHABETS)].encode(), size)


def describe(content: Blob, media_type: str = OCI_LAYER) -> Descriptor:
    """The right descriptor of *content*."""
    return Descriptor(media_type, _digest(content), content.size)


@cache
def _digest(content: Blob) -> str:
    return BIG_DIGESTS.get(content) or digest_of(content.content)


def task(kind: Kind, number: int = 0, *, media_type: str = OCI_LAYER, **changes: Any) -> WholeCall:
    """A call for blob *number*, whose source gives it in pieces of 10 bytes."""
    content = blob(number)
    whole = WholeCall(kind, describe(content, media_type), Source(content, pieces=(10,)))
    return replace(whole, **changes)


def fetch(number: int = 0, **changes: Any) -> WholeCall:
    """A fetch of readable content, 24 bytes; *changes* are fields of `WholeCall`.

    Contents of different numbers, 0 to 2, have no byte in common.
    """
    return task("fetch", number, **changes)


def push(number: int = 0, **changes: Any) -> WholeCall:
    """As `fetch`, a push."""
    return task("push", number, **changes)


def with_size(call: WholeCall, size: int) -> WholeCall:
    """The same call, its descriptor saying *size*."""
    return replace(call, descriptor=replace(call.descriptor, size=size))


def size_in_words(size: int) -> str:
    """The size in the name of a story that is played in every edition: only in some, 0 is one."""
    return f"unknown size ({size})" if size < 0 else f"size {size}"


def from_source(call: WholeCall, **changes: Any) -> WholeCall:
    """The same call, its source changed."""
    assert call.source is not None
    return replace(call, source=replace(call.source, **changes))


def answered(call: WholeCall, *answers: Answer) -> WholeCall:
    """The same call, with collaborators that answer so."""
    return replace(call, answers=answers)


def story(
    name: str, *tasks: WholeCall, branches: bool = False, lines: bool = False, **rest: Any
) -> Story:
    """A story of these tasks."""
    return Story(name, scenario_of(*tasks, **rest), branches, lines=lines)


def since_1_6(*stories: Story) -> tuple[Story, ...]:
    """The same stories, which mean something in editions from 1.6 on only."""
    return tuple(replace(story, editions=SINCE_1_6) for story in stories)


def both(name: str, *calls: WholeCall, **rest: Any) -> tuple[Story, Story]:
    """The story of a fetch, and the same of a push. `{}` in the name: "a fetch", "a push"."""
    return (
        story(name.format("a fetch"), *(replace(each, kind="fetch") for each in calls), **rest),
        story(name.format("a push"), *(replace(each, kind="push") for each in calls), **rest),
    )
