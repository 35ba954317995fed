"""FETCH: from the descriptor to an open writer and an open reader.

`fetch_unasked`: descriptors for which no fetcher is called. `fetch_closing`: the end.
"""

from __future__ import annotations

from typing import Final

from .requirement import (
    EVERY_EDITION,
    SEED_EDITION,
    SINCE_1_6,
    Level,
    Requirement,
    SeedLines,
)

# An ingest that is too long may be refused as soon as it is known to be.
_REFUSED_EARLY: Final = (
    "The handler MAY fail before it calls the fetcher in three cases: Status fails (COPY-1); "
    "Status shows that the ingest is too long (COPY-19); the caller gives up during the call."
)

FETCH_REFUSES_SCHEMA_1: Final = Requirement(
    id="FETCH-1",
    level=Level.MUST,
    text=(
        "The handler MUST refuse a schema 1 manifest "
        "(`application/vnd.docker.distribution.manifest.v1+prettyjws`) with an error that contains "
        "this media type. It MUST NOT call a collaborator for it."
    ),
    editions=EVERY_EDITION,
    why="Such a manifest needs another handler, and the user has to see which type it was.",
    seed=SeedLines(45, 47, "cc48926ba5f72a94ee56be290d5d6d9ec923c22de60dba84c63c1a45f03d350b"),
)

FETCH_EVERY_OTHER_TYPE: Final = Requirement(
    id="FETCH-2",
    level=Level.MUST,
    text=(
        "The handler MUST fetch content of every other media type, including indexes, configs and "
        "unknown types."
    ),
    editions=EVERY_EDITION,
    why="New kinds of content reach old clients, and are still worth storing.",
    seed=SeedLines(48, 50, "bdde03054f4c8e08cc2c0b5a8645619ab2cea2496820d9cc0a0854e0700ac344"),
)

FETCH_SUCCEEDS: Final = Requirement(
    id="FETCH-2a",
    level=Level.MUST,
    text=(
        "If the ingester opens a writer at its first call, and nothing goes wrong afterwards, "
        "the handler MUST succeed, and MUST call the ingester and the fetcher exactly once "
        "each."
    ),
    editions=EVERY_EDITION,
    why=(
        "A caller cannot repair a failure that has no cause. A registry that limits requests "
        "counts each attempt."
    ),
    seed=SeedLines(62, 91, "818796c6d409cf6d6fb7f7e13b80ecddb6e7258b17eaeefbc68551e99853f928"),
    allows=(
        "From edition 1.6 on, the handler does not call the fetcher if no bytes are missing "
        "(FETCH-5b). The rule does not hold in three cases: the descriptor is of a schema 1 "
        "manifest (FETCH-1); the caller gives up during the call; from edition 1.6 on, the size is "
        "0 (FETCH-15)."
    ),
)

FETCH_WRITER_FIRST: Final = Requirement(
    id="FETCH-3",
    level=Level.MUST,
    text=(
        "The handler MUST call the ingester before any other collaborator, with the descriptor's "
        "ref key, size and digest."
    ),
    editions=EVERY_EDITION,
    why="The store can then report *exists* or *locked* before a byte crosses the network.",
    seed=SeedLines(57, 63, "75bdf7ad5097c5c10919aabdcab786b8024388d2e81bea6b8e89e8428af0f5e3"),
)

FETCH_EXISTS: Final = Requirement(
    id="FETCH-4",
    level=Level.MUST,
    text=(
        "If the ingester reports *exists*, the handler MUST succeed, and MUST NOT call the fetcher."
    ),
    editions=EVERY_EDITION,
    why="Content that exists already must not cause any traffic.",
    seed=SeedLines(63, 66, "0601751abf315a61daaa32a23dfc294d47859a3e0897d5bc855454e64fd01df8"),
)

