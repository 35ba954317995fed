"""How long a whole run takes, as a user starts it: seconds and scenarios of each profile."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_SUITE = [
    sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider",
    "-c", "/dev/null", "-p", "remotes_conformance.plugin", "--pyargs", "remotes_suite",
]  # fmt: skip


def judge(options: list[str]) -> tuple[float, int, bool]:
    """Seconds, scenarios, and whether it was conformant."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "verdict.json")
        began = time.perf_counter()
        subprocess.run(
            [*_SUITE, "--rootdir", folder, *options, "--remotes-report", str(report)],
            stdout=subprocess.DEVNULL,
            check=False,
        )
        took = time.perf_counter() - began
        verdict = json.loads(report.read_text(encoding="utf-8"))
    return took, verdict["scenarios"], verdict["outcome"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, epilog="Other options go to pytest.")
    options.add_argument("--profiles", default="quick,default")
    options.add_argument("--rounds", type=int, default=3)
    chosen, others = options.parse_known_args()
    how = others or ["--remotes", "remotes_reference:remotes"]
    print(f"{'profile':12}{'best s':>8}{'worst s':>9}{'scenarios':>11}  conformant")
    for profile in chosen.profiles.split(","):
        runs = [judge([*how, "--remotes-profile", profile]) for _ in range(chosen.rounds)]
        seconds = [took for took, _, _ in runs]
        print(
            f"{profile:12}{min(seconds):8.1f}{max(seconds):9.1f}{runs[-1][1]:11}"
            f"  {'yes' if all(conformant for _, _, conformant in runs) else 'no'}"
        )


if __name__ == "__main__":
    main()
