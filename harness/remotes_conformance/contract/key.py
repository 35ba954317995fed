"""KEY: how the ref key of a descriptor is formed; `key_kinds` has the prefixes."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement, SeedLines

KEY_DIGEST_VERBATIM: Final = Requirement(
    id="KEY-6",
    level=Level.MUST,
    text=(
        "After the prefix and the hyphen, the key MUST have the descriptor's digest, "
        "unchanged, and nothing else. `MakeRefKey` MUST NOT check or rewrite the digest, even "
        "if it is empty or malformed."
    ),
    editions=SEED_EDITION,
    why="A digest that is tidied up names another ingest, or another blob.",
    seed=SeedLines(20, 32, "820f7c7362d42c09c503d9e9a248be545661982181e9073d0835595c2ed6e671"),
)

KEY_REF_NAME: Final = Requirement(
    id="KEY-6a",
    level=Level.MUST,
    text=(
        "After the prefix and the hyphen, the key MUST have the descriptor's digest, "
        "unchanged. If the descriptor has the annotation `org.opencontainers.image.ref.name`, "
        "its value and `@` MUST come between the hyphen and the digest. This holds for an "
        "empty value too."
    ),
    editions=SINCE_1_6,
    why="This way, content that is fetched under two names has two ingests, one for each name.",
)

KEY_INPUTS: Final = Requirement(
    id="KEY-7",
    level=Level.MUST,
    text=(
        "The key MUST depend only on the media type and the digest. Annotations, size, URLs, "
        "platform and the context MUST NOT affect it. Equal media types and digests MUST give "
        "equal keys, in every thread and however many keys were made before."
    ),
    editions=SEED_EDITION,
    why=(
        "Two processes may know different details of the same blob, and still have to find each "
        "other's ingest."
    ),
    seed=SeedLines(15, 34, "6ff7b0c79980e76c2f71e671f705e05fed0aea5ae9d8a8a30e629a9f3f6ce6d5"),
)

KEY_INPUTS_1_6: Final = Requirement(
    id="KEY-7a",
    level=Level.MUST,
    text=(
        "The key MUST depend only on the media type, the digest, the annotation "
        "`org.opencontainers.image.ref.name` and the prefix that the context names (KEY-12). If "
        "these are equal, the keys MUST be equal, in every thread and at any time."
    ),
    editions=SINCE_1_6,
    why="Two clients meet at one lock only if nothing else affects the key.",
)

KEY_DISTINCT: Final = Requirement(
    id="KEY-8",
    level=Level.MUST,
    text=(
        "Descriptors with different digests, or with media types of different kinds, MUST NOT have "
        "the same key."
    ),
    editions=SEED_EDITION,
    why="With a shared key, one blob would wait for another, or resume from its bytes.",
    seed=SeedLines(19, 33, "cdca9fc0c05dbe424e788e4fcdcb7a6a1a93b8b189369b207561a028089d2178"),
)

KEY_DISTINCT_1_6: Final = Requirement(
    id="KEY-8a",
    level=Level.MUST,
    text=(
        "Descriptors with different digests, or with media types of different kinds, MUST NOT have "
        "the same key. This holds only for descriptors without the annotation "
        "`org.opencontainers.image.ref.name`, in a context that names no prefix for "
        "their media types."
    ),
    editions=SINCE_1_6,
    why="Otherwise two blobs share a ref, and one resumes from the bytes of the other.",
)

KEY_TOTAL: Final = Requirement(
    id="KEY-10",
    level=Level.MUST,
    text=(
        "`MakeRefKey` MUST return a key for every media type and every digest, whatever strings "
        "they are. It MUST NOT fail."
    ),
    editions=EVERY_EDITION,
    why="Descriptors come from remote documents. A strange one must not bring the client down.",
    seed=SeedLines(19, 33, "cdca9fc0c05dbe424e788e4fcdcb7a6a1a93b8b189369b207561a028089d2178"),
)

KEY_PREFIX_OVERRIDE: Final = Requirement(
    id="KEY-12",
    level=Level.MUST,
    text=(
        "If the context names a prefix for exactly the descriptor's media type, the key MUST begin "
        "with that prefix and a hyphen, whatever the kind of the media type. If several prefixes "
        "were named for this media type, the last one MUST be used. If the last one is empty, the "
        "context names no prefix for this media type, whatever was named before."
    ),
    editions=SINCE_1_6,
    why="This way, a client with media types of its own can assign a kind to them.",
    needs="key_prefix",
)

KEY_PREFIX_SCOPE: Final = Requirement(
    id="KEY-13",
    level=Level.MUST,
    text=(
        "A prefix MUST apply in the context that was derived with it, and in every context that is "
        "derived from that one. It MUST NOT change a context that existed before."
    ),
    editions=SINCE_1_6,
    why=(
        "Otherwise one call changes the keys of other calls with the same parent context, and "
        "these calls no longer meet at the lock."
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
