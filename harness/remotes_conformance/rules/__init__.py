"""The rules: one small check per requirement, over a scenario and its journal.

A check says when its rule applied and whether it was kept. It states the contract from the
catalogue's text, and knows no implementation.
"""

from . import (
    conduct,
    copying,
    copying_faults,
    fetch,
    key,
    later_copying,
    later_handlers,
    later_key,
    lock,
    push,
    resets,
    resuming,
    side_by_side,
)
from .case import Case
from .finding import Broken, Finding, Kept
from .registry import CHECKS, Judgement, judge
from .run import Run

__all__ = ["CHECKS", "Broken", "Case", "Finding", "Judgement", "Kept", "Run", "judge"]

_SECTIONS = (key, lock, side_by_side, fetch, copying, copying_faults, resuming, push, conduct)
_LATER = (later_key, later_handlers, later_copying, resets)
