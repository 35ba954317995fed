"""Stories of descriptors with a ref name in their annotations: it is in the key since 1.6."""

from __future__ import annotations

from dataclasses import replace

from ..whole_calls import WholeCall
from .building import Story, fetch, since_1_6, story

REF_NAME = "org.opencontainers.image.ref.name"
_LAYER = fetch().descriptor


def named(name: str) -> WholeCall:
    """The key of a descriptor with this ref name."""
    return _annotated({REF_NAME: name})


def _annotated(annotations: dict[str, str]) -> WholeCall:
    return WholeCall("key", replace(_LAYER, annotations=annotations))


STORIES: tuple[Story, ...] = since_1_6(
    story(
        "a ref name stands before the digest, even an empty one",
        *map(named, ("docker.io/library/busybox:latest", "", "a@b")),
        WholeCall("key", _LAYER),
        named("docker.io/library/busybox:latest"),
    ),
    story(
        "names that it is tempting to tidy up",
        *map(
            named, ("x" * 300, f"busybox@{_LAYER.digest}", " busybox ", "b%C3%BCsybox", "BüsyBox")
        ),
    ),
    story(
        "annotations that are near that of the ref name",
        *map(
            _annotated,
            (
                {REF_NAME.upper(): "busybox"},
                {"org.opencontainers.image.base.name": "busybox"},
                {"org.opencontainers.image.title": "busybox"},
                {"io.containerd.image.name": "elsewhere", REF_NAME: "busybox"},
                {"io.containerd.image.name": "busybox"},
            ),
        ),
    ),
    story(
        "a fetch and its key, with a ref name",
        named("busybox:latest"),
        fetch(descriptor=named("busybox:latest").descriptor),
    ),
)
