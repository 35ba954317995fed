"""WALK: stories of chains, walks and dispatches, with handlers of ours."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from ...content import Descriptor
from ...media_types import OCI_CONFIG, OCI_LAYER, OCI_MANIFEST
from ..scenario import MILLISECOND, SECOND, Cancel
from ..trees import Visit
from .building import Story, since_1_6
from .planting import LONG, A, B, C, D, E, F, both_ways, chained, node, over, tree

_M, _N = node("manifest M", OCI_MANIFEST), node("manifest N", OCI_MANIFEST)
_CONFIG, _LAYER = node("config", OCI_CONFIG), node("layer", OCI_LAYER)
_BASE = node("base layer", OCI_LAYER)
_SLOW = Visit(waits=SECOND)
_BROKEN_OFF = Visit(waits=LONG, heeds=True)
_UNHEEDING = Visit(waits=5 * SECOND)


def _whole(descriptor: Descriptor) -> Descriptor:
    """The same with all fields."""
    return replace(
        descriptor,
        annotations={"a.b": "c"},
        urls=("https://example.com/there",),
        platform={"architecture": "arm64", "os": "linux"},
    )


_DEEP = [node(f"index {number}") for number in range(1, 13)]
_LONG_CHAIN = {above: [below] for above, below in pairwise(_DEEP)}

_CHAINS = (
    chained("a chain of three handlers", Visit((A, B)), Visit(), Visit((C, A))),
    chained("a chain without handlers"),
    chained("a chain that is stopped", Visit((A,)), Visit((B,), "stop"), Visit((C,))),
    chained("a chain that is stopped at once", Visit((), "stop"), Visit((C,))),
    *(
        chained(
            f"a chain with a stop, wrapped ({wrap})", Visit((A,)), Visit((), "stop", wrap), _SLOW
        )
        for wrap in ("from", "subclass", "group", "twice")
    ),
    chained(
        "a chain whose second handler fails", Visit((A,)), Visit((), "unavailable"), Visit((C,))
    ),
    chained("a chain with a skip", Visit((A,)), Visit((), "skip"), Visit((C,))),
    chained("a chain with a wrapped error", Visit((A,)), Visit((), "other", "from"), Visit((C,))),
    chained(
        "a chain over a descriptor with all fields",
        Visit((_whole(A),)),
        Visit((_whole(B),)),
        of=_whole(node("manifest", OCI_MANIFEST)),
    ),
    chained("a chain whose handlers take their time", Visit((A,), waits=SECOND), _SLOW, _SLOW),
)

_ORDERS = (
    *both_ways(
        "{} over an image of two platforms",
        tree(A, nodes={A: [_M, _N], _M: [_CONFIG, _BASE], _N: [_CONFIG, _LAYER, _BASE]}),
    ),
    *both_ways(
        "{} over descriptors with all fields",
        tree(_whole(A), nodes={A: [_whole(B), D], B: [_whole(C)]}),
    ),
    *both_ways("{} over a deep tree", tree(_DEEP[0], nodes=_LONG_CHAIN)),
    *both_ways("{} over a wide tree", tree(A, nodes={A: [node(f"{n}") for n in range(40)]})),
    *both_ways("{} over several roots", tree(A, B, C, nodes={A: [D], B: [E, F]})),
    *both_ways(
        "{} of handlers that take their time",
        tree(A, nodes={A: Visit((B, C), waits=SECOND), B: _SLOW, C: Visit((D,), waits=SECOND)}),
    ),
    *both_ways("{} over a list with a descriptor twice", tree(A, nodes={A: [B, C, B], B: [D]})),
    *both_ways("{} over a list of one descriptor twice", tree(A, A, nodes={A: [B]})),
    *both_ways("{} over a diamond", tree(A, nodes={A: [B, C], B: [D], C: [D], D: [E]})),
    *both_ways(
        "{} over a circle that ends at the second time",
        tree(A, nodes={A: [Visit((B,)), Visit()], B: [A, C]}),
    ),
    *both_ways("{} of a caller that has given up", tree(A, nodes={A: [B]}), cancel=Cancel(at=0)),
)

_SKIPS = (
    *both_ways(
        "{} with a skip",
        tree(A, nodes={A: [B, C, D], B: [E], C: Visit(error="skip"), D: [F]}),
    ),
    *both_ways("{} with a skip at the end", tree(A, nodes={A: [B, C], C: Visit(error="skip")})),
    *both_ways("{} of roots with a skip", tree(A, B, nodes={A: Visit(error="skip"), B: [C]})),
    *(
        variant
        for wrap in ("from", "subclass", "group", "twice")
        for variant in both_ways(
            f"{{}} with a skip, wrapped ({wrap})",
            tree(A, nodes={A: [B, C, D], C: Visit((), "skip", wrap)}),
        )
    ),
)

_FAILURES = (
    *both_ways(
        "{} in which a handler fails",
        tree(A, nodes={A: [B, C], B: Visit(error="unavailable"), C: _SLOW}),
    ),
    *both_ways(
        "{} in which a handler fails with a wrapped error",
        tree(A, nodes={A: [B, C], B: Visit((), "not_found", "from"), C: _SLOW}),
    ),
    *both_ways(
        "{} in which a handler stops without a chain",
        tree(A, nodes={A: [B, C], B: Visit(error="stop"), C: _SLOW}),
    ),
    *both_ways(
        "{} in which a handler reports exists",
        tree(A, nodes={A: [B, C], B: Visit(error="exists"), C: _SLOW}),
    ),
    *both_ways(
        "{} whose caller gives up",
        tree(A, nodes={A: [B, C], B: _BROKEN_OFF, C: _BROKEN_OFF}),
        cancel=Cancel(at=10 * SECOND),
    ),
    *both_ways(
        "{} whose caller gives up, with a handler that goes on",
        tree(A, nodes={A: _UNHEEDING}),
        cancel=Cancel(at=SECOND),
    ),
)

_FAILS_LATER = Visit(waits=SECOND, error="unavailable")

_SIDE_BY_SIDE = (
    Story(
        "a dispatch of siblings that take their time",
        over("dispatch", tree(A, nodes={A: [B, C, D], B: _SLOW, C: _SLOW, D: _SLOW})),
    ),
    Story(
        "a dispatch in which one fails and the others are broken off",
        over(
            "dispatch",
            tree(A, nodes={A: [B, C, D], B: _BROKEN_OFF, C: _FAILS_LATER, D: _BROKEN_OFF}),
        ),
    ),
    Story(
        "a dispatch in which a child fails, and its parent's sibling is broken off",
        over("dispatch", tree(A, nodes={A: [B, C], B: [D], C: _BROKEN_OFF, D: _FAILS_LATER})),
    ),
    Story(
        "a dispatch in which a child fails, its sibling goes on, and its parent's fails later",
        over(
            "dispatch",
            tree(
                A,
                nodes={
                    A: [B, C],
                    B: [D, E],
                    C: Visit(waits=3 * SECOND, error="not_found"),
                    D: _FAILS_LATER,
                    E: _UNHEEDING,
                },
            ),
        ),
    ),
    Story(
        "a dispatch in which a child fails, its sibling goes on, and its parent's is broken off",
        over(
            "dispatch",
            tree(
                A,
                nodes={A: [B, C], B: [D, E], C: _BROKEN_OFF, D: _FAILS_LATER, E: _UNHEEDING},
            ),
        ),
    ),
    Story(
        "a dispatch in which one fails and another goes on for a while",
        over("dispatch", tree(A, nodes={A: [B, C], B: _FAILS_LATER, C: _UNHEEDING})),
    ),
    Story(
        "a dispatch in which children come after a failure",
        over(
            "dispatch",
            tree(
                A,
                nodes={
                    A: [B, C],
                    B: _FAILS_LATER,
                    C: replace(_UNHEEDING, children=(D,)),
                    D: _BROKEN_OFF,
                },
            ),
        ),
    ),
    Story(
        "a dispatch in which two fail, one after the other",
        over(
            "dispatch",
            tree(
                A,
                nodes={
                    A: [B, C],
                    B: replace(_FAILS_LATER, waits=3 * SECOND, error="not_found"),
                    C: _FAILS_LATER,
                },
            ),
        ),
    ),
    Story(
        "a dispatch in which a handler fails at once",
        over("dispatch", tree(A, nodes={A: [B, C], B: Visit(error="other"), C: _BROKEN_OFF})),
        branches=True,
    ),
    Story(
        "a dispatch of two that take no time",
        over("dispatch", tree(A, B, nodes={A: [C], B: [C]})),
        branches=True,
    ),
)

_QUICK = Visit(waits=10 * MILLISECOND)
_WIDE = [node(f"layer {number}", OCI_LAYER) for number in range(1, 8)]

_LIMITED = since_1_6(
    Story(
        "a dispatch with a limit, over a wide tree",
        over("dispatch", tree(A, nodes={A: _WIDE, **dict.fromkeys(_WIDE, _QUICK)}), limit=2),
    ),
    Story(
        "a dispatch with a limit of one, over a deep tree",
        over("dispatch", tree(A, nodes={A: [B, C], B: [D], C: [D], D: [E]}), limit=1),
    ),
    Story(
        "a dispatch with a limit, in which one fails",
        over(
            "dispatch",
            tree(A, nodes={A: [B, C, D, E], B: _FAILS_LATER, C: _BROKEN_OFF, D: _QUICK}),
            limit=2,
        ),
    ),
    Story(
        "a dispatch with a limit, whose caller gives up while one waits for it",
        over(
            "dispatch",
            tree(A, B, C, nodes={A: _UNHEEDING, B: _UNHEEDING}),
            limit=2,
            cancel=Cancel(at=2 * SECOND),
        ),
    ),
    Story(
        "a dispatch with a limit, in which one fails while children wait for it",
        over(
            "dispatch",
            tree(A, B, nodes={A: _FAILS_LATER, B: [C, D, E], C: _UNHEEDING, D: _UNHEEDING}),
            limit=2,
        ),
    ),
)

STORIES: tuple[Story, ...] = (
    *_CHAINS, *_ORDERS, *_SKIPS, *_FAILURES, *_SIDE_BY_SIDE, *_LIMITED,
)  # fmt: skip
