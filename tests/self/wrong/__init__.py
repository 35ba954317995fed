"""The shelf: deliberately wrong implementations, at least one for each rule of the contract."""

from importlib import import_module

from .shelf import SHELF, Wrong

_SECTIONS = (
    "key", "lock", "lock_waits", "lock_cancel", "fetch", "fetch_asking", "fetch_context",
    "fetch_closing", "copy_bytes", "copy_resume", "copy_faults", "copy_commit",
)  # fmt: skip

for _section in _SECTIONS:
    import_module(f"{__name__}.{_section}")

__all__ = ["SHELF", "Wrong"]
