"""PUSH: from the descriptor to a pusher's writer and the provider's reader."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement, SeedLines

# An ingest that is too long may be refused as soon as it is known to be.
_REFUSED_EARLY: Final = (
    "Failing before the provider is asked, if the Status shows that the ingest is too long "
    "(COPY-19) or if the caller has given up during the call."
)

PUSH_PUSHER_FIRST: Final = Requirement(
    id="PUSH-1",
    level=Level.MUST,
    text=(
        "The pusher is the first collaborator to be called. It is called once, with the descriptor "
        "that the handler was given."
    ),
    editions=SEED_EDITION,
    why="The remote can report that it has the content before anything local is opened.",
    seed=SeedLines(108, 108, "f4364623a091ac77d4a3e52dd7ee9424e5bc30c4ba1a0123b5eb7e8f77159a4b"),
)

PUSH_PUSHER_FIRST_1_6: Final = Requirement(
    id="PUSH-1a",
    level=Level.MUST,
    text=(
        "The pusher is the first collaborator to be called. If it is not also an ingester, its "
        "`push` is called once, with the descriptor that the handler was given. If it is, its "
        "`writer` is called, with the descriptor's ref key, size and digest, and its `push` never "
        "is."
    ),
    editions=SINCE_1_6,
    why="The remote can report that it has the content before anything local is opened.",
)

PUSH_EXISTS: Final = Requirement(
    id="PUSH-2",
    level=Level.MUST,
    text="If the pusher reports *exists*, the push succeeds, and the provider is not called.",
    editions=EVERY_EDITION,
    why="Most layers of a new image are at the remote already, and must cost nothing.",
    seed=SeedLines(108, 114, "1fc4b759ea302180c63007619d498d6118b35c83f75e0d5c5d82a69f6c9ee2e6"),
)

PUSH_OPEN_ERROR: Final = Requirement(
    id="PUSH-3",
    level=Level.MUST,
    text=(
        "An error of the pusher other than *exists* comes out at once, itself, and the provider is "
        "not called. Unlike in a fetch, this holds for *locked* too."
    ),
    editions=SEED_EDITION,
    why="The remote's own message tells the user what to do, and no other upload is worth a wait.",
    seed=SeedLines(109, 111, "84143b7af8bfddebdf9d208a6c3873880dda3d806286dcb29c976d511ec63e15"),
    allows="The error may be wrapped, if that very error can still be found inside.",
)

PUSH_OPEN_ERROR_1_6: Final = Requirement(
    id="PUSH-3a",
    level=Level.MUST,
    text=(
        "An error of the pusher other than *exists* comes out at once, itself, and the provider is "
        "not called. This holds for a *locked* error of `push` too."
    ),
    editions=SINCE_1_6,
    why="The remote's own message tells the user what to do.",
    allows=(
        "The error may be wrapped, if that very error can still be found inside. If the pusher is "
        "an ingester, PUSH-8 says what *locked* means."
    ),
)

PUSH_SOURCE_ERROR: Final = Requirement(
    id="PUSH-4",
    level=Level.MUST,
    text=(
        "When the writer is open, the provider is asked for the content of the descriptor's "
        "digest. If the provider fails, an error of the same class comes out, and the writer is "
        "closed with no Write and no Commit before."
    ),
    editions=EVERY_EDITION,
    why="Content that is missing here must not leave an empty upload there.",
    seed=SeedLines(115, 119, "68bd18f1f60b758816cbab42ef7ffe7651272fe73cba04b9a190edb8cb1a84e1"),
    allows=_REFUSED_EARLY,
)

PUSH_COPIES: Final = Requirement(
    id="PUSH-5",
    level=Level.MUST,
    text="Between the provider's reader and the pusher's writer, every rule of COPY holds.",
    editions=SEED_EDITION,
    why="A push can be cut off, resumed and given wrong bytes just like a fetch.",
    seed=SeedLines(121, 121, "8e4222b9f917856daacc845b1959c5d1ab53d86b2a442653fd73c6311d64e8d8"),
)

PUSH_COPIES_1_6: Final = Requirement(
    id="PUSH-5a",
    level=Level.MUST,
    text=(
        "A push moves the first `size` bytes of the provider's content. From the offset of the "
        "ingest on, these bytes are written in order and committed, and no byte after them is "
        "written. The rules of COPY hold, except those about how the source is brought to the "
        "offset."
    ),
    editions=SINCE_1_6,
    why="The provider's content can be read at any offset, so a push can begin at any offset.",
)

PUSH_EVERY_TYPE: Final = Requirement(
    id="PUSH-6",
    level=Level.MUST,
    text="No media type is refused: a schema 1 manifest is pushed like anything else.",
    editions=EVERY_EDITION,
    why="What a store holds can be moved on, whether or not this client could have fetched it.",
    seed=SeedLines(95, 105, "e6c62742e706c23effefd42da07c24eef1d225d777900e45fa2de24e933f8691"),
)

PUSH_AS_FETCH: Final = Requirement(
    id="PUSH-7",
    level=Level.MUST,
    text=(
        "What FETCH-7, FETCH-8, FETCH-10 and FETCH-11 require of a fetch holds for a push: no "
        "children, the caller's context or one derived from it, everything closed once and in "
        "order, and no state between calls."
    ),
    editions=EVERY_EDITION,
    why="A writer to a remote that stays open can block that upload for everyone.",
    seed=SeedLines(95, 122, "450d7924955930cda2eb0d155d5a15c957d1e16dfbdfb88d5491c9d9f6dae50b"),
    allows="Closing the reader before Commit.",
)

PUSH_LOGGING: Final = Requirement(
    id="PUSH-7a",
    level=Level.SHOULD,
    text=(
        "The logger of the context has the fields `digest`, `mediatype` and `size`, with the "
        "values of the descriptor. A push logs the debug message `push` once."
    ),
    editions=EVERY_EDITION,
    why="If many pushes run at a time, only the fields show which one a message is about.",
    seed=SeedLines(97, 107, "98e5d8f3b4be3c7ec543f1bf73f6e31fe208a6ec420ab2142732a7a4b5e28ed1"),
)

PUSH_TASK_CANCELLED: Final = Requirement(
    id="PUSH-7b",
    level=Level.MUST,
    text=(
        "FETCH-10a holds for a push: if its task is cancelled while it awaits a collaborator, "
        "`CancelledError` comes out, Commit is not called after that, and everything that was "
        "opened is closed, the reader before the writer."
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
        "FETCH-10b holds for a push: an exception of a collaborator that is not an ordinary error "
        "comes out itself, Commit is not called after it, and everything that was opened is "
        "closed, the reader before the writer."
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
        "If the pusher is an ingester as well, a push waits for a locked ref as a fetch does: "
        "LOCK-1, LOCK-2a, LOCK-3, LOCK-5, LOCK-6 and LOCK-7 hold for it."
    ),
    editions=SINCE_1_6,
    why="Two pushes of one layer are as common as two pulls.",
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
