"""Stories of what editions from 1.6 on know: names and prefixes of keys, resets, embedded data.

Who embeds data does not ask which edition reads it: those are told in every edition.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..media_types import (
    CHECKPOINT_OPTIONS,
    DOCKER_FOREIGN_LAYER,
    DOCKER_LAYER_GZIP,
    DOCKER_LAYER_ZSTD,
    EROFS_LAYER,
    IN_TOTO,
    OCI_CONFIG,
    OCI_LAYER,
)
from ..scenario import MILLISECOND, Answer, Blob, Cancel, Holder, KeyPrefix, Task
from .building import (
    SIZE,
    Story,
    answered,
    blob,
    both,
    describe,
    fetch,
    from_source,
    later,
    push,
    story,
    with_size,
)

_REF_NAME = "org.opencontainers.image.ref.name"
_LAYER = fetch().descriptor
_CONTENT = blob().content


def _typed(media_type: str) -> Task:
    return Task("key", replace(_LAYER, media_type=media_type))


def _named(name: str) -> Task:
    return Task("key", replace(_LAYER, annotations={_REF_NAME: name}))


def _prefixed(*prefixes: tuple[str, str], derived: int | None = None) -> Task:
    named = tuple(KeyPrefix(media_type, prefix) for media_type, prefix in prefixes)
    return Task("key", _LAYER, prefixes=named, derived=derived)


KEY = later(
    story(
        "keys of layers, whatever is behind their type",
        *map(
            _typed,
            (
                OCI_LAYER + "+encrypted",
                OCI_LAYER + "; charset=utf-8",
                "application/vnd.oci.image.layer.v2.tar",
                DOCKER_LAYER_GZIP + "+encrypted",
                DOCKER_FOREIGN_LAYER + "+a+b",
            ),
        ),
    ),
    story(
        "keys of types that came with 2.x",
        *map(_typed, (DOCKER_LAYER_ZSTD, EROFS_LAYER, EROFS_LAYER + "+zstd", IN_TOTO)),
    ),
    story(
        "keys of types that are near those of layers and configs",
        *map(
            _typed,
            (
                "application/vnd.oci.image.layer",
                DOCKER_LAYER_GZIP + "; charset=utf-8",
                OCI_CONFIG + "+encrypted",
                CHECKPOINT_OPTIONS,
                IN_TOTO + "+zstd",
            ),
        ),
    ),
    story(
        "a ref name stands before the digest, even an empty one",
        *map(_named, ("docker.io/library/busybox:latest", "", "a@b")),
        Task("key", _LAYER),
        _named("docker.io/library/busybox:latest"),
    ),
    story("a context names a prefix", _prefixed((OCI_LAYER, "mine"))),
    story(
        "a context names a prefix twice",
        _prefixed((OCI_LAYER, "mine"), (OCI_LAYER, "yours")),
    ),
    story(
        "a context names a prefix for another media type",
        _prefixed((OCI_CONFIG, "mine")),
        _prefixed((OCI_LAYER.upper(), "mine")),
        Task("key", _LAYER),
    ),
    story(
        "a prefix goes before the ref name",
        replace(_prefixed((OCI_LAYER, "mine")), descriptor=_named("busybox").descriptor),
    ),
    *(
        story(
            f"a prefix is not in the context that it was derived from, which has {derived}",
            _prefixed((OCI_LAYER, "mine"), (OCI_LAYER, "yours"), derived=derived),
        )
        for derived in (0, 1)
    ),
    story(
        "a fetch and its key, with a prefix",
        _prefixed((OCI_LAYER, "mine")),
        fetch(prefixes=(KeyPrefix(OCI_LAYER, "mine"),)),
    ),
)


def _embedding(data: bytes, **changes: Any) -> Task:
    return fetch(descriptor=replace(_LAYER, data=data), **changes)


FETCH = (
    story("a descriptor embeds its content", _embedding(_CONTENT)),
    story("a descriptor embeds its content, no source has it", _embedding(_CONTENT, source=None)),
    story("a descriptor embeds content of another digest", _embedding(_CONTENT[::-1])),
    story("a descriptor embeds too little", _embedding(_CONTENT[:-1])),
    story("a descriptor embeds too much", _embedding(_CONTENT + b"?")),
    story("a descriptor embeds nothing", _embedding(b"")),
    story(
        "a descriptor embeds its content, of which some is there",
        _embedding(_CONTENT, ingest=Blob(_CONTENT[:10], 10)),
    ),
    story("a descriptor of unknown size embeds its content", with_size(_embedding(_CONTENT), -1)),
)  # fmt: skip


def _reset(op: str, *positions: int | None, first: int = 1) -> tuple[Answer, ...]:
    return tuple(
        Answer(op, nth, error="reset", position=position)
        for nth, position in enumerate(positions, first)
    )


def _unverified(call: Task) -> Task:
    """Neither size nor digest are known."""
    return replace(call, descriptor=replace(call.descriptor, size=-1, digest=""))


_SEEKS = {"can": ("seek",)}
_SOURCES: dict[str, tuple[str, ...]] = {
    "a plain source": (),
    "a seekable source": ("seek",),
    "a read-at source": ("read_at",),
}
_SLOW = Blob(b"0123456789abcdef", 3 * 1024 * 1024 + 17)


def _resets() -> tuple[Story, ...]:
    return (
        *(
            told
            for name, can in _SOURCES.items()
            for position in (0, 10, None)
            for op in ("Write", "Commit")
            for told in both(
                f"{{}} whose {op.lower()} asks for a reset to {position}, from {name}",
                answered(from_source(fetch(), can=can), *_reset(op, position)),
            )
        ),
        *(
            told
            for times in (4, 5, 7)
            for told in both(
                f"{{}} whose commit asks for a reset {times} times",
                answered(from_source(fetch(), **_SEEKS), *_reset("Commit", *([0] * times))),
            )
        ),
        *both(
            "{} that resumes, and is reset to the start",
            answered(
                from_source(fetch(ingest=Blob(_CONTENT[:10], 10)), **_SEEKS), *_reset("Commit", 0)
            ),
        ),
        *both(
            "{} that resumes, and is reset to what was there",
            answered(
                from_source(fetch(ingest=Blob(_CONTENT[:10], 10)), **_SEEKS), *_reset("Write", 10)
            ),
        ),
        *both(
            "{} that resumes from too short a source, and is reset to the start",
            answered(
                from_source(fetch(ingest=Blob(_CONTENT[:10], 10)), blob=blob(0, 20), **_SEEKS),
                *_reset("Write", 0),
            ),
        ),
        *both(
            "{} of what nobody verifies, from a plain source, whose commit asks for a reset",
            answered(_unverified(fetch()), *_reset("Commit", 0)),
        ),
        *both(
            "{} of a complete ingest, whose commit asks for a reset",
            answered(from_source(fetch(ingest=blob()), **_SEEKS), *_reset("Commit", 0)),
        ),
        *both(
            "{} that is reset, and whose status fails then",
            answered(
                from_source(fetch(), **_SEEKS),
                *_reset("Commit", 0),
                *(Answer("Status", nth, error="unavailable") for nth in (2, 3)),
            ),
        ),
    )


COPY = later(
    *_resets(),
    *both(
        "{} of a big blob from a slow source",
        from_source(fetch(descriptor=describe(_SLOW)), blob=_SLOW, pieces=(64 * 1024,)),
    ),
    *(
        told
        for place in (0, 10, 15)
        for told in both(
            f"{{}} whose source ends cleanly after {place} bytes",
            from_source(fetch(), blob=Blob(_CONTENT[:place], place)),
        )
    ),
    *(
        told
        for name, can in _SOURCES.items()
        for told in both(
            f"{{}} resumes at 10 from {name} that ends after 5",
            from_source(fetch(ingest=Blob(_CONTENT[:10], 10)), blob=Blob(_CONTENT[:5], 5), can=can),
        )
    ),
    *both(
        "{} whose complete ingest cannot be committed",
        answered(fetch(ingest=Blob(_CONTENT, SIZE)), Answer("Commit", error="unavailable")),
    ),
    *both(
        "{} whose complete ingest is reset at its commit",
        answered(fetch(ingest=Blob(_CONTENT, SIZE)), *_reset("Commit", 0)),
    ),
    *both(
        "{} whose complete ingest exists by now",
        answered(fetch(ingest=Blob(_CONTENT, SIZE)), Answer("Commit", error="exists")),
    ),
)

_PUSHED = push(pusher_ingests=True)


def _held(milliseconds: int, *, commits: bool = False) -> tuple[Holder, ...]:
    return (Holder(_LAYER.digest, milliseconds * MILLISECOND, commits),)


PUSH = later(
    story("a pusher that is an ingester", Task("key", _LAYER), _PUSHED),
    story("a pusher that is an ingester has the content", replace(_PUSHED, present=True)),
    story("the ref of a push is locked for half a second", _PUSHED, holders=_held(500)),
    story("the ref of a push is locked for half a minute", _PUSHED, holders=_held(30_000)),
    story("the locked ref of a push turns out to exist", _PUSHED, holders=_held(90, commits=True)),
    story(
        "a push is given up while it waits",
        replace(_PUSHED, cancel=Cancel(at=5_000 * MILLISECOND)),
        holders=_held(100_000),
    ),
    story(
        "a push had been given up, its ref is locked",
        replace(_PUSHED, cancel=Cancel(at=0)),
        holders=_held(100_000),
    ),
    story("two pushes meet at one ref", _PUSHED, _PUSHED, branches=True),
    *(
        story(
            f"a pusher that is an ingester fails with {kind}",
            answered(_PUSHED, Answer("Writer", error=kind)),
        )
        for kind in ("not_found", "unavailable", "other")
    ),
    story(
        "content that is longer than its descriptor says is pushed",
        from_source(push(), blob=Blob(_CONTENT + b"...", SIZE + 3)),
    ),
    story(
        "of content that is longer, what is missing is pushed",
        from_source(push(ingest=Blob(_CONTENT[:10], 10)), blob=Blob(_CONTENT + b"...", SIZE + 3)),
    ),
)
