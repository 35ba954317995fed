"""Microseconds (CPU) to judge one journal, and many keys of one world; against another checkout.

Both sides play the same stories, those that both know, with their own reference, and judge what
they have played with their own rules, in turn, round by round. A side is a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

EDITIONS = ("2017-06", "1.6", "2.x")
MANY = (32, 64, 128)
HERE = Path(__file__).parents[1]


def side(names: list[str]) -> dict[str, float]:
    """What this process has measured, with the checkout that is on its path."""
    import remotes_reference
    from remotes_conformance.doors.python.threads import ThreadDoor
    from remotes_conformance.rules import judge
    from remotes_conformance.scenarios.stories import of_edition
    from remotes_conformance.scenarios.stories.building import task
    from remotes_conformance.scenarios.whole_calls import scenario_of

    def cost(plays: list[tuple[Any, Any]]) -> float:
        gc.disable()
        began = time.process_time()
        for scenario, journal in plays:
            judge(scenario, journal)
        took = time.process_time() - began
        gc.enable()
        return took / len(plays) * 1e6

    found: dict[str, float] = {}
    for edition in EDITIONS:
        door = ThreadDoor(remotes_reference.of_edition(edition))
        told = [one.scenario for one in of_edition(edition) if one.name in set(names)]
        found[f"a story of {edition}"] = cost([(one, door.play(one)) for one in told])
    door = ThreadDoor(remotes_reference.remotes)
    for many in MANY:
        keys = scenario_of(*(task("key", number % 3) for number in range(many)))
        found[f"{many} keys"] = cost([(keys, door.play(keys))] * 5)
    return found


def names_in(checkout: Path) -> list[str]:
    """The stories of a checkout whose plays are small."""
    code = (
        "import json; from remotes_conformance.scenarios.stories import STORIES; "
        "from remotes_conformance.scenarios.whole_calls import whole_calls; "
        "print(json.dumps([s.name for s in STORIES if not any(c.source and c.source.blob.size"
        " > 10_000 for c in whole_calls(s.scenario))]))"
    )
    return list(json.loads(_run(checkout, "-c", code)))


def _run(checkout: Path, *arguments: str, stdin: str = "") -> str:
    path = os.pathsep.join(str(checkout / root) for root in ("harness", "reference"))
    done = subprocess.run(
        [sys.executable, *arguments], input=stdin, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="the folder of another checkout")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        print(json.dumps(side(json.load(sys.stdin))))
        return
    sides = [HERE, *([options.against.resolve()] if options.against else [])]
    names = set.intersection(*(set(names_in(checkout)) for checkout in sides))
    rounds = [
        [
            json.loads(_run(one, __file__, "--side", stdin=json.dumps(sorted(names))))
            for one in sides
        ]
        for _ in range(options.rounds)
    ]
    for what in rounds[0][0]:
        figures = [median(one[place][what] for one in rounds) for place in range(len(sides))]
        ratios = [one[0][what] / one[-1][what] for one in rounds]
        told = " against ".join(f"{figure:8.0f}" for figure in figures)
        print(f"{what:<22} {told} µs, ratio {median(ratios):.2f} (best {min(ratios):.2f})")


if __name__ == "__main__":
    main()
