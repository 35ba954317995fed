"""Processes that an implementation forks.

A forked child has one thread and no world. It runs in real time, and may do what it was forked for.
Where its handler would come back into the harness, it ends: two processes cannot play one world.
"""

from __future__ import annotations

import os

from ..strands import STRANDS

_exit = os._exit
"""Taken before it is replaced."""
_is_child = False
_is_registered = False


def watch_forks() -> None:
    """From now on a forked child has no strands. Doing it again changes nothing."""
    global _is_registered
    if not _is_registered and hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_in_child)
        _is_registered = True


def end_if_forked() -> None:
    """End the process if it is a child that the implementation has forked."""
    if _is_child:
        _exit(0)


def _in_child() -> None:
    global _is_child
    # A child that the harness forks itself, outside of any world, is none of these.
    _is_child = bool(STRANDS)
    STRANDS.clear()
