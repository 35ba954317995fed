"""WALK: stories of the children of a document, and of whole images."""

from __future__ import annotations

from dataclasses import replace

from ...media_types import (
    DOCKER_CONFIG,
    DOCKER_INDEX,
    DOCKER_LAYER_GZIP,
    DOCKER_MANIFEST,
    DOCKER_SCHEMA1,
    OCI_CONFIG,
    OCI_INDEX,
    OCI_LAYER,
    OCI_LAYER_GZIP,
    OCI_MANIFEST,
)
from ..scenario import Answer
from .building import Story
from .planting import children_of, described, document, image_of, manifest_of, node

_CONFIG = node("the config", OCI_CONFIG)
_BASE = node("the base layer", OCI_LAYER_GZIP)
_TOP = replace(
    node("the top layer", OCI_LAYER), annotations={"a.b": "c"}, urls=("https://example.com/top",)
)
_AMD64 = replace(node("for amd64", OCI_MANIFEST), platform={"architecture": "amd64", "os": "linux"})
_ARM64 = replace(node("for arm64", OCI_MANIFEST), platform={"architecture": "arm64", "os": "linux"})
_VARIANT = replace(
    node("for arm64 v8", OCI_MANIFEST),
    platform={"architecture": "arm64", "os": "linux", "variant": "v8"},
)
_WINDOWS = replace(
    node("for Windows", OCI_MANIFEST),
    platform={"architecture": "amd64", "os": "windows", "os.version": "10.0.17763.6414"},
)
_ATTESTATION = replace(
    node("an attestation", OCI_MANIFEST),
    platform={"architecture": "unknown", "os": "unknown"},
    annotations={"vnd.docker.reference.type": "attestation-manifest"},
)
_EMBEDDED = replace(described(b"{}", OCI_CONFIG), data=b"{}")
_NESTED = node("an index", OCI_INDEX)

_MANIFEST = document(config=_CONFIG, layers=[_BASE, _TOP, _BASE])
_INDEX = document(manifests=[_ARM64, _AMD64, _NESTED])
_DOCKER = document(
    mediaType=DOCKER_MANIFEST,
    config=replace(_CONFIG, media_type=DOCKER_CONFIG),
    layers=[replace(_BASE, media_type=DOCKER_LAYER_GZIP)],
)
_BOTH = document(config=_CONFIG, layers=[_BASE], manifests=[_AMD64])
_FOREIGN = node("something else", "application/vnd.example+json")
_OF_SCHEMA_1 = [{"blobSum": "x"}]

_RIGHT = (
    Story("the children of a manifest", children_of(_MANIFEST)),
    Story("the children of an index", children_of(_INDEX, OCI_INDEX)),
    Story(
        "the children of an index of unusual platforms",
        children_of(document(manifests=[_VARIANT, _WINDOWS, _ATTESTATION]), OCI_INDEX),
    ),
    Story(
        "the children of a manifest that embeds its config",
        children_of(document(config=_EMBEDDED, layers=[_BASE])),
    ),
    Story("the children of a Docker manifest", children_of(_DOCKER, DOCKER_MANIFEST)),
    Story(
        "the children of a Docker manifest list",
        children_of(document(mediaType=DOCKER_INDEX, manifests=[_AMD64]), DOCKER_INDEX),
    ),
    Story(
        "the children of a manifest without layers",
        children_of(document(config=_CONFIG, layers=[])),
    ),
    Story("the children of an empty index", children_of(document(manifests=[]), OCI_INDEX)),
    Story(
        "the children of a manifest of unknown things",
        children_of(document(config=_FOREIGN, layers=[_FOREIGN])),
    ),
    Story(
        "the children of a manifest that gives itself another type",
        children_of(document(mediaType="text/plain", config=_CONFIG, layers=[_BASE])),
    ),
    Story(
        "the children of a manifest that comes in small pieces", children_of(_MANIFEST, pieces=(7,))
    ),
    Story(
        "the children of an index of dozens",
        children_of(document(manifests=[node(f"{n}", OCI_MANIFEST) for n in range(60)]), OCI_INDEX),
    ),
    Story("the children of a manifest without a config", children_of(document(layers=[_BASE]))),
)

