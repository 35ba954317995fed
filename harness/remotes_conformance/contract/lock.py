"""LOCK: what the fetch handler does while another client has the ref open."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement, SeedLines

_WRAPPED: Final = "The handler MAY wrap the error, as long as that very error can be found inside."

LOCK_IS_AWAITED: Final = Requirement(
    id="LOCK-1",
    level=Level.MUST,
    text=(
        "If the ingester reports *locked*, the handler MUST wait and then call the ingester again, "
        "with the same ref, size and digest."
    ),
    editions=EVERY_EDITION,
    why=(
        "Two pulls of the same layer are common. The second should benefit from the first rather "
        "than fail."
    ),
    seed=SeedLines(62, 77, "545145c6fbe0d83a72f9915ad3d503ce60aa5d6a30ec9f0aabdf907a143fc00f"),
)

LOCK_BACK_OFF: Final = Requirement(
    id="LOCK-2",
    level=Level.MUST,
    text=(
        "The waits between attempts MUST last exactly 16, 32, 64, 128, 256, 512, 1024 and 2048 ms, "
        "in this order. Each further wait MUST last 2048 ms. Every call of the handler MUST start "
        "again at 16 ms."
    ),
    editions=SEED_EDITION,
    why="Short locks then cost little time, and long ones do not flood the store with requests.",
    seed=SeedLines(60, 77, "d5d4b6f311d6ee228c84d604cfde0377269f12032e349c018318cbae2d214661"),
    allows=(
        "If another call for the same ref, or for a ref with the same digest, has its writer open "
        "when a wait is due to end, the wait MAY last until that call returns (LOCK-10)."
    ),
)

LOCK_BACK_OFF_BOUNDS: Final = Requirement(
    id="LOCK-2a",
    level=Level.MUST,
    text=(
        "Each wait between attempts MUST be shorter than its bound. The bounds are 16, 32, 64, "
        "128, 256, 512, 1024 and 2048 ms, in this order, and 2048 ms for each further wait. Every "
        "call of the handler MUST start again with the bound 16 ms."
    ),
    editions=SINCE_1_6,
    why="Short locks then cost little time, and long ones do not flood the store with requests.",
    allows=(
        "A wait MAY happen to last 0 ms. If another call for the same ref, or for a ref with the "
        "same digest, has its writer open when the bound is reached, the wait MAY last until that "
        "call returns (LOCK-10)."
    ),
)

LOCK_BACK_OFF_RANDOM: Final = Requirement(
    id="LOCK-2b",
    level=Level.MUST,
    text=(
        "The handler MUST draw the length of each wait at random from the whole range from 0 to "
        "its bound. Many waits are judged together. If a call has 26 or more waits, they MUST NOT "
        "all be in the same half of their ranges, and those with the bound 2048 ms MUST NOT all be "
        "equal. Two calls MUST NOT have the same first 8 waits. Of 80 or more waits with the same "
        "bound, in one call or in several, at least one MUST be in the lowest quarter of its "
        "range, and at least one in the highest quarter."
    ),
    editions=SINCE_1_6,
    why="Otherwise clients that were refused together all come back together.",
)

LOCK_NO_LIMIT: Final = Requirement(
    id="LOCK-3",
    level=Level.MUST,
    text=(
        "The handler MUST NOT give up on a locked ref by itself: the number of attempts has no "
        "limit."
    ),
    editions=EVERY_EDITION,
    why=(
        "A large layer over a slow connection is locked for hours, and only the caller can decide "
        "when to stop waiting."
    ),
    seed=SeedLines(62, 85, "a4c513a8f693950812c4aa6d0102bdedca8969dd27e06e93c4563055834f326e"),
)

LOCK_OTHER_ERRORS: Final = Requirement(
    id="LOCK-4",
    level=Level.MUST,
    text=(
        "If the ingester fails with an error that is neither *locked* nor *exists*, the handler "
        "MUST fail at once with that error itself. It MUST NOT call the ingester again."
    ),
    editions=EVERY_EDITION,
    why="Waiting on a full disk or a broken store hides the fault and helps nobody.",
    seed=SeedLines(67, 69, "4756cd01d1444484b2031ced1cabfb5bf9d26b62df061c650ecfd646683d19b1"),
    allows=_WRAPPED,
)

LOCK_THEN_EXISTS: Final = Requirement(
    id="LOCK-5",
    level=Level.MUST,
    text=(
        "If the ingester reports *exists* after a wait, the handler MUST succeed, and MUST NOT "
        "call the fetcher."
    ),
    editions=EVERY_EDITION,
    why="This is the reason to wait at all: meanwhile another client has fetched the content.",
    seed=SeedLines(63, 66, "0601751abf315a61daaa32a23dfc294d47859a3e0897d5bc855454e64fd01df8"),
)

LOCK_CANCELLED_WAITING: Final = Requirement(
    id="LOCK-6",
    level=Level.MUST,
    text=(
        "If the context is cancelled during a wait, the handler MUST end the wait at once (in "
        "virtual time: within 1 µs), and MUST NOT call a collaborator afterwards. It MUST fail "
        "with the very lock error of its latest attempt. It MUST NOT fail with the lock error of "
        "an earlier attempt or with an error about the cancellation."
    ),
    editions=EVERY_EDITION,
    why="The caller wants to stop now, and to see what the handler was waiting for.",
    seed=SeedLines(72, 81, "13842526d2a208a10c37a019d4e5f966b72df8444d90a8d1c56c81a56b3cf910"),
    allows=("If the wait was to end within 1 µs of the cancellation, LOCK-11 applies. " + _WRAPPED),
)

LOCK_CANCELLED_BEFORE: Final = Requirement(
    id="LOCK-7",
    level=Level.MUST,
    text=(
        "If the context was cancelled before the ingester reports *locked*, the handler MUST fail "
        "with that lock error itself. It MUST NOT wait, and MUST NOT call the ingester again."
    ),
    editions=EVERY_EDITION,
    why="A caller that has already given up should not be kept waiting, not even for 16 ms.",
    seed=SeedLines(72, 81, "13842526d2a208a10c37a019d4e5f966b72df8444d90a8d1c56c81a56b3cf910"),
    allows=(
        "From edition 1.6 on, a random wait may last 0 ms, and so end within 1 µs of the "
        "cancellation. Then LOCK-11 applies, and the handler MAY make one more attempt. " + _WRAPPED
    ),
)

LOCK_WRAPPED_CLASSES: Final = Requirement(
    id="LOCK-8",
    level=Level.MUST,
    text=(
        "The handler MUST recognise *exists* and *locked* in an error that is wrapped in any way "
        "that is usual in the language: a subclass, `raise ... from`, an exception group with one "
        "member, Go's `%w`. If the handler fails because of a collaborator's error that is a "
        "wrapped *not found*, its own error MUST be of that class, too."
    ),
    editions=EVERY_EDITION,
    why="Stores add the ref or the path to an error without changing its meaning.",
    seed=SeedLines(65, 67, "d8aae38a9b12e7814093c487504bba3cb8ab7fcf217b081615f1eb6d033a883c"),
)

LOCK_NOTHING_OPEN: Final = Requirement(
    id="LOCK-9",
    level=Level.MUST,
    text="While the handler waits for a ref, it MUST NOT have a reader or a writer open.",
    editions=EVERY_EDITION,
    why=(
        "Otherwise a connection that is held during the wait runs into timeouts, or keeps the "
        "holder of the lock from making progress."
    ),
    seed=SeedLines(62, 86, "b6210a65475b207bf3a364d010a264575748da0479814b160b9d77510fab0b8d"),
)

LOCK_INDEPENDENT: Final = Requirement(
    id="LOCK-10",
    level=Level.MUST,
    text=(
        "Calls for different refs MUST NOT delay each other, whether or not they wait for their "
        "refs."
    ),
    editions=EVERY_EDITION,
    why="Otherwise one locked layer stops the other layers of the image.",
    seed=SeedLines(56, 61, "0e4bbf92b324ce4cb770aa5d12d84dd1e8aefc5fc7728ad66cc16092a595e47a"),
    allows=(
        "Calls for the same ref, or for refs with the same digest, MAY wait for each other within "
        "the process. They MAY do so before the first attempt or after a wait, if each of them "
        "then calls the ingester itself."
    ),
)

LOCK_SAME_INSTANT: Final = Requirement(
    id="LOCK-11",
    level=Level.TOLERATED,
    text=(
        "If the end of a wait and a cancellation are at most 1 µs apart, the handler MAY act on "
        "either of them first. The report states which one that was."
    ),
    editions=EVERY_EDITION,
    why=(
        "Ordinary timers do not order events that are so close, and no caller can rely on their "
        "order."
    ),
    seed=SeedLines(72, 81, "13842526d2a208a10c37a019d4e5f966b72df8444d90a8d1c56c81a56b3cf910"),
    allows="The handler MAY make one more attempt, or fail with the lock error without one.",
)

REQUIREMENTS: Final = (
    LOCK_IS_AWAITED,
    LOCK_BACK_OFF,
    LOCK_BACK_OFF_BOUNDS,
    LOCK_BACK_OFF_RANDOM,
    LOCK_NO_LIMIT,
    LOCK_OTHER_ERRORS,
    LOCK_THEN_EXISTS,
    LOCK_CANCELLED_WAITING,
    LOCK_CANCELLED_BEFORE,
    LOCK_WRAPPED_CLASSES,
    LOCK_NOTHING_OPEN,
    LOCK_INDEPENDENT,
    LOCK_SAME_INSTANT,
)
