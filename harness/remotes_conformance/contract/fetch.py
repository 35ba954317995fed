"""FETCH: from the descriptor to an open writer and an open reader; `fetch_closing` is the end."""

from __future__ import annotations

from typing import Final

from .requirement import (
    EDITION_2_X,
    EVERY_EDITION,
    SEED_EDITION,
    SINCE_1_6,
    Level,
    Requirement,
    SeedLines,
)

# An ingest that is too long may be refused as soon as it is known to be.
_REFUSED_EARLY: Final = (
    "Failing before the fetcher is asked, if the Status shows that the ingest is too long "
    "(COPY-19) or if the caller has given up during the call."
)

FETCH_REFUSES_SCHEMA_1: Final = Requirement(
    id="FETCH-1",
    level=Level.MUST,
    text=(
        "A schema 1 manifest (`application/vnd.docker.distribution.manifest.v1+prettyjws`) is "
        "refused. The error contains the media type, and no collaborator is called."
    ),
    editions=EVERY_EDITION,
    why="Such a manifest needs another handler, and the user has to see which type it was.",
    seed=SeedLines(45, 47, "cc48926ba5f72a94ee56be290d5d6d9ec923c22de60dba84c63c1a45f03d350b"),
)

FETCH_EVERY_OTHER_TYPE: Final = Requirement(
    id="FETCH-2",
    level=Level.MUST,
    text="Every other media type is fetched, including indexes, configs and unknown types.",
    editions=EVERY_EDITION,
    why="New kinds of content reach old clients, and are still worth storing.",
    seed=SeedLines(48, 50, "bdde03054f4c8e08cc2c0b5a8645619ab2cea2496820d9cc0a0854e0700ac344"),
)

FETCH_SUCCEEDS: Final = Requirement(
    id="FETCH-2a",
    level=Level.MUST,
    text=(
        "A fetch in which nothing goes wrong asks the ingester and the fetcher once each, and "
        "succeeds."
    ),
    editions=EVERY_EDITION,
    why=(
        "The caller can neither repair a failure that has no cause nor explain a second attempt to "
        "a registry that counts requests."
    ),
    seed=SeedLines(62, 91, "818796c6d409cf6d6fb7f7e13b80ecddb6e7258b17eaeefbc68551e99853f928"),
    allows=(
        "Not asking the fetcher if no bytes are missing. A schema 1 manifest (FETCH-1) and, from "
        "edition 1.6 on, a size of 0 (FETCH-15) count as something that goes wrong."
    ),
)

FETCH_WRITER_FIRST: Final = Requirement(
    id="FETCH-3",
    level=Level.MUST,
    text=(
        "The ingester is the first collaborator to be called, with the descriptor's ref key, size "
        "and digest."
    ),
    editions=EVERY_EDITION,
    why="The store can answer *exists* or *locked* before a byte crosses the network.",
    seed=SeedLines(57, 63, "75bdf7ad5097c5c10919aabdcab786b8024388d2e81bea6b8e89e8428af0f5e3"),
)

FETCH_EXISTS: Final = Requirement(
    id="FETCH-4",
    level=Level.MUST,
    text="If the ingester reports *exists*, the fetch succeeds, and the fetcher is not called.",
    editions=EVERY_EDITION,
    why="Content that is there already must cost no traffic.",
    seed=SeedLines(63, 66, "0601751abf315a61daaa32a23dfc294d47859a3e0897d5bc855454e64fd01df8"),
)

FETCH_ASKED_ONCE: Final = Requirement(
    id="FETCH-5",
    level=Level.MUST,
    text=(
        "The fetcher is asked exactly once, and not before the writer is open. It gets the "
        "descriptor with every field that the handler was given; only embedded `data`, which this "
        "edition does not know, may be missing."
    ),
    editions=SEED_EDITION,
    why="A second request doubles the traffic, and a lost URL or annotation may lose the source.",
    seed=SeedLines(83, 86, "d1f86d62b9fcf455a07a8d55d4a0e70e1d14fcf4dfafaf0328ac613981c1f643"),
    allows=_REFUSED_EARLY,
)

FETCH_BEFORE_STATUS: Final = Requirement(
    id="FETCH-5a",
    level=Level.SHOULD,
    text=(
        "No collaborator is called between the ingester, which gives the writer, and the fetcher. "
        "The writer's Status is asked after the fetcher has answered."
    ),
    editions=SEED_EDITION,
    why="Readers of a trace of the original find the same order here.",
    seed=SeedLines(83, 91, "79de7a57f6bdd33623858c130395c83f74d6c393c0c7016fe90f3a873e4eae1a"),
)

FETCH_ASKED_ONCE_1_6: Final = Requirement(
    id="FETCH-5b",
    level=Level.MUST,
    text=(
        "The fetcher is asked exactly once, and not before it is clear that bytes are missing. It "
        "gets the descriptor with every field that the handler was given. No bytes are missing if "
        "the ingest is complete (COPY-22a) or, in edition 2.x, if the descriptor embeds them "
        "(FETCH-16)."
    ),
    editions=SINCE_1_6,
    why="A second request doubles the traffic, and a lost URL may lose the source.",
    allows=_REFUSED_EARLY,
)

FETCH_AFTER_STATUS: Final = Requirement(
    id="FETCH-5c",
    level=Level.SHOULD,
    text="The writer's Status is asked before the fetcher.",
    editions=SINCE_1_6,
    why="Only the Status shows whether there is anything to fetch.",
)

