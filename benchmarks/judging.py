"""Microseconds (CPU) to judge one journal, and many keys of one world; against another checkout.

Both sides play the same stories, those that both know, with their own reference, and judge what
they have played with their own rules, in turn, round by round. A side is a process of its own.
The other checkout may be older than the rooms (8c692c2 is): its modules stand elsewhere.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

EDITIONS = ("2017-06", "1.6", "2.x")
MANY = (32, 64, 128)
PASSES = 5
"""How often each side judges all of it in a round, after a first time that does not count."""
HERE = Path(__file__).parents[1]


def side(names: list[str]) -> dict[str, float]:
    """What this process has measured, with the checkout that is on its path."""
    import remotes_reference
    from remotes_conformance.rules import judge

    stories = _module("scenarios.stories", "stories")
    task = _module("scenarios.stories.building", "stories.building").task
    thread_door = _module("doors.python.threads", "doors.threads").ThreadDoor
    scenario_of = getattr(_module("scenarios.whole_calls", "scenario"), "scenario_of", None)

    def cost(plays: list[tuple[Any, Any]]) -> float:
        gc.disable()
        took = []
        for _ in range(1 + PASSES):
            began = time.process_time()
            for scenario, journal in plays:
                judge(scenario, journal)
            took.append(time.process_time() - began)
        gc.enable()
        return median(took[1:]) / len(plays) * 1e6

    found: dict[str, float] = {}
    for edition in EDITIONS:
        door = thread_door(remotes_reference.of_edition(edition))
        played = [one.scenario for one in stories.of_edition(edition) if one.name in set(names)]
        found[f"a story of {edition}"] = cost([(one, door.play(one)) for one in played])
    door = thread_door(remotes_reference.remotes)
    for many in MANY:
        calls = tuple(task("key", number % 3) for number in range(many))
        keys = scenario_of(*calls) if scenario_of else _module("scenario").Scenario(calls)
        found[f"{many} keys"] = cost([(keys, door.play(keys))] * 5)
    return found


def _module(*places: str) -> Any:
    """The module of the checkout on the path that stands at one of these places."""
    for place in places:
        name = f"remotes_conformance.{place}"
        with suppress(ModuleNotFoundError):
            return import_module(name)
    raise ModuleNotFoundError(f"no module at any of {places}")


def names() -> list[str]:
    """The stories of the checkout on the path whose plays are small."""
    calls_of = getattr(_module("scenarios.whole_calls", "scenario"), "whole_calls", None)
    return [
        one.name
        for one in _module("scenarios.stories", "stories").STORIES
        if not any(
            call.source and call.source.blob.size > 10_000
            for call in (calls_of(one.scenario) if calls_of else one.scenario.tasks)
        )
    ]


def _run(checkout: Path, what: str, stdin: str = "") -> Any:
    path = os.pathsep.join(str(checkout / root) for root in ("harness", "reference"))
    done = subprocess.run(
        [sys.executable, __file__, "--side", what],
        input=stdin, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    return json.loads(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path, help="the folder of another checkout")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--side", choices=("names", "costs"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        print(json.dumps(names() if options.side == "names" else side(json.load(sys.stdin))))
        return
    sides = [HERE, *([options.against.resolve()] if options.against else [])]
    known = [set(_run(one, "names")) for one in sides]
    both = json.dumps(sorted(set.intersection(*known)))
    rounds = [[_run(one, "costs", both) for one in sides] for _ in range(options.rounds)]
    for what in rounds[0][0]:
        figures = [median(one[place][what] for one in rounds) for place in range(len(sides))]
        ratios = [one[0][what] / one[-1][what] for one in rounds]
        compared = " against ".join(f"{figure:8.0f}" for figure in figures)
        print(f"{what:<22} {compared} µs, ratio {median(ratios):.2f} (best {min(ratios):.2f})")


if __name__ == "__main__":
    main()
