"""The targets of speed, and what this checkout reaches, as the table in README.md.

`git worktree add FOLDER 8c692c2` makes the checkout to compare with. Ratios are of CPU seconds
within one run; whatever is compared takes turns.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import first_finding
import steps_per_second
from default_run import compared


def _runs(before: Path, rounds: int) -> Iterator[tuple[str, float, float]]:
    for profile, aim in (("default", 2.2), ("quick", 1.5)):
        found = compared(profile, before, rounds)
        (here, played), (there, played_before) = found["here"], found["there"]
        print(f"# {profile}: {there:.1f} s, {played_before} scenarios; now {here:.1f} s, {played}")
        yield f"{profile} run, times faster than before", aim, there / here
        each = (there / played_before) / (here / played)
        yield f"{profile} run, the same for each scenario", aim, each


def _steps(command: str | None, rounds: int) -> Iterator[tuple[str, float, float]]:
    speeds = steps_per_second.measured(command, rounds, 300)
    for name, aim in (("sync", 6.0), ("async", 5.0), ("command", 2.5)):
        if name in speeds:
            ratio = speeds[name] / speeds["state machine"]
            yield f"steps, times those of a state machine: {name}", aim, ratio


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--before", type=Path, help="a checkout to compare with")
    options.add_argument("--command", help="an adapter that is measured as well")
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()

    rows = list(_runs(chosen.before, chosen.rounds)) if chosen.before else []
    rows += _steps(chosen.command, chosen.rounds)
    took = median(took for _, took, _, _ in first_finding.measured())
    print("| what | aim | measured | |\n|---|---|---|---|")
    for what, aim, ratio in rows:
        print(f"| {what} | ≥ {aim} | {ratio:.2f} | {'reached' if ratio >= aim else 'missed'} |")
    reached = "reached" if took <= 0.2 else "missed"
    print(f"| CPU seconds to the first finding, median of 15 | ≤ 0.2 | {took:.2f} | {reached} |")


if __name__ == "__main__":
    main()
