"""Documents of a registry besides the image: those that its referrers tag names."""

from __future__ import annotations

import json
from typing import Final

from ...scenarios.clients.image import ARTIFACT, INDEX, MANIFEST, Image, Part
from ...scenarios.clients.script import Has
from .messages import sha256

REFERRERS: Final = "sha256-"
"""The prefix of a referrers tag; the hexadecimal digits of the digest of the subject follow."""


def another_image() -> Part:
    """A manifest that has the tag before a push."""
    document = {"schemaVersion": 2, "mediaType": MANIFEST, "layers": [], "config": {}}
    content = json.dumps(document).encode()
    return Part("manifest", MANIFEST, content, sha256(content))


def other_referrer() -> dict[str, object]:
    """The descriptor of a manifest about the same subject, which another client has pushed."""
    return {
        "mediaType": MANIFEST,
        "digest": sha256(b"another referrer"),
        "size": 1234,
        "artifactType": ARTIFACT,
        "annotations": {"org.example.note": "another"},
    }


def own_referrer(image: Image) -> dict[str, object]:
    """The descriptor of the image's manifest, as it has to stand among the referrers."""
    document = json.loads(image.manifest.content)
    return {
        **image.manifest.descriptor,
        "artifactType": document["artifactType"],
        "annotations": document["annotations"],
    }


def referrers(image: Image, has: Has) -> Part:
    """The index that the referrers tag names before a push."""
    if has == "no index":
        content = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "layers": []}).encode()
        return Part("manifest", MANIFEST, content, sha256(content))
    entries = [other_referrer(), *([own_referrer(image)] if has == "itself" else [])]
    index = {
        "schemaVersion": 2,
        "mediaType": INDEX,
        "manifests": entries,
        "annotations": {"org.example.note": "of the list itself"},
    }
    content = json.dumps(index).encode()
    return Part("index", INDEX, content, sha256(content))
