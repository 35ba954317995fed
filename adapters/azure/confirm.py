"""Confirms each entry of the ledger without the harness."""

from __future__ import annotations

from pathlib import Path

from azure_client import Client
from confirming import main

if __name__ == "__main__":
    main(Path(__file__).parent, Client())
