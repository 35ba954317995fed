"""Scenarios per second through Hypothesis, against the same strategy with an empty body.

The bodies take turns, round by round, and draw the same: what differs is that a scenario is played
and judged. A ratio compares bodies within one round, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

from contending import contending
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from remotes_conformance.bench import Bench, Tally
from remotes_conformance.doors.command import open_command
from remotes_conformance.loading import load, open_bench
from remotes_conformance.scenario import Scenario

Body = Callable[[Scenario], object]


def played_and_judged(bench: Bench) -> Body:
    """What the harness does with each scenario."""
    tally = Tally()
    return lambda scenario: bench.examine(scenario, tally)


def examples_per_second(body: Body, examples: int, number: int) -> float:
    """How fast Hypothesis gets through *examples* of *body*; *number* determines what is drawn."""
    as_the_hunt = settings(
        max_examples=examples,
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    played = 0

    def count(scenario: Scenario) -> None:
        nonlocal played
        played += 1
        body(scenario)

    explore = seed(number)(as_the_hunt(given(scenario=contending())(count)))
    began = time.perf_counter()
    explore()
    return played / (time.perf_counter() - began)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--command", help="also measure this adapter, behind the command door")
    options.add_argument("--rounds", type=int, default=8)
    options.add_argument("--examples", type=int, default=300, help="of each body, in each round")
    chosen = options.parse_args()

    bodies: dict[str, Body] = {"empty body": lambda scenario: None}
    for door, spec in (
        ("sync", "remotes_reference:remotes"),
        ("async", "remotes_reference.aio:remotes"),
    ):
        bodies[door] = played_and_judged(open_bench(load(spec)).bench)
    if chosen.command:
        bodies["command"] = played_and_judged(open_command(chosen.command).bench)

    speeds: dict[str, list[float]] = {name: [] for name in bodies}
    for number in range(-1, chosen.rounds):
        for name, body in bodies.items():
            speed = examples_per_second(body, chosen.examples, number)
            if number >= 0:  # the first round only warms up
                speeds[name].append(speed)

    floor = speeds["empty body"]
    print(f"{'':12}{'median /s':>10}{'best /s':>10}{'median ratio':>14}{'best ratio':>12}")
    for name, measured in speeds.items():
        ratios = [speed / empty for speed, empty in zip(measured, floor, strict=True)]
        print(
            f"{name:12}{median(measured):10.0f}{max(measured):10.0f}"
            f"{median(ratios):14.2f}{max(ratios):12.2f}"
        )


if __name__ == "__main__":
    main()
