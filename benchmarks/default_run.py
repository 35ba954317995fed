"""What a whole run takes, as a user starts it: CPU seconds and scenarios of each profile.

With `--against FOLDER` the same is run of another checkout in turn, and compared.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from cpu import cpu_seconds, interleaved

HERE = Path(__file__).resolve().parent.parent
_SUITE = [
    sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider",
    "-c", "/dev/null", "-p", "remotes_conformance.plugin", "--pyargs", "remotes_suite",
]  # fmt: skip
REFERENCE = ("--remotes", "remotes_reference:remotes")


class Runs:
    """Runs of the suite of one checkout."""

    def __init__(self, checkout: Path, options: list[str]) -> None:
        self._checkout = checkout
        self._options = options
        self.scenarios = 0

    def cpu(self) -> float:
        """Run it once: CPU seconds, with those of its children."""
        roots = [str(self._checkout / name) for name in ("harness", "reference", "tests")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(roots)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "verdict.json")
            began = cpu_seconds()
            subprocess.run(
                [*_SUITE, "--rootdir", folder, *self._options, "--remotes-report", str(report)],
                stdout=subprocess.DEVNULL,
                check=False,
                cwd=folder,
                env=environment,
            )
            took = cpu_seconds() - began
            verdict = json.loads(report.read_text(encoding="utf-8"))
        self.scenarios = verdict["scenarios"]
        return took


def compared(
    profile: str, against: Path | None, rounds: int, how: tuple[str, ...] = REFERENCE
) -> dict[str, tuple[float, int]]:
    """By "here" and "there": CPU seconds (the median) and scenarios of a run."""
    options = [*how, "--remotes-profile", profile, "--remotes-seed", "0"]
    runs = {"here": Runs(HERE, options)}
    if against is not None:
        runs["there"] = Runs(against.resolve(), options)
    for each in runs.values():
        each.cpu()  # writes the bytecode
    took = interleaved(rounds, {name: each.cpu for name, each in runs.items()})
    return {name: (took[name], each.scenarios) for name, each in runs.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, epilog="Other options go to pytest.")
    options.add_argument("--profiles", default="quick,default")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--against", type=Path, help="another checkout")
    chosen, others = options.parse_known_args()
    print(f"{'profile':10}{'':8}{'CPU s':>8}{'scenarios':>11}{'µs each':>10}")
    for profile in chosen.profiles.split(","):
        found = compared(profile, chosen.against, chosen.rounds, tuple(others) or REFERENCE)
        for name, (took, scenarios) in found.items():
            each = took / scenarios * 1e6
            print(f"{profile:10}{name:8}{took:8.1f}{scenarios:11}{each:10.0f}")


if __name__ == "__main__":
    main()
