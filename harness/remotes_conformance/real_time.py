"""Judging where time cannot be controlled: an adapter without the capability `virtual-time`.

Only scenarios in which nobody waits are played, in a world whose clock stands still; and one
ladder of waits, in real time, with tolerances that hold on a busy machine. Rules about other waits
do not apply, and stay unproven.
"""

from __future__ import annotations

from itertools import pairwise

from .journal import Journal
from .rules import Broken, Judgement
from .rules.finding import KEPT
from .rules.waits import ms, wait_after
from .scenario import MILLISECOND, Scenario

NEEDED = ("LOCK-2", "LOCK-6", "LOCK-7", "LOCK-9", "LOCK-10", "LOCK-11")
"""Rules that cannot be judged without a clock of the harness's own."""
_ABOUT_A_LADDER = frozenset({"LOCK-1", "LOCK-3", "RUN-1", "RUN-2"})
RUNGS = 9
SAMPLES = 5
"""Plays of one ladder, before a wait that is too long is taken to be the implementation's."""


def can_be_played(scenario: Scenario) -> bool:
    """Whether *scenario* makes sense in real time."""
    return is_ladder(scenario) or (
        not scenario.holders
        and len({task.descriptor.digest for task in scenario.tasks}) == len(scenario.tasks)
        and not any(
            task.at
            or (task.cancel is not None and task.cancel.at)
            or any(answer.delay or answer.error == "locked" for answer in task.answers)
            for task in scenario.tasks
        )
    )


def is_ladder(scenario: Scenario) -> bool:
    """Whether it is the one story of waits: a call whose ref is refused nine times, then given."""
    if len(scenario.tasks) != 1 or scenario.holders or scenario.edition != "2017-06":
        return False
    (task,) = scenario.tasks
    refusals = [(answer.op, answer.nth, answer.error) for answer in task.answers]
    expected = [("Writer", nth, "locked") for nth in range(1, RUNGS + 1)]
    return refusals == expected and not any(answer.delay or answer.wrap for answer in task.answers)


def _waits(journal: Journal) -> list[tuple[int, int]]:
    """What each wait of a ladder should be, and what it was, in nanoseconds."""
    asked = [entry for entry in journal.entries if entry.op == "Writer"]
    pairs = enumerate(pairwise(asked), 1)
    return [(wait_after(number), after.at - before.done) for number, (before, after) in pairs]


def _too_short(wanted: int, waited: int) -> bool:
    # Stamped before the refusal leaves and after the next call has come: never less than the wait.
    return waited < wanted - MILLISECOND - wanted // 1000


def _too_long(wanted: int, waited: int) -> bool:
    return waited > wanted * 3 // 2 + 4 * MILLISECOND


def is_doubtful(journal: Journal) -> bool:
    """Whether a wait was too long, and none too short: then the machine may have been busy."""
    waits = _waits(journal)
    return any(_too_long(*wait) for wait in waits) and not any(_too_short(*w) for w in waits)


def adjusted(judgement: Judgement, scenario: Scenario, journal: Journal) -> Judgement:
    """*judgement*, without what cannot be said in real time, and with what can."""
    ladder = is_ladder(scenario)
    kept = Judgement()
    for id, times in judgement.applied.items():
        if id in _ABOUT_A_LADDER if ladder else id not in NEEDED:
            kept.applied[id] = times
    kept.broken = [(id, broken) for id, broken in judgement.broken if id in kept.applied]
    kept.saw = {key: times for key, times in judgement.saw.items() if key[0] in kept.applied}
    for number, (wanted, waited) in enumerate(_waits(journal) if ladder else (), 1):
        if _too_short(wanted, waited) or _too_long(wanted, waited):
            observed = f"{ms(waited)}, in real time"
            kept.take("LOCK-2", Broken(f"wait {number}: {ms(wanted)}", observed, 0))
        else:
            kept.take("LOCK-2", KEPT)
    return kept
