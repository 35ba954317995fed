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
        "A chain of handlers calls them in their order, one after the other, each with the "
        "descriptor that the chain was given. Its children are those of its handlers, in that "
        "order."
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
        "The *stop* signal of a handler, bare or wrapped, ends the chain without an error: the "
        "handlers after it are not called, and the chain returns the children of the handlers "
        "before it."
    ),
    editions=EVERY_EDITION,
    why="A handler can settle a descriptor, so that the rest of the chain leaves it alone.",
    needs="chain",
    sources=_CHAIN,
)

WALK_CHAIN_ERROR: Final = Requirement(
    id="WALK-3",
    level=Level.MUST,
    text=(
        "Any other error of a handler, *skip* too, ends the chain: the handlers after it are not "
        "called, no children are returned, and that very error comes out."
    ),
    editions=EVERY_EDITION,
    why="The walk has to learn of *skip*, and the children of what failed must not be visited.",
    allows="The error may be wrapped, if that very error can still be found inside.",
    needs="chain",
    sources=_CHAIN,
)

WALK_ORDER: Final = Requirement(
    id="WALK-4",
    level=Level.MUST,
    text=(
        "`walk` calls the handler for one descriptor at a time: in the order of the list, and for "
        "the children of each before the next one. *Skip*, bare or wrapped, is no error, and "
        "leaves out the children of its descriptor."
    ),
    editions=EVERY_EDITION,
    why="When a handler is called, every descriptor above it and before it has been handled.",
    allows="An error of its own, as soon as the caller has given up.",
    needs="walk",
    sources=_WALK,
)

WALK_SKIPPED_SIBLINGS: Final = Requirement(
    id="WALK-4a",
    level=Level.SHOULD,
    text="The descriptors that come after a skipped one in its list are visited.",
    editions=SEED_EDITION,
    why="The original leaves them out, which is a mistake: later releases visit them.",
    needs="walk",
    sources=_WALK,
)

WALK_SKIPPED_SIBLINGS_1_6: Final = Requirement(
    id="WALK-4b",
    level=Level.MUST,
    text="The descriptors that come after a skipped one in its list are visited.",
    editions=SINCE_1_6,
    why="*Skip* is about one descriptor, and says nothing of others.",
    needs="walk",
    sources=_WALK,
)

WALK_ERROR: Final = Requirement(
    id="WALK-4c",
    level=Level.MUST,
    text=(
        "Any other error of the handler ends the walk: it is not called again, and that very "
        "error comes out."
    ),
    editions=EVERY_EDITION,
    why="A tree of which a part is missing is no image.",
    allows="The error may be wrapped, if that very error can still be found inside.",
    needs="walk",
    sources=_WALK,
)

WALK_SIDE_BY_SIDE: Final = Requirement(
    id="WALK-5",
    level=Level.MUST,
    text="`dispatch` runs the handlers of siblings at the same time.",
    editions=EVERY_EDITION,
    why="Layers are fetched side by side: one slow download does not hold up the others.",
    allows=(
        "The implementation may limit itself to two or more handlers at a time. A limit given by "
        "the caller takes precedence."
    ),
    needs="dispatch",
    sources=_DISPATCH,
)

WALK_FIRST_FAILURE: Final = Requirement(
    id="WALK-5a",
    level=Level.MUST,
    text=(
        "The first failure of a handler in `dispatch` is what comes out, itself. It cancels the "
        "context of the handlers that still run, and of those that begin later."
    ),
    editions=EVERY_EDITION,
    why="What the others copy is of no use any more, and their errors are consequences.",
    allows=(
        "The error may be wrapped, if that very error can still be found inside. If two handlers "
        "fail at the same instant, either error may come out. A handler's asyncio task may be "
        "cancelled in the place of its context. The cancellation may come up to a second late."
    ),
    needs="dispatch",
    sources=_DISPATCH,
)

WALK_NOTHING_LEFT: Final = Requirement(
    id="WALK-5b",
    level=Level.MUST,
    text="When `dispatch` comes back, no handler runs any more, and none begins afterwards.",
    editions=EVERY_EDITION,
    why="The caller frees what handlers use: leases, stores, connections.",
    needs="dispatch",
    sources=_DISPATCH,
)

WALK_ALL: Final = Requirement(
    id="WALK-5c",
    level=Level.MUST,
    text=(
        "Unless a handler fails, `dispatch` calls it for every descriptor and for all children "
        "that it returns, and succeeds. *Skip*, bare or wrapped, is no failure, and leaves out the "
        "children of its descriptor."
    ),
    editions=EVERY_EDITION,
    why="A tree of which a part is missing is no image.",
    allows="An error of its own, as soon as the caller has given up.",
    needs="dispatch",
    sources=_DISPATCH,
)

WALK_LIMIT: Final = Requirement(
    id="WALK-5d",
    level=Level.MUST,
    text=(
        "With a limit, `dispatch` runs no more handlers than that at the same time. The limit "
        "counts running handlers only: a tree deeper than the limit is finished, too."
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
        "A descriptor that is listed twice, in one list or in several, is handled twice, and so "
        "are its children: a child that two parents share is no error."
    ),
    editions=EVERY_EDITION,
    why="The store knows what it has; a walk cannot know what a handler does at a second visit.",
    needs="visits",
    sources=(*_WALK, *_DISPATCH),
)

WALK_CONTEXT: Final = Requirement(
    id="WALK-12",
    level=Level.MUST,
    text=(
        "In `walk` and `dispatch` each call of the handler gets the caller's context, or one that "
        "is derived from it: with its values, and cancelled with it."
    ),
    editions=EVERY_EDITION,
    why="Handlers find leases, loggers and the caller's cancellation there.",
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
