"""What the benchmarks play: three fetches of one descriptor, which contend for its ref."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.media_types import OCI_LAYER
from remotes_conformance.scenarios.scenario import MILLISECOND, Answer, Cancel, Scenario
from remotes_conformance.scenarios.strategies import cancels, failures, holders, schedules
from remotes_conformance.scenarios.surroundings import Blob, Source
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of

BLOB = Blob(bytes(range(40, 80)), 40)
LAYER = Descriptor(OCI_LAYER, digest_of(BLOB.content), BLOB.size)
PLAIN = scenario_of(*(WholeCall("fetch", LAYER, Source(BLOB, pieces=(16,))) for _ in range(3)))
"""The same without any trouble: the first copies, the others wait for it."""

_PIECES = st.sampled_from([(16,), (40,), (1, 9, 2)])
_STARTS = st.sampled_from([0, 0, 0, 20 * MILLISECOND])
_HANDLERS = st.sampled_from([0, 0, 1])
_TROUBLES = st.sampled_from(["", "", "fault", "cancel", "slow"])
_FAULTS, _CANCELS, _HOLDERS, _SCHEDULES = failures(), cancels(), holders(), schedules()
_SLOW_OPS = st.sampled_from(["Write", "Read", "Commit", "Status"])
_DELAYS = st.sampled_from([1, 10 * MILLISECOND, 5000 * MILLISECOND])
_BOOLEANS = st.booleans()
_SEEDS = st.integers(0, 7)


@st.composite
def contending(draw: DrawFn) -> Scenario:
    """As the family "handlers contend for refs", but always three of them, for one ref."""
    calls = tuple(_contender(draw) for _ in range(3))
    held = {LAYER.digest: draw(_HOLDERS)} if draw(_BOOLEANS) else {}
    return scenario_of(*calls, held=held, schedule=draw(_SCHEDULES), seed=draw(_SEEDS))


def _contender(draw: DrawFn) -> WholeCall:
    source = Source(BLOB, pieces=draw(_PIECES))
    at, handler = draw(_STARTS), draw(_HANDLERS)
    answers: tuple[Answer, ...] = ()
    cancel: Cancel | None = None
    match draw(_TROUBLES):
        case "fault":
            answers = (draw(_FAULTS),)
        case "cancel":
            cancel = draw(_CANCELS)
        case "slow":
            answers = (Answer(draw(_SLOW_OPS), delay=draw(_DELAYS)),)
    return WholeCall("fetch", LAYER, source, at=at, handler=handler, cancel=cancel, answers=answers)
