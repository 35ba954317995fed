"""Scripts that may have run before a scenario in the same process: the same, on other stores."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import MILLISECOND, Scenario
from ..script import Abort, Info, Open, OpenReader, Script, Step, Wait

_SECOND = 1_000 * MILLISECOND


def after_the_same(scenario: Scenario) -> Scenario | None:
    """The scripts of *scenario*, after others of the process.

    One caller looks for their content and refs in vain, in a store of its own; then the same
    scripts are played on further stores. None: it cannot be put together.
    """
    scripts = [one for one in scenario.calls if isinstance(one, Script)]
    if len(scripts) < len(scenario.calls) or any(one.cut or one.faults for one in scripts):
        return None
    length = _SECOND + max(one.at + _waits(one) for one in scripts)
    number = 1 + max(one.store for one in scripts)
    others = [replace(s, store=s.store + number + 1, at=s.at + length) for s in scripts]
    last = [replace(one, at=one.at + 2 * length) for one in scripts]
    calls = (Script(_in_vain(scripts), store=number), *others, *last)
    return replace(scenario, calls=calls, schedule=b"", hand_overs=())


def _waits(script: Script) -> int:
    return sum(step.time for step in script.steps if isinstance(step, Wait))


def _in_vain(scripts: list[Script]) -> tuple[Step, ...]:
    """Questions for everything that the scripts name."""
    steps = [step for one in scripts for step in one.steps]
    digests = dict.fromkeys(getattr(step, "digest", "") for step in steps)
    refs = dict.fromkeys(step.ref for step in steps if isinstance(step, Open | Abort))
    asked: list[Step] = [ask(digest) for digest in digests if digest for ask in (Info, OpenReader)]
    return (*asked, *map(Abort, refs))
