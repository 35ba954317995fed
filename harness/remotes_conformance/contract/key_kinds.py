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
    "From edition 1.6 on, the context can name another prefix for the media type (KEY-12)."
)
_PREFIXED: Final = "The context can name another prefix for the media type (KEY-12)."

KEY_MANIFEST: Final = Requirement(
    id="KEY-1",
    level=Level.MUST,
    text=(
        "The key of an image manifest MUST begin with `manifest-`. The media types of image "
        "manifests are `application/vnd.docker.distribution.manifest.v2+json` and "
        "`application/vnd.oci.image.manifest.v1+json`."
    ),
    editions=EVERY_EDITION,
    why="Two pulls of the same manifest meet at one lock only if both use the same key.",
    seed=SeedLines(20, 21, "0cc83556adb2bcc61d580c20bd93578d8b885bd2c489f729e0e0a28471fa1c52"),
    allows=_OVERRIDE,
)

KEY_INDEX: Final = Requirement(
    id="KEY-2",
    level=Level.MUST,
    text=(
        "The key of an index MUST begin with `index-`. The media types of indexes are "
        "`application/vnd.docker.distribution.manifest.list.v2+json` and "
        "`application/vnd.oci.image.index.v1+json`."
    ),
    editions=EVERY_EDITION,
    why="Docker's manifest list and the OCI index are the same kind of content under two names.",
    seed=SeedLines(22, 23, "9ff761c0b70f8d8f7dd9c99e146db52f20f592befd1488f87c71cd1974f93d07"),
    allows=_OVERRIDE,
)

KEY_LAYER: Final = Requirement(
    id="KEY-3",
    level=Level.MUST,
    text=(
        "The key of a layer MUST begin with `layer-`. The media types of layers are "
        "`application/vnd.docker.image.rootfs.diff.tar`, `application/vnd.oci.image.layer.v1.tar` "
        "and `application/vnd.oci.image.layer.nondistributable.v1.tar`, and their gzip forms "
        "`application/vnd.docker.image.rootfs.diff.tar.gzip`, "
        "`application/vnd.oci.image.layer.v1.tar+gzip` and "
        "`application/vnd.oci.image.layer.nondistributable.v1.tar+gzip`."
    ),
    editions=EVERY_EDITION,
    why="Layers make up most of an image's bytes, so a second ingest of a layer costs the most.",
    seed=SeedLines(24, 27, "281d5a1381fa4e30a1f9964f42f8ab72f0e9cb6334de3b1fa8d71765b898515d"),
    allows=_OVERRIDE,
)

KEY_LAYER_1_6: Final = Requirement(
    id="KEY-3a",
    level=Level.MUST,
    text=(
        "The key of each of these further layer types MUST begin with `layer-`: Docker's "
        "foreign layers (`application/vnd.docker.image.rootfs.foreign.diff.tar` and its "
        "`.gzip` form); Docker's layer types, foreign ones included, followed by `+` and any "
        "text; and every type that begins with `application/vnd.oci.image.layer.`."
    ),
    editions=SINCE_1_6,
    why=(
        "Compression and encryption lead to new media types of layers, but not to a new kind of "
        "content."
    ),
    allows=_PREFIXED,
)

KEY_LAYER_2_X: Final = Requirement(
    id="KEY-3b",
    level=Level.MUST,
    text=(
        "The key of each of these further layer types MUST begin with `layer-`: "
        "`application/vnd.docker.image.rootfs.diff.tar.zstd` and `application/vnd.erofs.layer.v1`, "
        "each alone or followed by `+` and any text."
    ),
    editions=EDITION_2_X,
    why="These media types of layers were added later.",
    allows=_PREFIXED,
)

KEY_CONFIG: Final = Requirement(
    id="KEY-4",
    level=Level.MUST,
    text=(
        "The key of an image config MUST begin with `config-`. The media types of image configs "
        "are `application/vnd.docker.container.image.v1+json` and "
        "`application/vnd.oci.image.config.v1+json`."
    ),
    editions=EVERY_EDITION,
    why="Two pulls of the same config should share one ingest.",
    seed=SeedLines(28, 29, "c73de71498862bef6f56f88f1fcc17b4579bbc676593cfecc46e54912e21806d"),
    allows=_OVERRIDE,
)

