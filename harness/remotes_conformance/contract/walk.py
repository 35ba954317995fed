"""WALK: chains of handlers, and walks over a tree, one by one or side by side."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement

_HANDLERS: Final = "containerd, `images/handlers.go`"
_CHAIN: Final = (f"{_HANDLERS}, `Handlers`",)
_WALK: Final = (f"{_HANDLERS}, `Walk`",)
_DISPATCH: Final = (f"{_HANDLERS}, `Dispatch`",)

WALK_CHAIN: Final = Requirement(
    id="WALK-1",
    level=Level.MUST,
    text=(
        "A chain of handlers MUST call its handlers in order, one after the other, each with the "
        "descriptor that the chain was given. It MUST return the children of all its handlers, in "
        "that order. Descriptors MUST keep all their fields."
    ),
    editions=EVERY_EDITION,
    why="A manifest has to be fetched before a later handler reads its children from the store.",
    needs="chain",
    sources=_CHAIN,
)

WALK_STOP: Final = Requirement(
    id="WALK-2",
    level=Level.MUST,
    text=(
        "If a handler signals *stop*, bare or wrapped, the chain MUST succeed with the children of "
        "the handlers before that one. It MUST NOT call the handlers after that one."
    ),
    editions=EVERY_EDITION,
    why=(
        "A handler can finish a descriptor this way, so that the rest of the chain leaves it alone."
    ),
    needs="chain",
    sources=_CHAIN,
)

WALK_CHAIN_ERROR: Final = Requirement(
    id="WALK-3",
    level=Level.MUST,
    text=(
        "If a handler fails with an error other than *stop*, for example with *skip*, the chain "
        "MUST fail with that error itself. It MUST NOT call the later handlers, and MUST NOT "
        "return children."
    ),
    editions=EVERY_EDITION,
    why=(
        "The walk has to receive *skip*, and must not visit the children of a descriptor for which "
        "a handler failed."
    ),
    allows=(
        "The implementation MAY wrap the error, as long as that very error can be found inside. If "
        "the caller has given up, the chain MAY fail with an error of its own."
    ),
    needs="chain",
    sources=_CHAIN,
)

WALK_ORDER: Final = Requirement(
    id="WALK-4",
    level=Level.MUST,
    text=(
        "`walk` MUST visit one descriptor at a time, in the order of the list, and MUST pass the "
        "handler all fields of the descriptor. It MUST visit the children of a descriptor before "
        "the next descriptor of the list. If each call of the handler succeeds or signals *skip*, "
        "bare or wrapped, `walk` MUST succeed. It MUST NOT visit the children of a descriptor for "
        "which the handler signals *skip*."
    ),
    editions=EVERY_EDITION,
    why=(
        "Whenever a descriptor is visited, all descriptors above it and before it have been "
        "handled."
    ),
    allows="If the caller has given up, `walk` MAY fail with an error of its own.",
    needs="walk",
    sources=_WALK,
)

WALK_SKIPPED_SIBLINGS: Final = Requirement(
    id="WALK-4a",
    level=Level.SHOULD,
    text=(
        "After *skip*, `walk` SHOULD visit the descriptors that follow the skipped one in its list."
    ),
    editions=SEED_EDITION,
    why="The original leaves them out, which is a mistake. Later releases visit them.",
    needs="walk",
    sources=_WALK,
)

WALK_SKIPPED_SIBLINGS_1_6: Final = Requirement(
    id="WALK-4b",
    level=Level.MUST,
    text="After *skip*, `walk` MUST visit the descriptors that follow the skipped one in its list.",
    editions=SINCE_1_6,
    why="*Skip* is about one descriptor only.",
    needs="walk",
    sources=_WALK,
)

WALK_ERROR: Final = Requirement(
    id="WALK-4c",
    level=Level.MUST,
    text=(
        "If the handler fails with an error other than *skip*, `walk` MUST fail with that error "
        "itself, and MUST NOT call the handler again."
    ),
    editions=EVERY_EDITION,
    why="An image with a part of its tree missing is useless.",
    allows=(
        "The implementation MAY wrap the error, as long as that very error can be found inside. If "
        "the caller has given up, `walk` MAY fail with an error of its own."
    ),
    needs="walk",
    sources=_WALK,
)

WALK_SIDE_BY_SIDE: Final = Requirement(
    id="WALK-5",
    level=Level.MUST,
    text="`dispatch` MUST visit the descriptors of one list at the same time.",
    editions=EVERY_EDITION,
    why="Layers are then fetched side by side, and one slow download does not hold up the others.",
    allows=(
        "If the caller gives a limit (from edition 1.6 on), WALK-5d applies. If not, the "
        "implementation MAY set a limit of its own, of at least two visits at a time."
    ),
    needs="dispatch",
    sources=_DISPATCH,
)

WALK_FIRST_FAILURE: Final = Requirement(
    id="WALK-5a",
    level=Level.MUST,
    text=(
        "If a call of the handler fails with an error other than *skip*, `dispatch` MUST fail with "
        "that error itself. If there are several such errors, it MUST fail with the first. It MUST "
        "cancel the contexts of the calls that are still running, and of those that begin later."
    ),
    editions=EVERY_EDITION,
    why="What the other calls copy is of no use any more, and their errors are only consequences.",
    allows=(
        "The implementation MAY wrap the error, as long as that very error can be found inside. If "
        "two calls fail at the same instant, it MAY fail with either error. It MAY cancel the "
        "asyncio task of a call instead of its context. The cancellation MAY come up to one second "
        "after the error. If the caller has given up, `dispatch` MAY fail with an error of its own."
    ),
    needs="dispatch",
    sources=_DISPATCH,
)

WALK_NOTHING_LEFT: Final = Requirement(
    id="WALK-5b",
    level=Level.MUST,
    text=(
        "`dispatch` MUST NOT return before all its calls of the handler have ended, and MUST NOT "
        "call the handler once it has returned."
    ),
    editions=EVERY_EDITION,
    why=(
        "When `dispatch` returns, the caller frees what the handler uses: leases, stores, "
        "connections."
    ),
    needs="dispatch",
    sources=_DISPATCH,
)

WALK_ALL: Final = Requirement(
    id="WALK-5c",
    level=Level.MUST,
    text=(
        "If each call of the handler succeeds or signals *skip*, bare or wrapped, `dispatch` MUST "
        "succeed, and MUST visit every descriptor of the list and all children that the calls "
        "return, each as often as it is listed. It MUST NOT make any other visit, such as to the "
        "children of a descriptor for which the handler signals *skip*. It MUST pass the handler "
        "all fields of each descriptor."
    ),
    editions=EVERY_EDITION,
    why="An image with a part of its tree missing is useless.",
    allows="If the caller has given up, `dispatch` MAY fail with an error of its own.",
    needs="dispatch",
    sources=_DISPATCH,
)

WALK_LIMIT: Final = Requirement(
    id="WALK-5d",
    level=Level.MUST,
    text=(
        "If the caller gives a limit, `dispatch` MUST NOT run more calls of the handler than that "
        "at the same time. A call that has returned its children no longer counts: `dispatch` MUST "
        "also finish a tree that is deeper than the limit."
    ),
    editions=SINCE_1_6,
    why="Registries refuse clients that open too many connections.",
    needs="dispatch",
    sources=_DISPATCH,
)

WALK_TWICE: Final = Requirement(
    id="WALK-6",
    level=Level.MUST,
    text=(
        "If a descriptor is listed twice, in one list or in two, `walk` and `dispatch` MUST visit "
        "it and its children twice. They MUST NOT fail because two parents have the same child."
    ),
    editions=EVERY_EDITION,
    why=(
        "A handler may need both visits. A second fetch costs little, because the store reports "
        "*exists*."
    ),
    needs="visits",
    sources=(*_WALK, *_DISPATCH),
)

WALK_CONTEXT: Final = Requirement(
    id="WALK-12",
    level=Level.MUST,
    text=(
        "`walk` and `dispatch` MUST pass each call of the handler the caller's context or one that "
        "is derived from it. The caller's values MUST be found in that context. It MUST be "
        "cancelled once the caller has given up, and not before, except by `dispatch` after an "
        "error (WALK-5a)."
    ),
    editions=EVERY_EDITION,
    why="Handlers find leases, loggers and the caller's cancellation there.",
    allows=(
        "While a call of the handler is running, the caller's cancellation MAY reach its context "
        "up to one second late."
    ),
    needs="visits",
    sources=(*_WALK, *_DISPATCH),
)

REQUIREMENTS: Final = (
    WALK_CHAIN,
    WALK_STOP,
    WALK_CHAIN_ERROR,
    WALK_ORDER,
    WALK_SKIPPED_SIBLINGS,
    WALK_SKIPPED_SIBLINGS_1_6,
    WALK_ERROR,
    WALK_SIDE_BY_SIDE,
    WALK_FIRST_FAILURE,
    WALK_NOTHING_LEFT,
    WALK_ALL,
    WALK_LIMIT,
    WALK_TWICE,
    WALK_CONTEXT,
)
