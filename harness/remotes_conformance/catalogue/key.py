"""KEY: how the ref key of a descriptor is formed."""

from __future__ import annotations

from typing import Final

from .requirement import (
    EVERY_EDITION,
    SEED_EDITION,
    UP_TO_1_6,
    Level,
    Requirement,
    SeedLines,
)

# Later editions know one thing that goes before the table of prefixes; it has its own rules there.
_OVERRIDE: Final = (
    "From edition 1.6 on, a prefix that the context names for this exact media type goes first."
)

KEY_MANIFEST: Final = Requirement(
    id="KEY-1",
    level=Level.MUST,
    text=(
        "The key of an image manifest begins with `manifest-`: media types "
        "`application/vnd.docker.distribution.manifest.v2+json` and "
        "`application/vnd.oci.image.manifest.v1+json`."
    ),
    editions=EVERY_EDITION,
    why="Two pulls of one manifest meet at one lock only if both form the same key.",
    seed=SeedLines(20, 21, "0cc83556adb2bcc61d580c20bd93578d8b885bd2c489f729e0e0a28471fa1c52"),
    allows=_OVERRIDE,
)

KEY_INDEX: Final = Requirement(
    id="KEY-2",
    level=Level.MUST,
    text=(
        "The key of an index begins with `index-`: media types "
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
        "The key of a layer begins with `layer-`: media types "
        "`application/vnd.docker.image.rootfs.diff.tar`, "
        "`application/vnd.oci.image.layer.v1.tar` and "
        "`application/vnd.oci.image.layer.nondistributable.v1.tar`, and their gzip forms "
        "`application/vnd.docker.image.rootfs.diff.tar.gzip`, "
        "`application/vnd.oci.image.layer.v1.tar+gzip` and "
        "`application/vnd.oci.image.layer.nondistributable.v1.tar+gzip`."
    ),
    editions=EVERY_EDITION,
    why="Layers are most of an image's bytes, so a second ingest of one costs the most.",
    seed=SeedLines(24, 27, "281d5a1381fa4e30a1f9964f42f8ab72f0e9cb6334de3b1fa8d71765b898515d"),
    allows=_OVERRIDE,
)

KEY_CONFIG: Final = Requirement(
    id="KEY-4",
    level=Level.MUST,
    text=(
        "The key of an image config begins with `config-`: media types "
        "`application/vnd.docker.container.image.v1+json` and "
        "`application/vnd.oci.image.config.v1+json`."
    ),
    editions=EVERY_EDITION,
    why="Images often share a config, and their pulls should share its ingest.",
    seed=SeedLines(28, 29, "c73de71498862bef6f56f88f1fcc17b4579bbc676593cfecc46e54912e21806d"),
    allows=_OVERRIDE,
)

KEY_UNKNOWN: Final = Requirement(
    id="KEY-5",
    level=Level.MUST,
    text=(
        "A string that is not exactly one of the twelve media types of KEY-1 to KEY-4 leads to "
        "`unknown-`. That takes in the empty string, Docker's schema 1 manifest, foreign, zstd and "
        "encrypted layers, checkpoints, and a known type in other letter case, with parameters or "
        "blanks, or with anything put before or after it."
    ),
    editions=SEED_EDITION,
    why="Clients that guess at near misses form different keys for one content.",
    seed=SeedLines(30, 32, "8faba9b04bc2164357ee25531248a52f675d3ad8f7381574a7e2430d94d03ee5"),
)

KEY_DIGEST_VERBATIM: Final = Requirement(
    id="KEY-6",
    level=Level.MUST,
    text=(
        "Behind the prefix stands the descriptor's digest, exactly the string that was given, and "
        "nothing else. It is not checked or rewritten, even where it is empty or malformed."
    ),
    editions=SEED_EDITION,
    why="A digest that is tidied up on the way names another ingest, or another blob.",
    seed=SeedLines(20, 32, "820f7c7362d42c09c503d9e9a248be545661982181e9073d0835595c2ed6e671"),
)

KEY_INPUTS: Final = Requirement(
    id="KEY-7",
    level=Level.MUST,
    text=(
        "The key depends on media type and digest alone: annotations, size, URLs, platform and the "
        "context change nothing. The same two strings give the same key in every thread, however "
        "many keys were formed before."
    ),
    editions=SEED_EDITION,
    why="Processes that know different details of one blob still have to find each other's ingest.",
    seed=SeedLines(15, 34, "6ff7b0c79980e76c2f71e671f705e05fed0aea5ae9d8a8a30e629a9f3f6ce6d5"),
)

KEY_DISTINCT: Final = Requirement(
    id="KEY-8",
    level=Level.MUST,
    text=(
        "Descriptors that differ in digest, or whose media types are of different kinds, never "
        "share a key."
    ),
    editions=SEED_EDITION,
    why="A shared key makes one blob wait for, or resume from, the bytes of another.",
    seed=SeedLines(19, 33, "cdca9fc0c05dbe424e788e4fcdcb7a6a1a93b8b189369b207561a028089d2178"),
)

KEY_WARNING: Final = Requirement(
    id="KEY-9",
    level=Level.SHOULD,
    text=(
        "Forming the key of an unknown media type logs one warning in which that type can be read; "
        "for a known type no warning is logged."
    ),
    editions=UP_TO_1_6,
    why="The warning is the only trace of a media type that the client does not know yet.",
    seed=SeedLines(30, 31, "990ea31c53e2b44a38dd91996d4d505de183aa06fed5e9605a0475543f68516b"),
    allows=_OVERRIDE,
)

KEY_TOTAL: Final = Requirement(
    id="KEY-10",
    level=Level.MUST,
    text="There is a key for every pair of strings: no media type and no digest makes it fail.",
    editions=EVERY_EDITION,
    why="Descriptors come from remote documents; a strange one must not take the client down.",
    seed=SeedLines(19, 33, "cdca9fc0c05dbe424e788e4fcdcb7a6a1a93b8b189369b207561a028089d2178"),
)

REQUIREMENTS: Final = (
    KEY_MANIFEST,
    KEY_INDEX,
    KEY_LAYER,
    KEY_CONFIG,
    KEY_UNKNOWN,
    KEY_DIGEST_VERBATIM,
    KEY_INPUTS,
    KEY_DISTINCT,
    KEY_WARNING,
    KEY_TOTAL,
)
