"""Confirms each entry of the ledger without the harness."""

from __future__ import annotations

from pathlib import Path

from confirming import main
from crpy_client import Client

if __name__ == "__main__":
    main(Path(__file__).parent, Client())
