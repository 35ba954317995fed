"""The shelf: deliberately wrong implementations, at least one for each rule of the contract."""

from . import key, lock, lock_waits
from .shelf import SHELF, Wrong

__all__ = ["SHELF", "Wrong"]