_AMBIGUOUS = (
    Story("the children of a manifest with manifests", children_of(_BOTH)),
    Story("the children of an index with layers", children_of(_BOTH, OCI_INDEX)),
    Story(
        "the children of an index with a config",
        children_of(document(config=_CONFIG, manifests=[_AMD64]), OCI_INDEX),
    ),
    Story(
        "the children of a manifest that calls itself an index",
        children_of(document(mediaType=OCI_INDEX, config=_CONFIG, layers=[_BASE])),
    ),
    Story(
        "the children of an index that calls itself a manifest",
        children_of(document(mediaType=DOCKER_MANIFEST, manifests=[_AMD64]), DOCKER_INDEX),
    ),
    Story(
        "the children of a manifest with the layers of schema 1",
        children_of(document(config=_CONFIG, layers=[_BASE], fsLayers=_OF_SCHEMA_1)),
    ),
    Story(
        "the children of an index with the layers of schema 1",
        children_of(document(manifests=[_AMD64], fsLayers=_OF_SCHEMA_1), OCI_INDEX),
    ),
)

_CHILDLESS = tuple(
    Story(f"the children of {name}", children_of(b"no document", media_type))
    for name, media_type in {
        "a layer": OCI_LAYER,
        "a Docker layer": DOCKER_LAYER_GZIP,
        "a config": OCI_CONFIG,
        "an unknown type": _FOREIGN.media_type,
        "a manifest of schema 1": DOCKER_SCHEMA1,
        "no type": "",
        "a manifest's type with a parameter": f"{OCI_MANIFEST}; charset=utf-8",
    }.items()
)

_BAD = (
    Story("the children of a manifest that is cut short", children_of(_MANIFEST[:-40])),
    Story("the children of an index that is cut short", children_of(_INDEX[:-1], OCI_INDEX)),
    Story("the children of a manifest that is empty", children_of(b"")),
    Story("the children of a manifest that is not JSON", children_of(b"<html>404</html>")),
    Story(
        "the children of a document with something after it",
        children_of(_INDEX + b"}", OCI_INDEX),
    ),
    *(
        Story(
            f"the children of a manifest whose provider fails ({error})",
            children_of(_MANIFEST, answers=(Answer("Reader", error=error),)),
        )
        for error in ("not_found", "unavailable", "other")
    ),
    Story(
        "the children of a manifest whose provider fails with a wrapped error",
        children_of(_MANIFEST, answers=(Answer("Reader", error="not_found", wrap="from"),)),
    ),
    Story(
        "the children of a manifest whose reader breaks",
        children_of(_MANIFEST, pieces=(16,), breaks_at=40, breaks_with="unavailable"),
    ),
)

_LAYERS = tuple(f"layer {number} ".encode() * 60 for number in range(3))
_FIRST, _FIRST_CONFIG = manifest_of(_LAYERS[0], _LAYERS[1])
_SECOND, _SECOND_CONFIG = manifest_of(_LAYERS[0], _LAYERS[2])
_MANY = document(manifests=[described(one, OCI_MANIFEST) for one in (_FIRST, _SECOND)])

_IMAGES = (
    Story(
        "an image is fetched",
        image_of(described(_FIRST, OCI_MANIFEST), _FIRST, _FIRST_CONFIG, *_LAYERS[:2]),
    ),
    Story(
        "an image of two platforms is fetched that share a layer",
        image_of(
            described(_MANY, OCI_INDEX),
            _MANY, _FIRST, _SECOND, _FIRST_CONFIG, _SECOND_CONFIG, *_LAYERS,
        ),
    ),
)  # fmt: skip

STORIES: tuple[Story, ...] = (*_RIGHT, *_AMBIGUOUS, *_CHILDLESS, *_BAD, *_IMAGES)
