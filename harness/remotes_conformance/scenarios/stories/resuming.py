"""Stories of ingests that have begun: every kind of source, every offset that matters."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import MILLISECOND, Answer, Kind
from ..surroundings import Blob
from ..whole_calls import WholeCall
from .building import (
    SIZE,
    Story,
    answered,
    blob,
    both,
    describe,
    fetch,
    from_source,
    since_1_6,
    size_in_words,
    story,
    with_size,
)

_CONTENT = blob().content
_KINDS: tuple[Kind, ...] = ("fetch", "push")
CAN = {
    "a plain source": (),
    "a seekable source": ("seek",),
    "a read-at source": ("read_at",),
    "a source that seeks and reads at": ("seek", "read_at"),
}
ONE_WAY = {name: can for name, can in CAN.items() if len(can) < 2}
"""Sources that leave no choice of how to get to the offset."""
_MIB = 1024 * 1024
_LONG = Blob(bytes(range(251)), 3 * _MIB)


def resumed(offset: int, can: tuple[str, ...], **source: object):  # type: ignore[no-untyped-def]
    """A fetch whose ingest has *offset* bytes already, from a source that can do so much."""
    content = (_CONTENT + b"?" * SIZE)[:offset]
    return from_source(fetch(partial=Blob(content, offset)), can=can, **source)


def _every_offset() -> tuple[Story, ...]:
    return tuple(
        variant
        for name, can in CAN.items()
        for offset in (1, 10, SIZE - 1, SIZE, SIZE + 5)
        for variant in both(f"{{}} resumes at {offset} of {SIZE} from {name}", resumed(offset, can))
    )


def _faults() -> tuple[Story, ...]:
    return (
        *(
            variant
            for kind in ("other", "unavailable", "not_found", "exists", "invalid_argument")
            for variant in both(
                f"{{}} whose seek fails with {kind}",
                answered(resumed(10, ("seek",)), Answer("Seek", error=kind)),
            )
        ),
        *both(
            "{} whose seek is not supported",
            answered(resumed(10, ("seek",)), Answer("Seek", error="unsupported")),
        ),
        *both(
            "{} whose seek fails, though it could read at",
            answered(resumed(10, ("seek", "read_at")), Answer("Seek", error="other")),
        ),
        *(
            variant
            for position in (0, 9, SIZE)
            for variant in both(
                f"{{}} whose seek lands at {position}",
                answered(resumed(10, ("seek",)), Answer("Seek", position=position)),
            )
        ),
        *(
            variant
            for kind in ("other", "unsupported", "unavailable", "not_found", "exists")
            for variant in both(
                f"{{}} whose truncate fails with {kind}",
                answered(resumed(10, ()), Answer("Truncate", error=kind)),
            )
        ),
        *both(
            "{} of which the ingest is not the beginning",
            replace(resumed(10, ("seek",)), partial=Blob(b"?", 10)),
        ),
    )


def _breaking_sources() -> tuple[Story, ...]:
    return (
        *both(
            "{} that resumes from a read-at source, which breaks in one way and then in another",
            answered(
                resumed(10, ("read_at",), breaks_at=15, breaks_with="unavailable"),
                Answer("ReadAt", 2, error="not_found"),
            ),
        ),
        *both("{} that starts over and breaks again", resumed(10, (), breaks_at=5)),
        *(
            variant
            for kind in ("unavailable", "not_found", "unexpected_end")
            for variant in both(
                f"{{}} whose plain source breaks with {kind} before the offset",
                resumed(10, (), breaks_at=5, breaks_with=kind),
            )
        ),
        *(
            variant
            for name, can in list(CAN.items())[1:]
            for variant in both(
                f"{{}} that resumes from {name} and breaks", resumed(10, can, breaks_at=15)
            )
        ),
    )


def _unknown_sizes() -> tuple[Story, ...]:
    return tuple(
        variant
        for name, can in CAN.items()
        for size in (0, -1)
        for variant in both(
            f"{{}} resumes, of {size_in_words(size)}, from {name}",
            with_size(resumed(10, can), size),
        )
    )


def _one_handler() -> tuple[Story, ...]:
    """Every call looks at its own source and its own ingest: nothing is carried over."""
    return tuple(
        story(
            f"one handler has two to {kind}: one from {name}, one from {next_}",
            replace(resumed(10, can), kind=kind),
            replace(_resumed_other(9, other), kind=kind, at=MILLISECOND),
        )
        for kind in _KINDS
        for name, can in CAN.items()
        for next_, other in CAN.items()
        if can != other
    )


def _resumed_other(offset: int, can: tuple[str, ...]) -> WholeCall:
    content = blob(1)
    call = fetch(1, partial=Blob(content.content[:offset], offset))
    return from_source(call, can=can)


def _since_1_6() -> tuple[Story, ...]:
    """Sources that end too early, and a blob of which a writer wants full pieces."""
    return since_1_6(
        *(
            variant
            for name, can in ONE_WAY.items()
            for variant in both(
                f"{{}} resumes at 10 from {name} that ends after 5",
                resumed(10, can, blob=Blob(_CONTENT[:5], 5)),
            )
        ),
        *both(
            "{} of 3 MiB, of which two are there",
            from_source(
                fetch(descriptor=describe(_LONG), partial=Blob(_LONG.pattern, 2 * _MIB)),
                blob=_LONG,
                pieces=(),
            ),
        ),
        *(
            variant
            for name, can in ONE_WAY.items()
            for place in (11, 20, SIZE - 1)
            for variant in both(
                f"{{}} resumes at 10 from {name} that ends after {place}",
                resumed(10, can, blob=Blob(_CONTENT[:place], place)),
            )
        ),
    )


STORIES: tuple[Story, ...] = (
    *_every_offset(), *_faults(), *_breaking_sources(), *_unknown_sizes(),
    *_one_handler(), *_since_1_6(),
)  # fmt: skip
