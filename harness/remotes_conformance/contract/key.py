"""KEY: how the ref key of a descriptor is formed; `key_kinds` has the prefixes."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement, SeedLines

KEY_DIGEST_VERBATIM: Final = Requirement(
    id="KEY-6",
    level=Level.MUST,
    text=(
        "The prefix is followed by the descriptor's digest, unchanged, and by nothing else. The "
        "digest is neither checked nor rewritten, even if it is empty or malformed."
    ),
    editions=SEED_EDITION,
    why="A digest that is tidied up names another ingest, or another blob.",
    seed=SeedLines(20, 32, "820f7c7362d42c09c503d9e9a248be545661982181e9073d0835595c2ed6e671"),
)

KEY_REF_NAME: Final = Requirement(
    id="KEY-6a",
    level=Level.MUST,
    text=(
        "The prefix is followed by the descriptor's digest, unchanged. If the descriptor has the "
        "annotation `org.opencontainers.image.ref.name`, even an empty one, its value and `@` come "
        "before the digest."
    ),
    editions=SINCE_1_6,
    why="Content that is fetched under two names has two ingests, one for each name.",
)

KEY_INPUTS: Final = Requirement(
    id="KEY-7",
    level=Level.MUST,
    text=(
        "The key depends on the media type and the digest alone: annotations, size, URLs, platform "
        "and the context do not affect it. The same two strings give the same key in every thread, "
        "however many keys were made before."
    ),
    editions=SEED_EDITION,
    why=(
        "Two processes may know different details of one blob; they still have to find each "
        "other's ingest."
    ),
    seed=SeedLines(15, 34, "6ff7b0c79980e76c2f71e671f705e05fed0aea5ae9d8a8a30e629a9f3f6ce6d5"),
)

KEY_INPUTS_1_6: Final = Requirement(
    id="KEY-7a",
    level=Level.MUST,
    text=(
        "The key depends on nothing but the media type, the digest, the annotation "
        "`org.opencontainers.image.ref.name`, and the prefix that the context names (KEY-12). If "
        "these are equal, the keys are equal, in every thread and at any time."
    ),
    editions=SINCE_1_6,
    why="Two clients meet at one lock only if nothing else affects the key.",
)

KEY_DISTINCT: Final = Requirement(
    id="KEY-8",
    level=Level.MUST,
    text=(
        "Descriptors with different digests, or with media types of different kinds, never share a "
        "key."
    ),
    editions=SEED_EDITION,
    why="With a shared key, one blob would wait for another, or resume from its bytes.",
    seed=SeedLines(19, 33, "cdca9fc0c05dbe424e788e4fcdcb7a6a1a93b8b189369b207561a028089d2178"),
)

KEY_DISTINCT_1_6: Final = Requirement(
    id="KEY-8a",
    level=Level.MUST,
    text=(
        "Two descriptors without the annotation `org.opencontainers.image.ref.name` have different "
        "keys if their digests differ or if their media types are of different kinds. This holds "
        "if the context names no prefix."
    ),
    editions=SINCE_1_6,
    why="Two ingests under one ref would write into each other.",
)

KEY_TOTAL: Final = Requirement(
    id="KEY-10",
    level=Level.MUST,
    text="Every media type and every digest gives a key: no string makes `MakeRefKey` fail.",
    editions=EVERY_EDITION,
    why="Descriptors come from remote documents; a strange one must not bring the client down.",
    seed=SeedLines(19, 33, "cdca9fc0c05dbe424e788e4fcdcb7a6a1a93b8b189369b207561a028089d2178"),
)

KEY_PREFIX_OVERRIDE: Final = Requirement(
    id="KEY-12",
    level=Level.MUST,
    text=(
        "If the context names a prefix for exactly this media type, the key begins with that "
        "prefix and a hyphen, whatever the kind of the type. If several prefixes were named, the "
        "last one counts. An empty prefix counts as none."
    ),
    editions=SINCE_1_6,
    why="A client with media types of its own can give them a kind.",
    needs="key_prefix",
)

KEY_PREFIX_SCOPE: Final = Requirement(
    id="KEY-13",
    level=Level.MUST,
    text=(
        "A prefix applies in the context that was derived with it, and in contexts that are "
        "derived from that one. A context that existed before does not change."
    ),
    editions=SINCE_1_6,
    why=(
        "Otherwise one call changes the keys of other calls with the same parent context, and they "
        "miss each other's lock."
    ),
    needs="key_prefix",
)

REQUIREMENTS: Final = (
    KEY_DIGEST_VERBATIM,
    KEY_REF_NAME,
    KEY_INPUTS,
    KEY_INPUTS_1_6,
    KEY_DISTINCT,
    KEY_DISTINCT_1_6,
    KEY_TOTAL,
    KEY_PREFIX_OVERRIDE,
    KEY_PREFIX_SCOPE,
)
