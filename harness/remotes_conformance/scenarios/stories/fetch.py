"""Stories of single fetches."""

from __future__ import annotations

from dataclasses import replace

from ...content import Descriptor, digest_of
from ...media_types import (
    DOCKER_FOREIGN_LAYER,
    DOCKER_INDEX,
    DOCKER_MANIFEST,
    DOCKER_SCHEMA1,
    KNOWN,
    NEAR_MISSES,
    OCI_INDEX,
    OCI_MANIFEST,
)
from ..scenario import MILLISECOND, Answer, Cancel
from ..surroundings import Blob, Source
from ..whole_calls import WholeCall
from .building import SELDOM, SIZE, Story, answered, blob, fetch, story, with_size

_RICH = replace(
    fetch().descriptor,
    annotations={"vendor": "example", "org.opencontainers.image.title": "layer"},
    urls=("https://example.com/a", "https://example.com/b"),
    platform={"os": "linux", "architecture": "arm64", "variant": "v8"},
    data=b"not the content",
)


def _key_and_fetch(call: WholeCall) -> tuple[WholeCall, WholeCall]:
    """The ref key of a descriptor, and its fetch: the ref has to be the key."""
    return WholeCall("key", call.descriptor), call


def _opaque(media_type: str, content: bytes) -> WholeCall:
    descriptor = Descriptor(media_type, digest_of(content), len(content))
    return WholeCall("fetch", descriptor, Source(Blob(content, len(content))))


STORIES: tuple[Story, ...] = (
    story("a layer that is not there yet is fetched", fetch()),
    story("content that exists is not fetched", fetch(present=True)),
    *(
        story(f"{media_type.rpartition('/')[2]} is fetched", fetch(media_type=media_type))
        for media_type in (*KNOWN, *NEAR_MISSES, "application/json", "")
        if media_type != DOCKER_SCHEMA1
    ),
    *(
        story(f"the ref of {what} is its ref key", *_key_and_fetch(call))
        for what, call in (
            ("a layer", fetch()),
            ("a foreign layer", fetch(media_type=DOCKER_FOREIGN_LAYER)),
            ("an unknown type", fetch(media_type="application/json")),
            ("a descriptor with annotations", fetch(descriptor=_RICH)),
            *(
                (media_type.rpartition("/")[2], fetch(media_type=media_type))
                for media_type in KNOWN
            ),
        )
    ),
    story("schema 1 is refused", fetch(media_type=DOCKER_SCHEMA1)),
    story(
        "schema 1 is refused, also where it exists", fetch(media_type=DOCKER_SCHEMA1, present=True)
    ),
    story("a descriptor with every field", fetch(descriptor=_RICH)),
    *(
        story(f"the fetcher fails with {kind}", answered(fetch(), Answer("Fetch", error=kind)))
        for kind in ("not_found", "unavailable", "locked", "exists", "other", *SELDOM)
    ),
    story("there is no such content at the remote", replace(fetch(), source=None)),
    story("the caller had given up, the ref is free", fetch(cancel=Cancel(at=0))),
    story("the caller had given up, the content exists", fetch(cancel=Cancel(at=0), present=True)),
    story("the caller gives up before the source is opened", fetch(cancel=Cancel(op="Fetch"))),
    story(
        "the caller gives up while a slow ingester is asked",
        fetch(
            cancel=Cancel(at=20 * MILLISECOND),
            answers=(Answer("Writer", delay=50 * MILLISECOND),),
        ),
    ),
    story("the caller gives up while bytes are copied", fetch(cancel=Cancel(op="Write", nth=2))),
    story("a manifest that is not JSON", _opaque(OCI_MANIFEST, b"\x1f\x8b not JSON")),
    story("an index that is not JSON", _opaque(OCI_INDEX, b"<index/>")),
    story(
        "a manifest followed by blanks",
        _opaque(DOCKER_MANIFEST, b'{"schemaVersion":2}' + b" " * 9000),
    ),
    story("an index followed by line ends", _opaque(DOCKER_INDEX, b"{}" + b"\n" * 5000)),
    story("an empty manifest, of size 0", _opaque(OCI_MANIFEST, b"")),
    story("a manifest of one brace", _opaque(OCI_MANIFEST, b"{")),
    *(
        story(f"closing the {what} fails", answered(fetch(), Answer(op, error="other")))
        for what, op in (("reader", "r.Close"), ("writer", "w.Close"))
    ),
    story(
        "closing fails after the copy has failed",
        answered(
            fetch(),
            Answer("Write", error="unavailable"),
            Answer("r.Close", error="other"),
            Answer("w.Close", error="not_found"),
        ),
    ),
    story(
        "closing the writer fails after the fetcher has failed",
        answered(fetch(), Answer("Fetch", error="unavailable"), Answer("w.Close", error="other")),
    ),
    *(
        story(
            f"a commit fails, and so does status {nth}",
            answered(
                fetch(),
                Answer("Commit", error="unavailable"),
                Answer("Status", nth, error="not_found"),
            ),
        )
        for nth in (2, 3)
    ),
    story(
        "the caller had given up, and the ingest is longer than the content",
        fetch(cancel=Cancel(at=0), partial=blob(0, SIZE + 3)),
    ),
    # The handler's own error may be of the very class that closing fails with.
    story(
        "closing fails as a size of 0 may, and the size is 0",
        answered(with_size(fetch(), 0), Answer("w.Close", error="invalid_argument")),
    ),
    story(
        "closing fails as a short source may, and the source is short",
        answered(with_size(fetch(), 25), Answer("w.Close", error="unexpected_end")),
    ),
)
