"""KEY: the prefix of a ref key: the kind of the media type."""

from __future__ import annotations

from typing import Final

from .requirement import (
    EDITION_1_6,
    EDITION_2_X,
    EVERY_EDITION,
    SEED_EDITION,
    SINCE_1_6,
    UP_TO_1_6,
    Level,
    Requirement,
    SeedLines,
)

# Since 1.6, a prefix that the context names takes precedence over the kind of the media type.
_OVERRIDE: Final = (
    "From edition 1.6 on, a prefix that the context names for this media type takes precedence "
    "(KEY-12)."
)
_PREFIXED: Final = "A prefix that the context names for this media type takes precedence (KEY-12)."

KEY_MANIFEST: Final = Requirement(
    id="KEY-1",
    level=Level.MUST,
    text=(
        "The key of an image manifest begins with `manifest-`. The media types are "
        "`application/vnd.docker.distribution.manifest.v2+json` and "
        "`application/vnd.oci.image.manifest.v1+json`."
    ),
    editions=EVERY_EDITION,
    why="Two pulls of one manifest meet at one lock only if both make the same key.",
    seed=SeedLines(20, 21, "0cc83556adb2bcc61d580c20bd93578d8b885bd2c489f729e0e0a28471fa1c52"),
    allows=_OVERRIDE,
)

KEY_INDEX: Final = Requirement(
    id="KEY-2",
    level=Level.MUST,
    text=(
        "The key of an index begins with `index-`. The media types are "
        "`application/vnd.docker.distribution.manifest.list.v2+json` and "
        "`application/vnd.oci.image.index.v1+json`."
    ),
    editions=EVERY_EDITION,
    why="Docker's manifest list and the OCI index are one kind of content under two names.",
    seed=SeedLines(22, 23, "9ff761c0b70f8d8f7dd9c99e146db52f20f592befd1488f87c71cd1974f93d07"),
    allows=_OVERRIDE,
)

KEY_LAYER: Final = Requirement(
    id="KEY-3",
    level=Level.MUST,
    text=(
        "The key of a layer begins with `layer-`. The media types are "
        "`application/vnd.docker.image.rootfs.diff.tar`, `application/vnd.oci.image.layer.v1.tar` "
        "and `application/vnd.oci.image.layer.nondistributable.v1.tar`, and their gzip forms "
        "`application/vnd.docker.image.rootfs.diff.tar.gzip`, "
        "`application/vnd.oci.image.layer.v1.tar+gzip` and "
        "`application/vnd.oci.image.layer.nondistributable.v1.tar+gzip`."
    ),
    editions=EVERY_EDITION,
    why="Layers are most of an image's bytes, so a second ingest of one costs the most.",
    seed=SeedLines(24, 27, "281d5a1381fa4e30a1f9964f42f8ab72f0e9cb6334de3b1fa8d71765b898515d"),
    allows=_OVERRIDE,
)

KEY_LAYER_1_6: Final = Requirement(
    id="KEY-3a",
    level=Level.MUST,
    text=(
        "The key begins with `layer-` for these media types too: Docker's foreign layers "
        "(`application/vnd.docker.image.rootfs.foreign.diff.tar`, plain and `.gzip`), Docker's "
        "layer types followed by `+` and anything, and every type that begins with "
        "`application/vnd.oci.image.layer.`."
    ),
    editions=SINCE_1_6,
    why="Compression and encryption make new media types of layers, but no new kind.",
    allows=_PREFIXED,
)

KEY_LAYER_2_X: Final = Requirement(
    id="KEY-3b",
    level=Level.MUST,
    text=(
        "The key begins with `layer-` for `application/vnd.docker.image.rootfs.diff.tar.zstd` and "
        "`application/vnd.erofs.layer.v1` too, alone or followed by `+` and anything."
    ),
    editions=EDITION_2_X,
    why="These media types were added later, and they are layers.",
    allows=_PREFIXED,
)

KEY_CONFIG: Final = Requirement(
    id="KEY-4",
    level=Level.MUST,
    text=(
        "The key of an image config begins with `config-`. The media types are "
        "`application/vnd.docker.container.image.v1+json` and "
        "`application/vnd.oci.image.config.v1+json`."
    ),
    editions=EVERY_EDITION,
    why="Images often share a config, and their pulls should share its ingest.",
    seed=SeedLines(28, 29, "c73de71498862bef6f56f88f1fcc17b4579bbc676593cfecc46e54912e21806d"),
    allows=_OVERRIDE,
)

