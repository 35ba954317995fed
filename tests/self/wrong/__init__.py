"""The shelf: deliberately wrong implementations, at least one for each rule of the contract."""

from . import fetch, fetch_asking, fetch_closing, fetch_context, key, lock, lock_cancel, lock_waits
from .shelf import SHELF, Wrong

__all__ = ["SHELF", "Wrong"]