FETCH_SOURCE_ERROR: Final = Requirement(
    id="FETCH-6",
    level=Level.MUST,
    text=(
        "If the fetcher fails, its error itself comes out. The writer is closed, with no Write and "
        "no Commit before."
    ),
    editions=EVERY_EDITION,
    why=(
        "*Not found* and a broken connection call for different actions, and the ref must be free "
        "again."
    ),
    seed=SeedLines(86, 89, "a0e985c563dd477e46eb106da934281357d4b7cc5d87392ebdaa9416a1d2d113"),
    allows="The error may be wrapped, if that very error can still be found inside.",
)

FETCH_NO_CHILDREN: Final = Requirement(
    id="FETCH-7",
    level=Level.MUST,
    text="A fetch that succeeds returns no children.",
    editions=EVERY_EDITION,
    why=(
        "Finding the children is the task of another handler; in a chain they would be visited "
        "twice."
    ),
    seed=SeedLines(49, 50, "f08c7b7290f212fb4af7c25d66d67cdc5ebced23e7544e0a18344261f75e21e2"),
)

FETCH_CONTEXT: Final = Requirement(
    id="FETCH-8",
    level=Level.MUST,
    text=(
        "The context that the collaborators get is the caller's or derived from it: they find its "
        "values in it, and its cancellation reaches them."
    ),
    editions=EVERY_EDITION,
    why="Namespaces, leases and time limits travel in the context and must reach the store.",
    seed=SeedLines(40, 49, "427a6a5e9c1961570ade056a9e8aaad913f4bb9e0a85ad5cfdfaf1bc6b5d7ad1"),
)

FETCH_LOGGING: Final = Requirement(
    id="FETCH-9",
    level=Level.SHOULD,
    text=(
        "The logger of that context has the fields `digest`, `mediatype` and `size`, with the "
        "values of the descriptor. A fetch that is not refused logs the debug message `fetch` "
        "once."
    ),
    editions=EVERY_EDITION,
    why="If many fetches run at a time, only the fields show which one a message is about.",
    seed=SeedLines(40, 55, "8f91b9007ba24fd17c945c1eb1c9c891987fd5f25d6e5e31a552339896a0d061"),
)

FETCH_STATELESS: Final = Requirement(
    id="FETCH-11",
    level=Level.MUST,
    text=(
        "One handler can be called any number of times, one call after another or many at once, "
        "and calls do not affect each other."
    ),
    editions=EVERY_EDITION,
    why="A client builds the handler once and dispatches every descriptor of an image to it.",
    seed=SeedLines(38, 61, "3fd7e523d7de64469826cff7ff9a986de728f2bbecb1089524af4d153242ed85"),
)

FETCH_CANCELLED_BEFORE: Final = Requirement(
    id="FETCH-12",
    level=Level.MUST,
    text=(
        "If the ref is free, a context that was cancelled beforehand makes no difference to the "
        "handler: the content is fetched and committed, unless a collaborator fails."
    ),
    editions=EVERY_EDITION,
    why=(
        "The original looks at the context only while it waits for a lock. Otherwise the "
        "collaborators, which get the same context, decide what a cancellation stops."
    ),
    seed=SeedLines(62, 91, "818796c6d409cf6d6fb7f7e13b80ecddb6e7258b17eaeefbc68551e99853f928"),
)

FETCH_OPAQUE: Final = Requirement(
    id="FETCH-13",
    level=Level.MUST,
    text=(
        "The bytes are not interpreted. A blob with the media type of a manifest is fetched like "
        "any other, even if it is not JSON, or is JSON with kilobytes of blanks after it."
    ),
    editions=EVERY_EDITION,
    why="The digest vouches for the bytes; a parser on the way can only lose, alter or stall them.",
    seed=SeedLines(86, 91, "453e8822f709367d410185ff404461bc13c3fe106c54f4ea5ad6afa80daac5c3"),
)

FETCH_CONCURRENT: Final = Requirement(
    id="FETCH-14",
    level=Level.MUST,
    text=(
        "Any number of fetches may ask for the same descriptor and the same store at the same "
        "time. If one fetch alone would succeed, all of them succeed, and the store has the right "
        "content, once. If the first fetch to open the writer succeeds, the source is opened only "
        "once for all."
    ),
    editions=EVERY_EDITION,
    why="Pulling ten images with one base layer must move that layer once.",
    seed=SeedLines(62, 91, "818796c6d409cf6d6fb7f7e13b80ecddb6e7258b17eaeefbc68551e99853f928"),
)

FETCH_SIZE_0: Final = Requirement(
    id="FETCH-15",
    level=Level.MUST,
    text=(
        "A size of 0 is an error of the class *invalid argument*, as soon as the ingester has "
        "given a writer. The fetcher is not called, and nothing is committed."
    ),
    editions=SINCE_1_6,
    why=(
        "Such a size comes from registries that do not report sizes, and an empty blob helps "
        "nobody."
    ),
)

FETCH_EMBEDDED: Final = Requirement(
    id="FETCH-16",
    level=Level.MUST,
    text=(
        "If the descriptor embeds data that has its size and digest, that data is written and "
        "committed, and the fetcher is not called."
    ),
    editions=EDITION_2_X,
    why="Content that came with the descriptor need not be requested again.",
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
    FETCH_SIZE_0,
    FETCH_EMBEDDED,
)
