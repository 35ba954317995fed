"""PUSH: from the descriptor to a pusher's writer and the provider's reader."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement, SeedLines

# An ingest that is too long may be refused as soon as it is known to be.
_REFUSED_EARLY: Final = (
    "The handler MAY fail before it calls the provider in three cases: Status fails (COPY-1); "
    "Status shows that the ingest is too long (COPY-19); the caller gives up during the call."
)

PUSH_PUSHER_FIRST: Final = Requirement(
    id="PUSH-1",
    level=Level.MUST,
    text=(
        "The handler MUST call the pusher before any other collaborator, exactly once, with the "
        "descriptor that the handler was given."
    ),
    editions=SEED_EDITION,
    why="The remote can then report that it has the content, before anything local is opened.",
    allows="The field `data`, which this edition does not know, MAY be missing.",
    seed=SeedLines(108, 108, "f4364623a091ac77d4a3e52dd7ee9424e5bc30c4ba1a0123b5eb7e8f77159a4b"),
)

PUSH_PUSHER_FIRST_1_6: Final = Requirement(
    id="PUSH-1a",
    level=Level.MUST,
    text=(
        "The handler MUST call the pusher before any other collaborator. If the pusher is an "
        "ingester too, the handler MUST call its `writer` with the descriptor's ref key, size and "
        "digest, and MUST NOT call its `push`. Otherwise, the handler MUST call its `push` exactly "
        "once, with the descriptor that the handler was given."
    ),
    editions=SINCE_1_6,
    why="The remote can then report that it has the content, before anything local is opened.",
)

PUSH_EXISTS: Final = Requirement(
    id="PUSH-2",
    level=Level.MUST,
    text=(
        "If the pusher reports *exists*, the handler MUST succeed, and MUST NOT call the provider."
    ),
    editions=EVERY_EDITION,
    why="Most layers of a new image are at the remote already, and must cost nothing.",
    seed=SeedLines(108, 114, "1fc4b759ea302180c63007619d498d6118b35c83f75e0d5c5d82a69f6c9ee2e6"),
)

PUSH_OPEN_ERROR: Final = Requirement(
    id="PUSH-3",
    level=Level.MUST,
    text=(
        "If the pusher fails with an error other than *exists*, the handler MUST fail at once with "
        "that error itself, and MUST NOT call the provider. Unlike in a fetch, this includes "
        "*locked*."
    ),
    editions=SEED_EDITION,
    why=(
        "The message of the remote shows the user what to do. The original does not wait for "
        "another upload."
    ),
    seed=SeedLines(109, 111, "84143b7af8bfddebdf9d208a6c3873880dda3d806286dcb29c976d511ec63e15"),
    allows="The handler MAY wrap the error, as long as that very error can be found inside.",
)

PUSH_OPEN_ERROR_1_6: Final = Requirement(
    id="PUSH-3a",
    level=Level.MUST,
    text=(
        "If the pusher fails with an error other than *exists*, the handler MUST fail at once "
        "with that error itself, and MUST NOT call the provider. This includes *locked*, "
        "unless the pusher is an ingester too: then PUSH-8 applies to *locked*."
    ),
    editions=SINCE_1_6,
    why="The message of the remote shows the user what to do.",
    allows="The handler MAY wrap the error, as long as that very error can be found inside.",
)

PUSH_SOURCE_ERROR: Final = Requirement(
    id="PUSH-4",
    level=Level.MUST,
    text=(
        "When the writer is open, the handler MUST call the provider exactly once, with the "
        "descriptor's digest. If the provider fails, the handler MUST fail with an error of the "
        "same class. It MUST close the writer, and MUST NOT call Write or Commit."
    ),
    editions=EVERY_EDITION,
    why="Otherwise content that is missing in the store leaves an empty upload at the remote.",
    seed=SeedLines(115, 119, "68bd18f1f60b758816cbab42ef7ffe7651272fe73cba04b9a190edb8cb1a84e1"),
    allows=_REFUSED_EARLY,
)

PUSH_COPIES: Final = Requirement(
    id="PUSH-5",
    level=Level.MUST,
    text=(
        "Every rule of COPY MUST hold for the copy from the provider's reader to the pusher's "
        "writer."
    ),
    editions=SEED_EDITION,
    why="A push can be cut off, resumed and given wrong bytes just like a fetch.",
    seed=SeedLines(121, 121, "8e4222b9f917856daacc845b1959c5d1ab53d86b2a442653fd73c6311d64e8d8"),
)

PUSH_COPIES_1_6: Final = Requirement(
    id="PUSH-5a",
    level=Level.MUST,
    text=(
        "The handler MUST write, in order, the provider's bytes from the offset of the ingest up "
        "to position `size`, and no others. Then it MUST commit. How it brings the source to the "
        "offset is its own choice. In all else, the rules of COPY hold."
    ),
    editions=SINCE_1_6,
    why="The provider's content can be read at any offset, so a push can begin at any offset.",
)

PUSH_EVERY_TYPE: Final = Requirement(
    id="PUSH-6",
    level=Level.MUST,
    text=(
        "The handler MUST NOT refuse any media type. It MUST push a schema 1 manifest like "
        "anything else."
    ),
    editions=EVERY_EDITION,
    why="What a store holds can be moved on, whether or not this client could have fetched it.",
    seed=SeedLines(95, 105, "e6c62742e706c23effefd42da07c24eef1d225d777900e45fa2de24e933f8691"),
)

PUSH_AS_FETCH: Final = Requirement(
    id="PUSH-7",
    level=Level.MUST,
    text=(
        "FETCH-7, FETCH-8, FETCH-10 and FETCH-11 MUST hold for a push as they do for a fetch. The "
        "handler returns no children, passes on the caller's context or one derived from it, and "
        "closes everything once and in order. Its calls do not affect each other."
    ),
    editions=EVERY_EDITION,
    why="Otherwise a writer that stays open at the remote can block that upload for everyone.",
    seed=SeedLines(95, 122, "450d7924955930cda2eb0d155d5a15c957d1e16dfbdfb88d5491c9d9f6dae50b"),
    allows="The handler MAY close the reader before Commit.",
)

PUSH_LOGGING: Final = Requirement(
    id="PUSH-7a",
    level=Level.SHOULD,
    text=(
        "The logger of the context that the collaborators get SHOULD have the fields `digest`, "
        "`mediatype` and `size`, with the values of the descriptor. The handler SHOULD log the "
        "debug message `push` exactly once."
    ),
    editions=EVERY_EDITION,
    why="If many pushes run at the same time, only the fields show which one a message is about.",
    seed=SeedLines(97, 107, "98e5d8f3b4be3c7ec543f1bf73f6e31fe208a6ec420ab2142732a7a4b5e28ed1"),
)

PUSH_TASK_CANCELLED: Final = Requirement(
    id="PUSH-7b",
    level=Level.MUST,
    text=(
        "If the asyncio task of a push is cancelled while it awaits a collaborator, the call MUST "
        "end in `CancelledError`. The handler MUST NOT call Commit after the cancellation, and "
        "MUST close everything as FETCH-10 requires."
    ),
    editions=EVERY_EDITION,
    why="An upload that stays open after a timeout can block the next push of the same content.",
    seed=SeedLines(95, 122, "450d7924955930cda2eb0d155d5a15c957d1e16dfbdfb88d5491c9d9f6dae50b"),
    needs="task_cancel",
)

PUSH_INTERRUPTED: Final = Requirement(
    id="PUSH-7c",
    level=Level.SHOULD,
    text=(
        "If a collaborator raises an exception that is not an ordinary error, such as "
        "`KeyboardInterrupt`, the call SHOULD end in that very exception. The handler SHOULD NOT "
        "call Commit after it, and SHOULD close everything as FETCH-10 requires."
    ),
    editions=EVERY_EDITION,
    why="A user who interrupts a push starts it again, and must not find the upload blocked.",
    seed=SeedLines(95, 122, "450d7924955930cda2eb0d155d5a15c957d1e16dfbdfb88d5491c9d9f6dae50b"),
    needs="interrupts",
)

PUSH_LOCKED: Final = Requirement(
    id="PUSH-8",
    level=Level.MUST,
    text=(
        "If the pusher is an ingester too, a push MUST wait for a locked ref as a fetch does: "
        "LOCK-1, LOCK-2a, LOCK-2b, LOCK-3 and LOCK-5 to LOCK-11 hold for it, with the "
        "provider in the place of the fetcher."
    ),
    editions=SINCE_1_6,
    why="Two pushes of the same layer are as common as two pulls.",
    needs="pusher_ingests",
)

REQUIREMENTS: Final = (
    PUSH_PUSHER_FIRST,
    PUSH_PUSHER_FIRST_1_6,
    PUSH_EXISTS,
    PUSH_OPEN_ERROR,
    PUSH_OPEN_ERROR_1_6,
    PUSH_SOURCE_ERROR,
    PUSH_COPIES,
    PUSH_COPIES_1_6,
    PUSH_EVERY_TYPE,
    PUSH_AS_FETCH,
    PUSH_LOGGING,
    PUSH_TASK_CANCELLED,
    PUSH_INTERRUPTED,
    PUSH_LOCKED,
)
