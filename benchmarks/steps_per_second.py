"""Steps in a CPU second: entries of journals here, rules of a state machine of Hypothesis there.

Here, scenarios are drawn as a hunt draws them, played and judged. There, Hypothesis draws and runs
the `RuleBasedStateMachine` of its own documentation, 15 steps each. They take turns.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable

from contending import CONTENDING
from cpu import cpu_seconds, interleaved
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule, run_state_machine_as_test
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.drawing import draw
from remotes_conformance.judging.loading import load, open_bench
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.strategies.slots import Slots

_STEPS = [0]


class DatabaseComparison(RuleBasedStateMachine):
    """Copied from the documentation of Hypothesis, "Stateful tests"; each rule also counts."""

    def __init__(self) -> None:
        super().__init__()
        self.tempd = tempfile.mkdtemp()
        self.database = DirectoryBasedExampleDatabase(self.tempd)
        self.model: dict[bytes, set[bytes]] = defaultdict(set)

    keys: Bundle[bytes] = Bundle("keys")
    values: Bundle[bytes] = Bundle("values")

    @rule(target=keys, k=st.binary())
    def add_key(self, k: bytes) -> bytes:
        _STEPS[0] += 1
        return k

    @rule(target=values, v=st.binary())
    def add_value(self, v: bytes) -> bytes:
        _STEPS[0] += 1
        return v

    @rule(k=keys, v=values)
    def save(self, k: bytes, v: bytes) -> None:
        _STEPS[0] += 1
        self.model[k].add(v)
        self.database.save(k, v)

    @rule(k=keys, v=values)
    def delete(self, k: bytes, v: bytes) -> None:
        _STEPS[0] += 1
        self.model[k].discard(v)
        self.database.delete(k, v)

    @rule(k=keys)
    def values_agree(self, k: bytes) -> None:
        _STEPS[0] += 1
        assert set(self.database.fetch(k)) == self.model[k]

    def teardown(self) -> None:
        shutil.rmtree(self.tempd)


def state_machine(examples: int) -> float:
    """Steps in a CPU second of the state machine."""
    quiet = settings(
        max_examples=examples,
        stateful_step_count=15,
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    _STEPS[0] = 0
    began = cpu_seconds()
    seed(0)(run_state_machine_as_test)(DatabaseComparison, settings=quiet)
    return _STEPS[0] / (cpu_seconds() - began)


def hunting(open_it: Callable[[], Bench], examples: int) -> float:
    """Steps in a CPU second of the harness; the end of a child counts, its start does not."""
    bench, tally, steps = open_it(), Tally(), 0
    began = cpu_seconds()
    with bench.at_work():
        for data in draw(CONTENDING, examples, 0):
            steps += len(bench.examine(CONTENDING.draw(Slots(data)), tally).entries)
    bench.door.close()
    return steps / (cpu_seconds() - began)


def measured(command: str | None, rounds: int, examples: int) -> dict[str, float]:
    """The medians of steps in a CPU second, by what was measured."""

    def opened(spec: str) -> Callable[[], Bench]:
        return lambda: open_bench(load(spec)).bench

    bodies = {
        "state machine": lambda: state_machine(examples),
        "sync": lambda: hunting(opened("remotes_reference:remotes"), examples),
        "async": lambda: hunting(opened("remotes_reference.aio:remotes"), examples),
    }
    if command is not None:
        bodies["command"] = lambda: hunting(lambda: open_command(command).bench, examples)
    for body in bodies.values():
        body()  # warms up
    return interleaved(rounds, bodies)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--command", help="also measure this adapter, behind the command door")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--examples", type=int, default=300, help="of each, in each round")
    chosen = options.parse_args()
    speeds = measured(chosen.command, chosen.rounds, chosen.examples)
    print(f"{'':16}{'steps/CPU s':>12}{'ratio':>8}")
    for name, speed in speeds.items():
        print(f"{name:16}{speed:12.0f}{speed / speeds['state machine']:8.1f}")


if __name__ == "__main__":
    main()
