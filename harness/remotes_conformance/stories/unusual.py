"""Stories of what hardly ever happens, and of two things that happen at once."""

from __future__ import annotations

from dataclasses import replace

from ..media_types import DOCKER_SCHEMA1
from ..scenario import MILLISECOND, Answer, Cancel, Holder, Task
from .building import Story, answered, both, fetch, push, story, with_size
from .resuming import CAN, resumed

_WRAPS = ("from", "subclass", "group")
_MALFORMED = ("", "sha256", "sha256:" + "A" * 64, "md5:X")
_NEARLY_SCHEMA_1 = (DOCKER_SCHEMA1.upper(), f"{DOCKER_SCHEMA1}+gzip", DOCKER_SCHEMA1[:-1])
_SECOND = 1_000 * MILLISECOND


def _of_digest(digest: str) -> Task:
    call = fetch()
    return replace(call, descriptor=replace(call.descriptor, digest=digest))


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
            holders=(Holder(fetch().descriptor.digest, 3_600 * _SECOND),),
        )
        for seconds in (60, 600)
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
        for wrap in _WRAPS
    ),
    story("a fetch of a size beyond 32 bits", with_size(fetch(), 2**32 + 24)),
)

COPY: tuple[Story, ...] = (
    *(
        told
        for digest in _MALFORMED
        for told in both(f"{{}} of the digest {digest!r}", _of_digest(digest))
    ),
    *(
        told
        for op in ("Status", "Write")
        for told in both(
            f"{{}} whose {op} says exists, wrapped",
            answered(fetch(), Answer(op, error="exists", wrap="from")),
        )
    ),
    *(
        told
        for op in ("Write", "Commit")
        for told in both(
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
    for wrap in _WRAPS
)
