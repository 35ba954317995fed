"""The ledger of known divergences: what is broken, is known to be, and does not fail a run.

It is strict. An entry that is no longer true fails the run, and so does a known rule that breaks
for another cause. `docs/ledger.md` describes the file.
"""

from __future__ import annotations

from .entries import BadLedger, Entry, Ledger, read_ledger

__all__ = ["BadLedger", "Entry", "Ledger", "read_ledger"]
