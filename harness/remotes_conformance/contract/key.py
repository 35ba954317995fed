"""KEY: how the ref key of a descriptor is formed; `key_kinds` has the prefixes."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement, SeedLines

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

KEY_REF_NAME: Final = Requirement(
    id="KEY-6a",
    level=Level.MUST,
    text=(
        "Behind the prefix stands the descriptor's digest, exactly as it was given; if the "
        "descriptor has the annotation `org.opencontainers.image.ref.name`, even an empty one, "
        "its value and `@` stand before the digest."
    ),
    editions=SINCE_1_6,
    why="Content that is fetched under two names has two ingests, each with its own name.",
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

KEY_INPUTS_1_6: Final = Requirement(
    id="KEY-7a",
    level=Level.MUST,
    text=(
        "Nothing has a part in the key but the media type, the digest, that annotation, and "
        "the prefix that the context names. If these are equal, so are the keys, whoever asks, "
        "and when."
    ),
    editions=SINCE_1_6,
    why="Two clients meet at one lock only if nothing by the way comes into the key.",
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

KEY_DISTINCT_1_6: Final = Requirement(
    id="KEY-8a",
    level=Level.MUST,
    text=(
        "Descriptors without that annotation whose digests differ, or whose media types are of "
        "different kinds, have different keys, if the context names no prefix."
    ),
    editions=SINCE_1_6,
    why="Two ingests under one ref would write into each other.",
)

KEY_TOTAL: Final = Requirement(
    id="KEY-10",
    level=Level.MUST,
    text="There is a key for every pair of strings: no media type and no digest makes it fail.",
    editions=EVERY_EDITION,
    why="Descriptors come from remote documents; a strange one must not take the client down.",
    seed=SeedLines(19, 33, "cdca9fc0c05dbe424e788e4fcdcb7a6a1a93b8b189369b207561a028089d2178"),
)

KEY_PREFIX_OVERRIDE: Final = Requirement(
    id="KEY-12",
    level=Level.MUST,
    text=(
        "If the context names a prefix for exactly this media type, the key begins with it and "
        "a hyphen, whatever kind the type is of. The prefix that was named last counts, and an "
        "empty one is as good as none."
    ),
    editions=SINCE_1_6,
    why="A client with media types of its own can give them a kind.",
    needs="key_prefix",
)

KEY_PREFIX_SCOPE: Final = Requirement(
    id="KEY-13",
    level=Level.MUST,
    text=(
        "A prefix shows in the context that was derived with it, and in what is derived from "
        "that one; a context that was there before does not change."
    ),
    editions=SINCE_1_6,
    why="Else one call changes the keys of others that share a parent, and they miss the lock.",
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
