"""Microseconds for one call of a collaborator, through each door, against a bare round trip.

A bare round trip is a line through two pipes and `cat`, which is what the command door cannot
do without. All are measured in turn, round by round; a ratio compares figures of one round.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from contending import BLOB, LAYER
from remotes_conformance.doors.cores import keep_on, on, one_core
from remotes_conformance.judging.bench import Bench
from remotes_conformance.judging.loading import load, open_bench
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.surroundings import Blob, Source
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of

_PIECES = 2_000
_ROUND_TRIPS = 5_000
_LINE = b'{"world":1,"now":0,"calls":[],"returns":[],"logs":[]}\n'


def many_calls() -> Scenario:
    """One fetch that reads and writes many pieces of one byte."""
    blob = Blob(BLOB.pattern, _PIECES)
    layer = replace(LAYER, size=_PIECES)
    return scenario_of(WholeCall("fetch", layer, Source(blob, pieces=(1,))))


def per_call(bench: Bench) -> float:
    """Microseconds of one call: served, written down, and answered."""
    scenario = many_calls()
    with bench.at_work():
        began = time.perf_counter()
        journal = bench.play(scenario)
        took = time.perf_counter() - began
    calls = sum(entry.handle != "" for entry in journal.entries)
    assert calls > _PIECES, f"only {calls} calls: {journal.stuck}"
    return took / calls * 1e6


def bare_round_trip() -> float:
    """Microseconds of a line to another process and back, both on one core."""
    core = one_core()
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as cat:
        assert cat.stdin is not None
        assert cat.stdout is not None
        keep_on(core, cat.pid)
        there, back = cat.stdin.fileno(), cat.stdout.fileno()
        with on(core):
            began = time.perf_counter()
            for _ in range(_ROUND_TRIPS):
                os.write(there, _LINE)
                os.read(back, 65536)
            took = time.perf_counter() - began
    return took / _ROUND_TRIPS * 1e6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--command", action="append", default=[], help="also measure this adapter (repeatable)"
    )
    options.add_argument("--rounds", type=int, default=10)
    chosen = options.parse_args()

    measures: dict[str, Callable[[], float]] = {"bare round trip": bare_round_trip}
    benches = {
        "sync": open_bench(load("remotes_reference:remotes")).bench,
        "async": open_bench(load("remotes_reference.aio:remotes")).bench,
    }
    for command in chosen.command:
        benches[os.path.basename(command)] = open_command(command).bench
    for name, bench in benches.items():
        measures[name] = lambda bench=bench: per_call(bench)  # type: ignore[misc]

    taken: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(-1, chosen.rounds):
        for name, measure in measures.items():
            microseconds = measure()
            if number >= 0:  # the first round only warms up
                taken[name].append(microseconds)

    floor = taken["bare round trip"]
    print(f"{'':28}{'median µs':>10}{'best µs':>10}{'median ratio':>14}{'best ratio':>12}")
    for name, measured in taken.items():
        ratios = [one / bare for one, bare in zip(measured, floor, strict=True)]
        print(
            f"{name:28}{median(measured):10.1f}{min(measured):10.1f}"
            f"{median(ratios):14.1f}{min(ratios):12.1f}"
        )


if __name__ == "__main__":
    main()
