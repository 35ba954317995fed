"""FETCH: every reader and writer is closed, however the call ends."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, Level, Requirement, SeedLines

FETCH_CLOSES: Final = Requirement(
    id="FETCH-10",
    level=Level.MUST,
    text=(
        "On every path, even after a successful Commit, each reader and writer that was opened is "
        "closed exactly once, the reader before the writer. An error of either close does not "
        "change the result."
    ),
    editions=EVERY_EDITION,
    why="A forgotten writer keeps the ref locked, and a forgotten reader keeps its connection.",
    seed=SeedLines(83, 91, "79de7a57f6bdd33623858c130395c83f74d6c393c0c7016fe90f3a873e4eae1a"),
    allows="Closing the reader before Commit.",
)

FETCH_TASK_CANCELLED: Final = Requirement(
    id="FETCH-10a",
    level=Level.MUST,
    text=(
        "If the task of a fetch is cancelled while it awaits a collaborator, `CancelledError` "
        "comes out. Commit is not called after that, and everything that was opened is closed as "
        "FETCH-10 says."
    ),
    editions=EVERY_EDITION,
    why=(
        "Timeouts and task groups cancel tasks, and a writer that is left open keeps its ref "
        "locked."
    ),
    seed=SeedLines(83, 91, "79de7a57f6bdd33623858c130395c83f74d6c393c0c7016fe90f3a873e4eae1a"),
    needs="task_cancel",
)

FETCH_INTERRUPTED: Final = Requirement(
    id="FETCH-10b",
    level=Level.SHOULD,
    text=(
        "If a collaborator raises an exception that is not an ordinary error, such as "
        "`KeyboardInterrupt`, that very exception comes out. Commit is not called after it, and "
        "everything that was opened is closed as FETCH-10 says."
    ),
    editions=EVERY_EDITION,
    why="A user who interrupts a pull starts the next one, and must not find its refs locked.",
    seed=SeedLines(83, 91, "79de7a57f6bdd33623858c130395c83f74d6c393c0c7016fe90f3a873e4eae1a"),
    needs="interrupts",
)

REQUIREMENTS: Final = (FETCH_CLOSES, FETCH_TASK_CANCELLED, FETCH_INTERRUPTED)
