"""`strace`, which is not everywhere, and which not every machine lets trace."""

from __future__ import annotations

import os

import pytest
from remotes_conformance.doors.command.stores.traced import can_trace


def need_strace() -> None:
    """Skip the test if `strace` does not work. If REMOTES_STRACE names it, fail instead."""
    if not can_trace():
        assert not os.environ.get("REMOTES_STRACE"), "strace is absent, or may not trace"
        pytest.skip("strace is absent, or may not trace")
