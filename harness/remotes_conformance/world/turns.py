"""The words in which doors and the kernel take turns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, cast

from ..contract.names import CollaboratorOp, StoreOp, StrandOp
from .journal import Refusal, Stuck


class Call(NamedTuple):
    """A request of a strand. `op`: a collaborator's, or "start", "wait", "block", "line",
    "yield".

    line: the strand comes to the line `handle` of its code for the `nth` time of its `args`, where
    the scenario hands its turn over.
    yield: other strands may go on, and by itself the one that has yielded goes on last.
    `seconds` (wait, block): how long at the most. `ready` (block): whether it can go on.
    `external`: the collaborator is a plug; its caller calls it when it is served, and then
    reports it to the world with `record`.
    """

    task: int
    op: StrandOp
    handle: str = ""
    args: Mapping[str, Any] = {}
    seconds: float | None = None
    heeds_cancel: bool = False
    ready: Callable[[], bool] | None = None
    external: bool = False

    @property
    def asked(self) -> CollaboratorOp:
        """The `op` of a call of a collaborator: none of the strand's own acts."""
        return cast("CollaboratorOp", self.op)

    @property
    def store_op(self) -> StoreOp:
        """The `op` of a call that a script makes of a store."""
        return cast("StoreOp", self.op)


class Served(NamedTuple):
    """It is `strand`'s turn, with this answer. wait and block answer `woken` (True: before time).

    `posted`: when an external call was made; it has no answer yet.
    """

    strand: str
    result: Mapping[str, Any] = {}
    refusal: Refusal | None = None
    woken: bool = False
    posted: int = 0


class Idle(NamedTuple):
    """No strand can go on before `until` (None: ever), as far as the kernel knows."""

    until: int | None


class Over(NamedTuple):
    """Every task has come back, or `stuck`."""

    stuck: Stuck | None
