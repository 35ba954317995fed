"""How playing and judging grow with the size of a blob, the calls, the tasks and the refusals.

Each scenario is played and judged several times; medians, in milliseconds of CPU time. The last
column says, for play and for judging, how much longer one entry takes than in the first row of the
same sort: up to 1 the growth is linear.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import TypeVar

from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.judging.loading import load, open_bench
from remotes_conformance.media_types import OCI_LAYER
from remotes_conformance.rules import judge
from remotes_conformance.scenarios.scenario import Answer, Scenario
from remotes_conformance.scenarios.surroundings import Blob, Source
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of

_T = TypeVar("_T")
ROUNDS = 7


def _fetch(size: int, piece: int, number: int = 0) -> WholeCall:
    blob = Blob(b"%04d" % number, size)
    described = Descriptor(OCI_LAYER, digest_of(blob.content), size)
    return WholeCall("fetch", described, Source(blob, pieces=(piece,)))


def _bytes(size: int) -> Scenario:
    return scenario_of(_fetch(size, 64 * 1024))


def _calls(pieces: int) -> Scenario:
    return scenario_of(_fetch(8 * pieces, 8))


def _tasks(number: int) -> Scenario:
    return scenario_of(*(_fetch(40, 16, task) for task in range(number)))


def _keys(number: int) -> Scenario:
    calls = (_fetch(40, 16, task).descriptor for task in range(number))
    return scenario_of(*(WholeCall("key", described) for described in calls))


def _contenders(number: int) -> Scenario:
    return scenario_of(*(_fetch(40, 16) for _ in range(number)))


def _refusals(number: int) -> Scenario:
    call = _fetch(40, 16)
    answers = tuple(Answer("Writer", nth, error="locked") for nth in range(1, number + 1))
    return scenario_of(WholeCall("fetch", call.descriptor, call.source, answers=answers))


GROWTHS: tuple[tuple[str, Callable[[int], Scenario], tuple[int, ...]], ...] = (
    ("bytes", _bytes, (1 << 16, 1 << 20, 1 << 22, 1 << 24)),
    ("pieces", _calls, (10, 100, 1_000, 10_000)),
    ("fetches of different blobs", _tasks, (2, 8, 32, 128)),
    ("fetches of one blob", _contenders, (2, 8, 32)),
    ("keys", _keys, (2, 8, 32, 128)),
    ("refusals", _refusals, (10, 100, 1_000)),
)


def _timed(function: Callable[[], _T]) -> tuple[float, _T]:
    began = time.process_time()
    value = function()
    return (time.process_time() - began) * 1e3, value


def measured() -> list[tuple[str, int, int, float, float]]:
    """What grows, how much of it, entries of the journal, and milliseconds to play and to judge."""
    bench, rows = open_bench(load("remotes_reference:remotes")).bench, []
    for name, make, sizes in GROWTHS:
        for size in sizes:
            scenario, played, judged = make(size), list[float](), list[float]()
            bench.play(scenario)
            for _ in range(ROUNDS):
                took, journal = _timed(lambda s=scenario: bench.play(s))
                played.append(took)
                judged.append(_timed(lambda s=scenario, j=journal: judge(s, j, bench.kinds))[0])
            rows.append((name, size, len(journal.entries), median(played), median(judged)))
    return rows


def main() -> None:
    print(
        f"{'what grows':28}{'number':>10}{'entries':>9}{'play ms':>9}{'judge ms':>9}{'growth':>14}"
    )
    first: dict[str, tuple[int, float, float]] = {}
    for name, size, entries, played, judged in measured():
        base = first.setdefault(name, (entries, played, judged))
        more = entries / base[0]
        grown = f"{played / base[1] / more:6.1f} {judged / base[2] / more:6.1f}"
        print(f"{name:28}{size:10}{entries:9}{played:9.2f}{judged:9.2f}{grown:>14}")


if __name__ == "__main__":
    main()
