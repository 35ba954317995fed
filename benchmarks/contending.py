"""What the benchmarks play: three fetches of one descriptor, which contend for its ref."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.media_types import OCI_LAYER
from remotes_conformance.scenarios.scenario import MILLISECOND, Scenario
from remotes_conformance.scenarios.strategies import Family
from remotes_conformance.scenarios.strategies.drawing import Draw
from remotes_conformance.scenarios.strategies.happenings import cancel, maybe_held, schedule
from remotes_conformance.scenarios.strategies.writers import failure, slow_call
from remotes_conformance.scenarios.surroundings import Blob, Source
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of

BLOB = Blob(bytes(range(40, 80)), 40)
LAYER = Descriptor(OCI_LAYER, digest_of(BLOB.content), BLOB.size)


def _contending(draw: Draw) -> Scenario:
    calls = tuple(_contender(part) for part in draw.several(3, 3, 16))
    held, seed = maybe_held(draw, LAYER.digest), draw.integer(0, 7)
    return scenario_of(*calls, held=held, schedule=schedule(draw), seed=seed)


def _contender(draw: Draw) -> WholeCall:
    pieces = draw.pick(((16,), (40,), (1, 9, 2)))
    at, handler = draw.pick((0, 0, 0, 20 * MILLISECOND)), draw.pick((0, 0, 1))
    call = WholeCall("fetch", LAYER, Source(BLOB, pieces=pieces), at=at, handler=handler)
    match draw.pick(("", "", "fault", "cancel", "slow")):
        case "fault":
            return replace(call, answers=(failure(draw),))
        case "cancel":
            return replace(call, cancel=cancel(draw))
        case "slow":
            return replace(call, answers=(slow_call(draw),))
        case _:
            return call


CONTENDING = Family("three fetches contend", "lock", frozenset({"fetch"}), _contending, slots=128)
"""As the family "handlers contend for refs", but always three of them, for one ref."""
