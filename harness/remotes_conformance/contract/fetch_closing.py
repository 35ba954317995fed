"""FETCH: every reader and writer is closed, however the call ends."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, Level, Requirement, SeedLines

FETCH_CLOSES: Final = Requirement(
    id="FETCH-10",
    level=Level.MUST,
    text=(
        "However a call ends, the handler MUST close every opened reader and writer, each exactly "
        "once, and the reader before the writer. This holds after a successful Commit too. An "
        "error of either Close MUST NOT change the result."
    ),
    editions=EVERY_EDITION,
    why="Otherwise the writer keeps the ref locked, or the reader keeps its connection.",
    seed=SeedLines(83, 91, "79de7a57f6bdd33623858c130395c83f74d6c393c0c7016fe90f3a873e4eae1a"),
    allows="The handler MAY close the reader before Commit.",
)

FETCH_TASK_CANCELLED: Final = Requirement(
    id="FETCH-10a",
    level=Level.MUST,
    text=(
        "If the asyncio task of a fetch is cancelled while it awaits a collaborator, itself or "
        "through another task (as with `asyncio.gather` or `asyncio.shield`), the call MUST end in "
        "`CancelledError`. The handler MUST NOT call Commit after the cancellation, and MUST close "
        "everything as FETCH-10 requires."
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
        "`KeyboardInterrupt`, the call SHOULD end in that very exception. The handler SHOULD NOT "
        "call Commit after it, and SHOULD close everything as FETCH-10 requires."
    ),
    editions=EVERY_EDITION,
    why="A user who interrupts a pull starts the next one, and must not find its refs locked.",
    seed=SeedLines(83, 91, "79de7a57f6bdd33623858c130395c83f74d6c393c0c7016fe90f3a873e4eae1a"),
    needs="interrupts",
)

REQUIREMENTS: Final = (FETCH_CLOSES, FETCH_TASK_CANCELLED, FETCH_INTERRUPTED)
