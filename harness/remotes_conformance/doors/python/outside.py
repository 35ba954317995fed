"""For code of the harness that waits for something outside of this process."""

from __future__ import annotations

import _thread
from collections.abc import Iterator
from contextlib import contextmanager

from ...world import Call
from ..strands import STRANDS, current
from . import patches


@contextmanager
def in_real_time() -> Iterator[None]:
    """Within, this thread gets the real time, locks and threads, whatever it is otherwise."""
    ident = _thread.get_ident()
    strand, imports = STRANDS.pop(ident, None), ident in patches.IMPORTING
    patches.IMPORTING.discard(ident)
    try:
        yield
    finally:
        if imports:
            patches.IMPORTING.add(ident)
        if strand is not None:
            STRANDS[ident] = strand


def let_others_go() -> None:
    """Others may have their turns here, if the schedule decides so."""
    strand = current()
    if strand is not None:
        strand.play.call(strand, Call(strand.task, "block", ready=lambda: True))