KEY_CONFIG_1_6: Final = Requirement(
    id="KEY-4a",
    level=Level.MUST,
    text=(
        "The key begins with `config-` for the checkpoint types "
        "`application/vnd.containerd.container.criu.checkpoint.criu.tar` and "
        "`application/vnd.containerd.container.checkpoint.config.v1+proto` too."
    ),
    editions=SINCE_1_6,
    why="In the image of a checkpoint, they take the place of a config.",
    allows=_PREFIXED,
)

KEY_UNKNOWN: Final = Requirement(
    id="KEY-5",
    level=Level.MUST,
    text=(
        "A string that is not exactly one of the twelve media types of KEY-1 to KEY-4 gives a key "
        "that begins with `unknown-`. Examples are the empty string, Docker's schema 1 manifest, "
        "foreign, zstd and encrypted layers, checkpoints, and a known type in other letter case, "
        "with parameters or blanks, or with anything before or after it."
    ),
    editions=SEED_EDITION,
    why="Clients that guess at near misses make different keys for the same content.",
    seed=SeedLines(30, 32, "8faba9b04bc2164357ee25531248a52f675d3ad8f7381574a7e2430d94d03ee5"),
)

KEY_UNKNOWN_1_6: Final = Requirement(
    id="KEY-5a",
    level=Level.MUST,
    text=(
        "A string that is none of the types of KEY-1 to KEY-4, KEY-3a and KEY-4a gives a key that "
        "begins with `unknown-`. Examples are known types in other letter case or with anything "
        "before them, and Docker's types with parameters."
    ),
    editions=EDITION_1_6,
    why="Clients that guess at near misses make different keys for the same content.",
    allows=_PREFIXED,
)

KEY_UNKNOWN_2_X: Final = Requirement(
    id="KEY-5b",
    level=Level.MUST,
    text=(
        "A string that is none of the types of KEY-1 to KEY-4, KEY-3a, KEY-3b, KEY-4a and KEY-11 "
        "gives a key that begins with `unknown-`."
    ),
    editions=EDITION_2_X,
    why="Clients that guess at near misses make different keys for the same content.",
    allows=_PREFIXED,
)

KEY_WARNING: Final = Requirement(
    id="KEY-9",
    level=Level.SHOULD,
    text=(
        "Making the key of an unknown media type logs one warning, which contains that type. "
        "Making the key of a known type logs no warning."
    ),
    editions=UP_TO_1_6,
    why="The warning is the only trace of a media type that the client does not know yet.",
    seed=SeedLines(30, 31, "990ea31c53e2b44a38dd91996d4d505de183aa06fed5e9605a0475543f68516b"),
    allows=(
        "From edition 1.6 on, any messages or none, if the context names a prefix for this media "
        "type (KEY-12)."
    ),
)

KEY_WARNING_2_X: Final = Requirement(
    id="KEY-9a",
    level=Level.SHOULD,
    text=(
        "Making the key of an unknown media type logs one message, which contains that type: a "
        "warning or, from 2.3 on, a debug message. Making the key of a known type logs no warning."
    ),
    editions=EDITION_2_X,
    why="The message is the only trace of a media type that the client does not know yet.",
    allows="Any messages or none, if the context names a prefix for this media type (KEY-12).",
)

KEY_ATTESTATION: Final = Requirement(
    id="KEY-11",
    level=Level.SHOULD,
    text="From 2.1 on, the key of `application/vnd.in-toto+json` begins with `attestation-`.",
    editions=EDITION_2_X,
    why="Attestations are common now; a log message about the type of each would help nobody.",
    allows=_PREFIXED,
)

REQUIREMENTS: Final = (
    KEY_MANIFEST,
    KEY_INDEX,
    KEY_LAYER,
    KEY_LAYER_1_6,
    KEY_LAYER_2_X,
    KEY_CONFIG,
    KEY_CONFIG_1_6,
    KEY_UNKNOWN,
    KEY_UNKNOWN_1_6,
    KEY_UNKNOWN_2_X,
    KEY_WARNING,
    KEY_WARNING_2_X,
    KEY_ATTESTATION,
)