KEY_CONFIG_1_6: Final = Requirement(
    id="KEY-4a",
    level=Level.MUST,
    text=(
        "The key of each checkpoint type MUST begin with `config-`. The checkpoint types are "
        "`application/vnd.containerd.container.criu.checkpoint.criu.tar` and "
        "`application/vnd.containerd.container.checkpoint.config.v1+proto`."
    ),
    editions=SINCE_1_6,
    why="In the image of a checkpoint, they take the place of a config.",
    allows=_PREFIXED,
)

KEY_UNKNOWN: Final = Requirement(
    id="KEY-5",
    level=Level.MUST,
    text=(
        "If the media type is not exactly one of the twelve of KEY-1 to KEY-4, the key MUST begin "
        "with `unknown-`. Examples are the empty string; Docker's schema 1 manifest; foreign, zstd "
        "and encrypted layers; checkpoints; a known type in other letter case; and a known type "
        "with parameters, blanks or other text before or after it, unless the result is another "
        "of the twelve."
    ),
    editions=SEED_EDITION,
    why="Otherwise clients that guess at near misses make different keys for the same content.",
    seed=SeedLines(30, 32, "8faba9b04bc2164357ee25531248a52f675d3ad8f7381574a7e2430d94d03ee5"),
)

KEY_UNKNOWN_1_6: Final = Requirement(
    id="KEY-5a",
    level=Level.MUST,
    text=(
        "If the media type is none of those of KEY-1 to KEY-4, KEY-3a and KEY-4a, the key MUST "
        "begin with `unknown-`. Examples are `Application/vnd.oci.image.manifest.v1+json`, a "
        "known type with `x` before it, and Docker's types followed by `;` and parameters."
    ),
    editions=EDITION_1_6,
    why="Otherwise clients that guess at near misses make different keys for the same content.",
    allows=_PREFIXED,
)

KEY_UNKNOWN_2_X: Final = Requirement(
    id="KEY-5b",
    level=Level.MUST,
    text=(
        "If the media type is none of those of KEY-1 to KEY-4, KEY-3a, KEY-3b, KEY-4a and KEY-11, "
        "the key MUST begin with `unknown-`."
    ),
    editions=EDITION_2_X,
    why="Otherwise clients that guess at near misses make different keys for the same content.",
    allows=_PREFIXED,
)

KEY_WARNING: Final = Requirement(
    id="KEY-9",
    level=Level.SHOULD,
    text=(
        "If the media type is unknown, `MakeRefKey` SHOULD log exactly one warning, and that "
        "warning SHOULD contain the type. It SHOULD NOT log a warning for a known type."
    ),
    editions=UP_TO_1_6,
    why="The warning is the only trace of a media type that the client does not know yet.",
    seed=SeedLines(30, 31, "990ea31c53e2b44a38dd91996d4d505de183aa06fed5e9605a0475543f68516b"),
    allows=(
        "The warning MAY quote the type, with escapes. In edition 1.6, if the context names a "
        "prefix for the media type (KEY-12), `MakeRefKey` MAY log any messages or none."
    ),
)

KEY_WARNING_2_X: Final = Requirement(
    id="KEY-9a",
    level=Level.SHOULD,
    text=(
        "If the media type is unknown, `MakeRefKey` SHOULD log exactly one message that contains "
        "the type: a warning or, from release 2.3 on, a debug message. It SHOULD NOT log a warning "
        "for a known type."
    ),
    editions=EDITION_2_X,
    why="The message is the only trace of a media type that the client does not know yet.",
    allows=(
        "The message MAY quote the type, with escapes. If the type is shorter than three "
        "characters, more than one message MAY contain it, because it can occur in any text by "
        "chance. If the context names a prefix for the media type (KEY-12), `MakeRefKey` MAY log "
        "any messages or none."
    ),
)

KEY_ATTESTATION: Final = Requirement(
    id="KEY-11",
    level=Level.SHOULD,
    text=(
        "From release 2.1 on, the key of `application/vnd.in-toto+json` SHOULD begin with "
        "`attestation-`."
    ),
    editions=EDITION_2_X,
    why="Attestations are common now, and a log message about the type of each would help nobody.",
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
