"""Scenarios per second through Hypothesis, against the same strategy with an empty body.

The bodies take turns, round by round, and draw the same: what differs is that a scenario is played
and judged. A ratio compares bodies within one round, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import time
from contextlib import nullcontext
from statistics import median

from contending import contending
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.loading import load, open_bench
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.scenario import Scenario


def examples_per_second(bench: Bench | None, examples: int, number: int) -> float:
    """How fast Hypothesis gets through *examples*; *number* determines what is drawn.

    Each is played and judged on *bench*; None: nothing is done with it.
    """
    as_the_hunt = settings(
        max_examples=examples,
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    tally = Tally()
    drawn = 0

    def examine(scenario: Scenario) -> None:
        nonlocal drawn
        drawn += 1
        if bench is not None:
            bench.examine(scenario, tally)

    explore = seed(number)(as_the_hunt(given(scenario=contending())(examine)))
    with bench.at_work() if bench is not None else nullcontext():
        began = time.perf_counter()
        explore()
        return drawn / (time.perf_counter() - began)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--command", help="also measure this adapter, behind the command door")
    options.add_argument("--rounds", type=int, default=8)
    options.add_argument("--examples", type=int, default=300, help="of each body, in each round")
    chosen = options.parse_args()

    benches: dict[str, Bench | None] = {
        "empty body": None,
        "sync": open_bench(load("remotes_reference:remotes")).bench,
        "async": open_bench(load("remotes_reference.aio:remotes")).bench,
    }
    if chosen.command:
        benches["command"] = open_command(chosen.command).bench

    speeds: dict[str, list[float]] = {name: [] for name in benches}
    for number in range(-1, chosen.rounds):
        for name, bench in benches.items():
            speed = examples_per_second(bench, chosen.examples, number)
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
