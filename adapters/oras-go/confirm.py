"""Confirms each entry of the ledger without the harness: `confirm.py PROGRAM`, the built one."""

from __future__ import annotations

import sys
from pathlib import Path

from commands import Commands
from confirming import main

if __name__ == "__main__":
    program = sys.argv.pop(1)
    pull = f"{program} {{registry}}/{{name}}@{{digest}} {{out}} {{user}} {{password}}"
    main(Path(__file__).parent, Commands(pull=pull))
