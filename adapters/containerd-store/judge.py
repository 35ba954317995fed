#!/usr/bin/env python3
"""Judge containerd's content service against the ledger: judge.py [OPTION OF PYTEST …].

The exit status is 1 if it breaks what the ledger does not list, or keeps what it lists.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from daemon import daemon

LEDGER = Path(__file__).with_name("ledger-store.toml")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="ctrd-") as folder, daemon(Path(folder)):
        words = [
            sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", folder, "-q",
            "--no-header", "--tb=no", "-rN", "-p", "no:cacheprovider",
            "-p", "remotes_conformance.plugin", "--pyargs", "remotes_suite",
            "--remotes-content-socket", f"unix:{folder}/c.sock", "--remotes-seed", "1",
            "--remotes-ledger", str(LEDGER), *sys.argv[1:],
        ]  # fmt: skip
        return subprocess.run(words, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
