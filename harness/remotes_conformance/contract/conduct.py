"""Section conduct, with the ids RUN-n: how any call behaves in the process of its caller.

A `Run` of the rules is one call of a scenario; a run of pytest or of `check` judges an
implementation.
"""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, Level, Requirement

RUN_COMES_BACK: Final = Requirement(
    id="RUN-1",
    level=Level.MUST,
    text=(
        "Every call MUST return if the collaborators that it calls return. It MUST NOT deadlock, "
        "loop for ever, or go on making calls that change nothing."
    ),
    editions=EVERY_EDITION,
    why="A pull that hangs reports nothing, and whatever waits for it hangs too.",
    allows=(
        "A handler MAY wait and try again for as long as a ref stays locked (LOCK-3), and MAY wait "
        "for as long as a collaborator has not returned. Otherwise, a handler counts as hanging in "
        "these cases: nothing can go on any more (a deadlock); it has made 1,000 calls of "
        "collaborators in a row that change nothing while no time passes; it has made 20,000 such "
        "calls while time passes; it has made no call at all for the time of `--remotes-patience` "
        "(5 s). For an implementation that runs in the judging process, this time is CPU time, and "
        "there are two more cases: the handler has made no call for four times as long in real "
        "time (20 s); it has read the clock 100,000 times in a row without a call."
    ),
)

RUN_ORDINARY_OUTCOME: Final = Requirement(
    id="RUN-2",
    level=Level.MUST,
    text=(
        "A call MUST end in a result or in an ordinary error, except where FETCH-10a, FETCH-10b, "
        "PUSH-7b or PUSH-7c asks for another end. It MUST NOT crash or exit the process, and MUST "
        "NOT raise `SystemExit` or `KeyboardInterrupt` by itself. The result MUST have the right "
        "type: a string for a key, a sequence of descriptors for a handler."
    ),
    editions=EVERY_EDITION,
    why="A service that pulls images has to survive a pull that goes wrong.",
    allows=(
        "A handler MAY return `None` instead of an empty sequence. `walk` and `dispatch` MAY "
        "return anything that need not be awaited."
    ),
)

RUN_NOTHING_LEFT: Final = Requirement(
    id="RUN-3",
    level=Level.MUST,
    text=(
        "When a call returns, everything that it started MUST have ended: no collaborator is "
        "called for it later, and none of its threads, tasks and child processes is still at work."
    ),
    editions=EVERY_EDITION,
    why="The caller may close the store then, or start the same fetch again.",
    allows="A few threads MAY remain that only wait for new work, such as those of a pool.",
)

RUN_PROCESS_UNCHANGED: Final = Requirement(
    id="RUN-4",
    level=Level.MUST,
    text=(
        "A call MUST leave the process as it was. It MUST NOT replace the clock, threading, the "
        "standard streams, the hooks for uncaught errors or the signal handlers. It MUST NOT "
        "change the working directory, the recursion limit or garbage collection."
    ),
    editions=EVERY_EDITION,
    why="The process belongs to the caller, and other code in it relies on these.",
)

RUN_DESCRIPTOR_UNCHANGED: Final = Requirement(
    id="RUN-5",
    level=Level.MUST,
    text=(
        "A handler or `MakeRefKey` MUST NOT change the descriptor that it was given. This includes "
        "the mapping of its annotations."
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
