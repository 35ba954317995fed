"""Stories of the bytes: piece sizes, short writes, unknown sizes, wrong content."""

from __future__ import annotations

from dataclasses import replace

from ...content import digest_of
from ..scenario import MILLISECOND, Answer
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
    push,
    since_1_6,
    size_in_words,
    story,
    with_size,
)

_MIB = 1024 * 1024
_CONTENT = blob().content


def _serves(content: bytes) -> WholeCall:
    """A fetch whose source gives *content* instead of the content of its descriptor."""
    return from_source(fetch(), blob=Blob(content, len(content)))


def _big(size: int, pieces: tuple[int, ...] = (_MIB,)) -> WholeCall:
    content = Blob(b"0123456789abcdef", size)
    call = fetch(descriptor=describe(content))
    return from_source(call, blob=content, pieces=pieces)


_EMPTY = fetch(descriptor=describe(Blob(b"", 0)))
_SHA512 = replace(fetch().descriptor, digest=digest_of(_CONTENT, "sha512"))

_SLOW = Blob(b"0123456789abcdef", 3 * _MIB + 17)

_SINCE_1_6 = since_1_6(
    *both(
        "{} of a big blob from a slow source",
        from_source(fetch(descriptor=describe(_SLOW)), blob=_SLOW, pieces=(64 * 1024,)),
    ),
    story(
        "a fetch of a big blob from a slow source, whose first write fails",
        answered(
            _big(_MIB + 24),
            Answer("Write", error="unavailable"),
            # Whoever reads ahead is in one of these when the first mebibyte is written.
            *(Answer("Read", nth, delay=50 * MILLISECOND) for nth in range(2, 18)),
        ),
    ),
    *(
        variant
        for place in (0, 10, 15)
        for variant in both(
            f"{{}} whose source ends cleanly after {place} bytes",
            from_source(fetch(), blob=Blob(_CONTENT[:place], place)),
        )
    ),
)

STORIES: tuple[Story, ...] = (
    *(
        story_
        for size in (1, 7, SIZE, 4096)
        for story_ in both(
            f"{{}} from a source in pieces of {size}", from_source(fetch(), pieces=(size,))
        )
    ),
    *both("{} from a source that gives what is asked for", from_source(fetch(), pieces=())),
    *both("{} from a source in ragged pieces", from_source(fetch(), pieces=(1, 9, 2))),
    *both("{} with the last bytes together with the end", from_source(fetch(), with_end=True)),
    *both(
        "{} of all bytes together with the end",
        from_source(fetch(), pieces=(), with_end=True),
    ),
    *both("{} of an empty blob", from_source(_EMPTY, blob=Blob(b"", 0))),
    *(
        story_
        for size in (0, -1)
        for story_ in both(f"{{}} of {size_in_words(size)}", with_size(fetch(), size))
    ),
    *both(
        "{} with a digest that nobody can verify",
        fetch(descriptor=replace(fetch().descriptor, digest="md5:0")),
    ),
    *both("{} with a sha512 digest", fetch(descriptor=_SHA512)),
    *(
        story_
        for nth, count in ((1, 4), (2, 1), (3, 0))
        for story_ in both(
            f"{{}} whose write {nth} takes {count} bytes",
            answered(fetch(), Answer("Write", nth, count=count)),
        )
    ),
    *both(
        "{} whose writes take few bytes, time and again",
        answered(fetch(), *(Answer("Write", nth, count=3) for nth in (1, 2, 3))),
    ),
    *both(
        "{} whose only write is short",
        from_source(answered(fetch(), Answer("Write", count=4)), pieces=()),
    ),
    *both("{} of content that is too short", _serves(_CONTENT[:-3])),
    *both("{} of content that is too long", _serves(_CONTENT + b"...")),
    *both("{} of content that is empty", _serves(b"")),
    *both("{} of content that was changed", _serves(b"A" + _CONTENT[1:])),
    *both("{} of content whose last byte was changed", _serves(_CONTENT[:-1] + b"Z")),
    *both(
        "{} of size 0 whose content was changed",
        with_size(_serves(b"A" + _CONTENT[1:]), 0),
    ),
    story("a big blob is fetched", _big(3 * _MIB + 17)),
    story("a blob of 20 MiB and of unknown size is fetched", with_size(_big(20 * _MIB), -1)),
    story(
        "a blob of 18 MiB and of unknown size is pushed from a source that gives what is asked for",
        with_size(replace(_big(18 * _MIB, ()), kind="push"), -1),
    ),
    story(
        "a blob of 18 MiB is pushed from a source that gives what is asked for",
        replace(_big(18 * _MIB, ()), kind="push"),
    ),
    story("two pushes of different content", push(0), push(1), branches=True, lines=True),
    story(
        "one push writes slowly, another goes on",
        answered(push(0), Answer("Write", delay=1000)),
        push(1),
    ),
    *_SINCE_1_6,
)