FETCH_ASKED_ONCE: Final = Requirement(
    id="FETCH-5",
    level=Level.MUST,
    text=(
        "Once the ingester has opened the writer, the handler MUST call the fetcher, exactly "
        "once. It MUST pass on every field of its descriptor; only `data`, which this edition "
        "does not know, MAY be missing."
    ),
    editions=SEED_EDITION,
    why=(
        "A second request doubles the traffic, and without a URL or an annotation the source may "
        "not be found."
    ),
    seed=SeedLines(83, 86, "d1f86d62b9fcf455a07a8d55d4a0e70e1d14fcf4dfafaf0328ac613981c1f643"),
    allows=_REFUSED_EARLY,
)

FETCH_BEFORE_STATUS: Final = Requirement(
    id="FETCH-5a",
    level=Level.SHOULD,
    text=(
        "After the ingester has opened the writer, the handler SHOULD call the fetcher next. It "
        "SHOULD call the writer's Status only after the fetcher has returned."
    ),
    editions=SEED_EDITION,
    why="A trace then shows the same order of calls as a trace of the original.",
    seed=SeedLines(83, 91, "79de7a57f6bdd33623858c130395c83f74d6c393c0c7016fe90f3a873e4eae1a"),
)

FETCH_ASKED_ONCE_1_6: Final = Requirement(
    id="FETCH-5b",
    level=Level.MUST,
    text=(
        "If the ingester has opened the writer, and bytes are missing, the handler MUST call the "
        "fetcher exactly once. It MUST pass on every field of its descriptor. No bytes are missing "
        "if the size is 0 (FETCH-15), if the ingest is complete (COPY-22a) or, in edition 2.x, if "
        "the descriptor embeds the content (FETCH-16)."
    ),
    editions=SINCE_1_6,
    why="A second request doubles the traffic, and without a URL the source may not be found.",
    allows=_REFUSED_EARLY,
)

FETCH_AFTER_STATUS: Final = Requirement(
    id="FETCH-5c",
    level=Level.SHOULD,
    text="The handler SHOULD call the writer's Status before the fetcher.",
    editions=SINCE_1_6,
    why="Only the Status shows whether there is anything to fetch.",
)

FETCH_SOURCE_ERROR: Final = Requirement(
    id="FETCH-6",
    level=Level.MUST,
    text=(
        "If the fetcher fails, the handler MUST fail with that error itself. It MUST close the "
        "writer, and MUST NOT call Write or Commit."
    ),
    editions=EVERY_EDITION,
    why=(
        "*Not found* and a broken connection call for different actions, and the ref must be free "
        "again."
    ),
    seed=SeedLines(86, 89, "a0e985c563dd477e46eb106da934281357d4b7cc5d87392ebdaa9416a1d2d113"),
    allows="The handler MAY wrap the error, as long as that very error can be found inside.",
)

FETCH_NO_CHILDREN: Final = Requirement(
    id="FETCH-7",
    level=Level.MUST,
    text="If a fetch succeeds, the handler MUST return no children.",
    editions=EVERY_EDITION,
    why=(
        "Finding the children is the task of another handler. In a chain with that handler, they "
        "would be handled twice."
    ),
    seed=SeedLines(49, 50, "f08c7b7290f212fb4af7c25d66d67cdc5ebced23e7544e0a18344261f75e21e2"),
)

FETCH_CONTEXT: Final = Requirement(
    id="FETCH-8",
    level=Level.MUST,
    text=(
        "To each collaborator that takes a context, the handler MUST pass the caller's context or "
        "one that is derived from it. The caller's values MUST be found in that context. It MUST "
        "be cancelled once the caller has given up, and not before."
    ),
    editions=EVERY_EDITION,
    why="Namespaces, leases and time limits travel in the context and must reach the store.",
    seed=SeedLines(40, 49, "427a6a5e9c1961570ade056a9e8aaad913f4bb9e0a85ad5cfdfaf1bc6b5d7ad1"),
)

