"""The requests of a world: one call, and its result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from ..contract.names import CollaboratorOp
from ..scenarios.scenario import Answer

Result: TypeAlias = dict[str, Any]


class Request(NamedTuple):
    """One call that is about to be served; `answer`: the scenario's answer to it."""

    now: int
    task: int
    op: CollaboratorOp
    handle: str
    args: Mapping[str, Any]
    answer: Answer | None
