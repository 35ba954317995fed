"""Right implementations that differ from each other: a rule that one of them breaks is wrong."""

from __future__ import annotations

from collections.abc import Callable

from wrong.right import Right
from wrong.right_async import RightAsync

from .async_reading_ahead import AsyncReadingAhead
from .asynchronous import Asynchronous
from .beginnings import (
    AsksForTheStatusOften,
    ClosesTheReaderBeforeCommit,
    LooksAtTheStartBeforeItTruncates,
    ReadsPastTheEnd,
    SeeksToZero,
)
from .bounded import Bounded
from .cleaning_up import (
    AwaitsAStack,
    AwaitsInFinally,
    CopiesInATaskGroup,
    ReadsInATaskGroup,
    ShieldsItsClosing,
    ShieldsItsCommit,
)
from .filling import Filling
from .foreign import Foreign
from .guarded import Guarded
from .lending import LendsItsBufferUnderALock
from .once import BuiltOnce
from .own_descriptors import WorksOnACopy
from .pieces import EightMebibytesAtATime, OneByteAtATime
from .pooled_hashing import PooledHashing
from .prying import (
    AsksBeforeItReads,
    FailsAsItsCallerGaveUp,
    NoticesAtTheEndThatItsCallerGaveUp,
)
from .reading_ahead import ReadingAhead
from .single_flight import (
    AsyncQueueForEachRef,
    AsyncSingleFlight,
    QueueForEachRef,
    SingleFlight,
)
from .sources_1_6 import SINCE_1_6  # they are put on it where they stand
from .strict_writes import StrictWrites
from .thread_local import ThreadLocal
from .turns import TakesTurnsAttemptByAttempt
from .verifying import Verifying
from .waiting import WaitingForADeadline, WaitingOnACondition
from .wrapping import Wrapping
from .yielding import YieldsEverywhere

_KINDS: tuple[type[object], ...] = (
    Right,
    AsksBeforeItReads,
    AsksForTheStatusOften,
    AsyncQueueForEachRef,
    AsyncReadingAhead,
    AsyncSingleFlight,
    Asynchronous,
    AwaitsAStack,
    AwaitsInFinally,
    Bounded,
    BuiltOnce,
    ClosesTheReaderBeforeCommit,
    CopiesInATaskGroup,
    EightMebibytesAtATime,
    FailsAsItsCallerGaveUp,
    Filling,
    Foreign,
    Guarded,
    LendsItsBufferUnderALock,
    LooksAtTheStartBeforeItTruncates,
    NoticesAtTheEndThatItsCallerGaveUp,
    OneByteAtATime,
    PooledHashing,
    QueueForEachRef,
    ReadingAhead,
    ReadsInATaskGroup,
    ReadsPastTheEnd,
    RightAsync,
    SeeksToZero,
    ShieldsItsClosing,
    ShieldsItsCommit,
    SingleFlight,
    StrictWrites,
    TakesTurnsAttemptByAttempt,
    ThreadLocal,
    Verifying,
    WaitingForADeadline,
    WaitingOnACondition,
    WorksOnACopy,
    Wrapping,
    YieldsEverywhere,
)

DIFFERENT: dict[str, Callable[[], object]] = {kind.__name__: kind for kind in _KINDS}
"""Implementations of 2017-06: by name, a factory of fresh instances."""

WITHOUT_STATE = frozenset(
    {
        "AsksBeforeItReads",
        "AsksForTheStatusOften",
        "AwaitsAStack",
        "AwaitsInFinally",
        "Bounded",
        "ClosesTheReaderBeforeCommit",
        "EightMebibytesAtATime",
        "FailsAsItsCallerGaveUp",
        "Filling",
        "Foreign",
        "LooksAtTheStartBeforeItTruncates",
        "NoticesAtTheEndThatItsCallerGaveUp",
        "OneByteAtATime",
        "ReadsPastTheEnd",
        "SeeksToZero",
        "StrictWrites",
        "Verifying",
        "WaitingForADeadline",
        "WorksOnACopy",
        "Wrapping",
        *(
            name
            for name in SINCE_1_6
            if not name.startswith(
                (
                    "DrawsWholeMilliseconds",  # the plainest of each edition
                    "FillsTheNextPieceMeanwhile",
                    "PushesTwoRangesAtATime",
                    "ReadsAtTwoPlacesAtOnce",
                )
            )
        ),
    }
)
"""Implementations whose calls share nothing, and have no strands of their own. They differ from
`Right`, `RightAsync` or `DrawsWholeMilliseconds` within one call. All schedules of several calls
are played with those three."""

__all__ = ["DIFFERENT", "SINCE_1_6", "WITHOUT_STATE"]