FETCH_LOGGING: Final = Requirement(
    id="FETCH-9",
    level=Level.SHOULD,
    text=(
        "The logger of the context that the collaborators get SHOULD have the fields `digest`, "
        "`mediatype` and `size`, with the values of the descriptor. Unless it refuses the "
        "descriptor (FETCH-1), the handler SHOULD log the debug message `fetch` exactly once."
    ),
    editions=EVERY_EDITION,
    why="If many fetches run at the same time, only the fields show which one a message is about.",
    seed=SeedLines(40, 55, "8f91b9007ba24fd17c945c1eb1c9c891987fd5f25d6e5e31a552339896a0d061"),
)

FETCH_STATELESS: Final = Requirement(
    id="FETCH-11",
    level=Level.MUST,
    text=(
        "It MUST be possible to call one handler any number of times, one call after another or "
        "many at the same time. Calls MUST NOT affect each other."
    ),
    editions=EVERY_EDITION,
    why="A client creates the handler once, and calls it for every descriptor of an image.",
    seed=SeedLines(38, 61, "3fd7e523d7de64469826cff7ff9a986de728f2bbecb1089524af4d153242ed85"),
)

FETCH_CANCELLED_BEFORE: Final = Requirement(
    id="FETCH-12",
    level=Level.MUST,
    text=(
        "If the context was cancelled before the call and the ref is free, the handler MUST fetch "
        "and commit the content as usual, unless a collaborator fails."
    ),
    editions=EVERY_EDITION,
    why=(
        "The original looks at the context only while it waits for a lock. At all other times, it "
        "leaves a cancellation to the collaborators, which get the context too."
    ),
    seed=SeedLines(62, 91, "818796c6d409cf6d6fb7f7e13b80ecddb6e7258b17eaeefbc68551e99853f928"),
)

FETCH_OPAQUE: Final = Requirement(
    id="FETCH-13",
    level=Level.MUST,
    text=(
        "The handler MUST NOT interpret the bytes. It MUST fetch a blob with the media type of a "
        "manifest like any other, even if the blob is not JSON, or is JSON followed by kilobytes "
        "of blanks."
    ),
    editions=EVERY_EDITION,
    why=(
        "The digest vouches for the bytes. A parser between source and writer can only lose, alter "
        "or stall them."
    ),
    seed=SeedLines(86, 91, "453e8822f709367d410185ff404461bc13c3fe106c54f4ea5ad6afa80daac5c3"),
)

FETCH_CONCURRENT: Final = Requirement(
    id="FETCH-14",
    level=Level.MUST,
    text=(
        "Any number of fetches may run at the same time for the same descriptor and the same "
        "store. If one fetch alone would succeed, all of them MUST succeed, and the store MUST get "
        "the right content exactly once. If the first fetch to open the writer succeeds, the "
        "fetches together MUST open the source at most once."
    ),
    editions=EVERY_EDITION,
    why="A pull of ten images with the same base layer must move that layer only once.",
    seed=SeedLines(62, 91, "818796c6d409cf6d6fb7f7e13b80ecddb6e7258b17eaeefbc68551e99853f928"),
)

REQUIREMENTS: Final = (
    FETCH_REFUSES_SCHEMA_1,
    FETCH_EVERY_OTHER_TYPE,
    FETCH_SUCCEEDS,
    FETCH_WRITER_FIRST,
    FETCH_EXISTS,
    FETCH_ASKED_ONCE,
    FETCH_BEFORE_STATUS,
    FETCH_ASKED_ONCE_1_6,
    FETCH_AFTER_STATUS,
    FETCH_SOURCE_ERROR,
    FETCH_NO_CHILDREN,
    FETCH_CONTEXT,
    FETCH_LOGGING,
    FETCH_STATELESS,
    FETCH_CANCELLED_BEFORE,
    FETCH_OPAQUE,
    FETCH_CONCURRENT,
)
