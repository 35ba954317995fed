"""CPU seconds from the opened bench to the first violation, reported with its story.

Fifteen of the wrong implementations in tests/self/wrong are judged, spread over the whole shelf,
part by part in the order of the plan, up to the first part that finds something.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from cpu import cpu_seconds
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.plan import whole_plan

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests" / "self"))
from wrong import SHELF

NUMBER = 15


def first_finding(name: str) -> tuple[float, int, str]:
    """CPU seconds, scenarios that were played, and the part that found it ("": none did)."""
    wrong = SHELF[name]
    bench = open_bench(wrong.factory(), edition=wrong.edition).bench
    played, began = 0, cpu_seconds()
    for part in whole_plan():
        if part.can_be_played(bench.edition, bench.kinds):
            result = part.run(bench, PROFILES["default"], 0)
            played += result.scenarios
            if result.violations:
                return cpu_seconds() - began, played, part.title
    return cpu_seconds() - began, played, ""


def measured() -> list[tuple[str, float, int, str]]:
    """The name of each, and what `first_finding` gives."""
    names = list(SHELF)
    chosen = [names[place * len(names) // NUMBER] for place in range(NUMBER)]
    first_finding(chosen[0])  # warms up
    return [(name, *first_finding(name)) for name in chosen]


def main() -> None:
    found = measured()
    print(f"{'CPU s':>7}{'scenarios':>11}  wrong implementation, and what found it")
    for name, took, played, part in sorted(found, key=lambda one: one[1]):
        print(f"{took:7.2f}{played:11}  {name}: {part or 'nothing'}")
    print(f"{median(took for _, took, _, _ in found):7.2f}  median")


if __name__ == "__main__":
    main()
