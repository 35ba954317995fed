"""Stories of what hardly ever happens, and of two things that happen at once."""

from __future__ import annotations

from dataclasses import replace

from ...media_types import DOCKER_SCHEMA1, OCI_MANIFEST
from ..scenario import MILLISECOND, WRAPS, Answer, Cancel
from ..surroundings import Blob, Holder
from ..whole_calls import WholeCall
from .building import (
    Story,
    answered,
    blob,
    both,
    describe,
    fetch,
    from_source,
    push,
    story,
    with_size,
)
from .resuming import CAN, resumed

_MALFORMED = ("", "sha256", "sha256:" + "A" * 64, "md5:X")
_NEARLY_SCHEMA_1 = (DOCKER_SCHEMA1.upper(), f"{DOCKER_SCHEMA1}+gzip", DOCKER_SCHEMA1[:-1])
_SECOND = 1_000 * MILLISECOND
_DAY = 24 * 3_600 * _SECOND
_MIB = 1024 * 1024
MANY = 40
"""More calls at a time than a pool of the usual size serves."""
_PIECE = 1_000_000


def _of_digest(digest: str) -> WholeCall:
    call = fetch()
    return replace(call, descriptor=replace(call.descriptor, digest=digest))


def _locked(times: int) -> tuple[Answer, ...]:
    return tuple(Answer("Writer", nth, error="locked") for nth in range(1, times + 1))


def _big() -> WholeCall:
    """A fetch of 3 MiB, of which no two places within a megabyte look alike to a reader."""
    content = Blob(bytes(range(251)), 3 * _MIB + 17)
    return from_source(fetch(descriptor=describe(content)), blob=content, pieces=(_PIECE,))


def _resumed_far_on(offset: int, can: tuple[str, ...]) -> WholeCall:
    """A copy of 200 KB that goes on at *offset*, of which no two pieces of 64 KiB look alike."""
    content = Blob(bytes(range(251)), 200_003)
    call = fetch(descriptor=describe(content), partial=Blob(content.pattern, offset))
    return from_source(call, blob=content, can=can, pieces=(50_000,))


def _own_layers(calls: int) -> tuple[WholeCall, ...]:
    """Fetches of different layers: one byte more each."""
    layers = [Blob(blob().pattern, size) for size in range(1, calls + 1)]
    return tuple(
        from_source(fetch(descriptor=describe(layer)), blob=layer, pieces=(64,)) for layer in layers
    )


def _refs() -> tuple[tuple[str, WholeCall], ...]:
    """Fetches whose refs have to be their keys, though it is tempting to make others."""
    windows = replace(fetch().descriptor, platform={"os": "windows", "architecture": "amd64"})
    return (
        ("a long unknown type", fetch(media_type=f"application/vnd.{'example.' * 40}v1")),
        ("a type with a line end", fetch(media_type=f"{OCI_MANIFEST}\n")),
        ("content for one platform", fetch(descriptor=windows)),
    )


LOCK: tuple[Story, ...] = (
    *(
        story(
            f"a ref is locked once, and its ingest has begun: {name}",
            answered(resumed(10, can), Answer("Writer", error="locked")),
        )
        for name, can in CAN.items()
    ),
    *(
        story(
            f"the caller gives up after {seconds} seconds of waiting",
            fetch(cancel=Cancel(at=seconds * _SECOND)),
            held={fetch().descriptor.digest: Holder(3_600 * _SECOND)},
        )
        for seconds in (60, 600)
    ),
    story(
        "the caller gives up in the seventh wait for a ref that is refused nine times",
        answered(fetch(cancel=Cancel(at=1_300 * MILLISECOND)), *_locked(9)),
    ),
    story(
        "the caller had given up, the ref is refused three times",
        answered(fetch(cancel=Cancel(at=0)), *_locked(3)),
    ),
    story(
        "a writer takes nothing, over and over",
        answered(fetch(), *(Answer("Write", n, count=0) for n in range(1, 1_100))),
    ),
    story("one is refused seven times, another goes on", answered(fetch(), *_locked(7)), fetch(1)),
    story(
        f"{MANY} wait for a ref, another goes on",
        *([fetch()] * MANY),
        fetch(1),
        held={fetch().descriptor.digest: Holder(40 * MILLISECOND)},
    ),
    story(
        f"{MANY} fetch slowly at the same time",
        *(answered(call, Answer("Fetch", delay=50 * MILLISECOND)) for call in _own_layers(MANY)),
    ),
    story(
        "the ingester takes a day to refuse, twice",
        answered(
            fetch(),
            Answer("Writer", 1, error="locked"),
            *(Answer("Writer", nth, error="locked", delay=_DAY) for nth in (2, 3)),
        ),
    ),
)

FETCH: tuple[Story, ...] = (
    *(
        story(f"a media type that is nearly schema 1: {name}", fetch(media_type=name))
        for name in _NEARLY_SCHEMA_1
    ),
    *(
        story(
            f"the fetcher's error comes wrapped as {wrap}",
            answered(fetch(), Answer("Fetch", error="not_found", wrap=wrap)),
        )
        for wrap in WRAPS
    ),
    *(
        story(f"the ref of {what} is its ref key", WholeCall("key", call.descriptor), call)
        for what, call in _refs()
    ),
    story(
        "one digest is fetched as a layer and as a manifest",
        *(WholeCall("key", call.descriptor) for call in (fetch(), fetch(media_type=OCI_MANIFEST))),
        fetch(),
        fetch(media_type=OCI_MANIFEST),
    ),
)

COPY: tuple[Story, ...] = (
    *both("{} of a size beyond 32 bits", with_size(fetch(), 2**32 + 24)),
    *both(
        "{} of a big blob, of which a write takes a part",
        answered(_big(), Answer("Write", 2, count=_PIECE // 10)),
    ),
    *(
        variant
        for name, can in CAN.items()
        for offset in (65_536, 150_001)
        for variant in both(
            f"{{}} resumes at {offset} of 200003 from {name}", _resumed_far_on(offset, can)
        )
    ),
    *both(
        "{} of a big blob of unknown size, whose source breaks behind the second MiB",
        from_source(
            replace(_big(), descriptor=replace(_big().descriptor, size=-1, digest="md5:0")),
            breaks_at=2 * _MIB + 1,
            breaks_with="unavailable",
        ),
    ),
    *(
        variant
        for digest in _MALFORMED
        for variant in both(f"{{}} of the digest {digest!r}", _of_digest(digest))
    ),
    *(
        variant
        for op in ("Status", "Write")
        for variant in both(
            f"{{}} whose {op} says exists, wrapped",
            answered(fetch(), Answer(op, error="exists", wrap="from")),
        )
    ),
    *(
        variant
        for op in ("Write", "Commit")
        for variant in both(
            f"{{}} whose caller gives up as {op} fails",
            answered(fetch(cancel=Cancel(op=op)), Answer(op, error="unavailable")),
        )
    ),
)

PUSH: tuple[Story, ...] = tuple(
    story(
        f"the {who}'s error comes wrapped as {wrap}",
        answered(push(), Answer(op, error="not_found", wrap=wrap)),
    )
    for who, op in (("pusher", "Push"), ("provider", "Reader"))
    for wrap in WRAPS
)
