"""RUN: how any call behaves as a guest in its process, whatever else it gets right or wrong."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, Level, Requirement

RUN_COMES_BACK: Final = Requirement(
    id="RUN-1",
    level=Level.MUST,
    text=(
        "Every call comes back, if its collaborators answer: it does not deadlock, go round for "
        "ever, or keep busy without getting anywhere."
    ),
    editions=EVERY_EDITION,
    why="A pull that hangs says nothing, and takes everything with it that waits for it.",
    allows="Waiting on for a ref that stays locked (LOCK-3).",
)

RUN_ORDINARY_OUTCOME: Final = Requirement(
    id="RUN-2",
    level=Level.MUST,
    text=(
        "A call ends in a result or in an ordinary error. It does not crash or exit the process, "
        "raises neither `SystemExit` nor `KeyboardInterrupt`, and its result has the right type: a "
        "string for a key, a sequence of descriptors for a handler."
    ),
    editions=EVERY_EDITION,
    why="A service that pulls images has to outlive one that goes wrong.",
    allows="`None` in place of an empty sequence.",
)

RUN_NOTHING_LEFT: Final = Requirement(
    id="RUN-3",
    level=Level.MUST,
    text=(
        "With the return of a call everything it set going has ended: no collaborator is called "
        "for it later, and no thread, task or child process of it works on."
    ),
    editions=EVERY_EDITION,
    why="The caller closes the store then, or starts the same fetch again.",
    allows="A few threads that only wait for new work, as those of a pool do.",
)

RUN_PROCESS_UNCHANGED: Final = Requirement(
    id="RUN-4",
    level=Level.MUST,
    text=(
        "The process is left as it was found: nobody puts something else in place of its clock, "
        "its threading, its standard streams, its hooks for uncaught errors or its signal "
        "handlers, and nobody changes its working directory, recursion limit or garbage "
        "collection."
    ),
    editions=EVERY_EDITION,
    why="The process belongs to the caller, and other code in it relies on these.",
)

RUN_DESCRIPTOR_UNCHANGED: Final = Requirement(
    id="RUN-5",
    level=Level.MUST,
    text=(
        "The descriptor that was given is not changed: a handler or `MakeRefKey` leaves its "
        "argument, the mapping of its annotations included, as it was."
    ),
    editions=EVERY_EDITION,
    why="The caller uses the descriptor again, for the next handler or another attempt.",
)

REQUIREMENTS: Final = (
    RUN_COMES_BACK,
    RUN_ORDINARY_OUTCOME,
    RUN_NOTHING_LEFT,
    RUN_PROCESS_UNCHANGED,
    RUN_DESCRIPTOR_UNCHANGED,
)
