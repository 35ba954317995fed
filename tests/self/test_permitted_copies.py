"""What the rules of COPY leave open is found right, however rare the scenario that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from different import permitted_copies as p
from different import permitted_places as places
from remotes_conformance.contract.names import Edition
from remotes_conformance.judging.bench import Bench
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.scenario import Answer, Scenario
from remotes_conformance.scenarios.stories.building import (
    answered,
    blob,
    describe,
    fetch,
    from_source,
    push,
    with_size,
)
from remotes_conformance.scenarios.stories.resets import SEEKS, reset
from remotes_conformance.scenarios.surroundings import Blob
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of
from remotes_conformance.world.journal import Journal
from wrong.right_1_6 import Right2X, Right16

Row = tuple[str, Callable[[], object], Edition, WholeCall]

_CONTENT, _MIB = blob().content, 1024 * 1024
_TEN, _LONG = Blob(_CONTENT[:10], 10), Blob(_CONTENT + b"?", 25)
_EMPTY = Blob(b"", 0)
_BIG = Blob(b"0123456789abcdef", 18 * _MIB)
_SEEKS_AND_READS = {"can": ("seek", "read_at")}
_AWAY = (Answer("Seek", error="unsupported"), Answer("Seek", position=3))


def _breaks(call: WholeCall, at: int, **rest: tuple[str, ...]) -> WholeCall:
    return from_source(call, breaks_at=at, breaks_with="unavailable", **rest)


def _big(call: WholeCall, **rest: object) -> WholeCall:
    return from_source(replace(call, descriptor=describe(_BIG)), blob=_BIG, **rest)


def _of_status() -> Iterator[Row]:
    failing = Answer("Status", error="unavailable")
    for call in (fetch(), push()):
        yield "Status fails", p.OpensBesideTheStatus, "2017-06", answered(call, failing)
    both = answered(fetch(), failing, Answer("Fetch", error="not_found"))
    yield "Status fails", p.OpensBesideTheStatus16, "1.6", answered(fetch(), failing)
    yield "Status and Fetch fail", p.OpensBesideTheStatus16, "1.6", both
    complete = answered(fetch(partial=blob()), *reset("Commit", 0))
    unfetched = answered(complete, *complete.answers, Answer("Fetch", error="unavailable"))
    for kind in (p.FetchesAfterAReset16, p.AsksAndFetchesAfterAReset16):
        yield "a complete ingest is reset", kind, "1.6", complete
        yield "it is reset, and Fetch fails", kind, "1.6", unfetched
    data = replace(complete.descriptor, data=_CONTENT)
    yield "embedded content is reset", Right2X, "2.x", replace(complete, descriptor=data)
    short = from_source(fetch(partial=_TEN), blob=Blob(_CONTENT[:15], 15), **SEEKS)
    broken = answered(short, Answer("Read", error="unavailable"))
    yield "a read fails, and it is short", p.ReadsBeforeItAsks16, "1.6", broken
    yield "reads break", p.ReadsAllBeforeItAsks, "2017-06", _breaks(fetch(), 15)


def _of_places() -> Iterator[Row]:
    seekable = from_source(push(), **SEEKS)
    for away in _AWAY:
        how = "fails" if away.error else "lands elsewhere"
        for partial in (None, _TEN):
            call = answered(replace(seekable, partial=partial), away)
            yield f"a Seek {how}", places.SeeksBeforeItPushes2X, "2.x", call
        again = answered(seekable, *reset("Write", 0), replace(away, nth=2))
        yield f"a Seek {how} after a reset", places.SeeksBeforeItPushes2X, "2.x", again
        complete = from_source(fetch(), **SEEKS)
        complete = answered(complete, *reset("Commit", 24), away)
        kind = places.CommitsWhatIsCompleteAfterAReset16
        yield f"a Seek {how}, nothing is missing", kind, "1.6", complete
        short = from_source(fetch(partial=_TEN), **SEEKS)
        short = answered(short, Answer("Write", count=4), replace(away, nth=2))
        yield (
            f"a Seek {how} after a short Write",
            places.SeeksBackAfterAShortWrite,
            "2017-06",
            short,
        )
    for away in _AWAY:
        astray = answered(from_source(fetch(), **SEEKS), *reset("Write", 0), away)
        yield "a Seek goes wrong after a reset", Right16, "1.6", astray
    short = answered(from_source(fetch(partial=_TEN), **SEEKS), Answer("Write", count=4))
    yield "a short Write", places.SeeksBackAfterAShortWrite, "2017-06", short
    for partial in (_LONG, Blob(b"??", 2)):
        call = push(partial=partial)
        if partial is not _LONG:
            call = from_source(replace(call, descriptor=describe(_EMPTY)), blob=_EMPTY)
        yield "an ingest is too long", places.TruncatesWhatIsTooLong16, "1.6", call
        call = answered(call, Answer("Truncate", error="unsupported"))
        yield "Truncate fails", places.TruncatesWhatIsTooLong16, "1.6", call
    both = from_source(fetch(partial=_TEN), **_SEEKS_AND_READS)
    yield "a ReadAt before a Seek", places.LooksAtTheStartBeforeItSeeks, "2017-06", both
    broken = answered(both, Answer("ReadAt", error="unavailable"))
    yield "it fails", places.LooksAtTheStartBeforeItSeeks, "2017-06", broken
    unknown = with_size(from_source(fetch(partial=_TEN), can=("read_at",)), -1)
    yield "two ranges", places.ReadsTheEndFirst16, "1.6", unknown
    unknown = answered(with_size(from_source(fetch(), can=("read_at",)), -1), *reset("Write", 0))
    yield "no way back", places.EndsAtAReset16, "1.6", unknown
    unknown = with_size(push(), -1)
    yield "unknown size", places.EndsAtAReset16, "1.6", answered(unknown, *reset("Write", 0))
    yield "unknown size", places.RefusesUnknownSizesLate16, "1.6", unknown


def _of_errors() -> Iterator[Row]:
    nothing = from_source(push(descriptor=describe(_EMPTY)), blob=_EMPTY)
    yield "a read fails", p.LooksIntoEmptyContent16, "1.6", _breaks(nothing, 0)
    late = _breaks(fetch(), 24)
    at_last = _breaks(fetch(), 24, can=("read_at",))
    yield "a read fails at last", p.LooksAtTheStart, "2017-06", at_last
    uncommitted = answered(late, Answer("Commit", error="other"))
    yield "Commit fails, too", p.RemembersTheFirstError, "2017-06", uncommitted
    other = from_source(late, blob=Blob(b"A" + _CONTENT[1:], 24))
    unclosed = answered(other, Answer("w.Close", error="failed_precondition"))
    yield "a Close fails, too", p.FindsAnotherDigest, "2017-06", unclosed
    twice = answered(
        fetch(), Answer("Commit", error="other"), Answer("Status", 2, error="unavailable")
    )
    yield "Commit and Status fail", p.DescribesWhatItCouldNotCommit, "2017-06", twice
    broken = answered(_breaks(fetch(), 15, **SEEKS), *reset("Write", 0))
    yield "a read fails before a reset", p.PrefersTheErrorOfTheRead16, "1.6", broken
    for op in ("Read", "Write"):
        call = answered(fetch(), Answer(op, 2, error="unavailable"))
        yield f"a {op} fails", p.ReadsOnWhenItsSourceBreaks, "2017-06", call
    unwritten = Answer("Write", 2, error="unavailable", count=0)
    for again in (Answer("Write", 3, count=4), Answer("Write", 3, error="not_found", count=0)):
        call = answered(fetch(), unwritten, again)
        yield "a Write fails", p.WritesOnceMore, "2017-06", call
    yield "a Write fails", p.WritesOnceMore, "2017-06", answered(fetch(), unwritten)


def _of_memory() -> Iterator[Row]:
    yield "18 MiB are hashed", p.HashesBeforeItPushes16, "1.6", _big(push(), pieces=())
    late = Blob(_BIG.pattern, 17 * _MIB)
    yield "17 MiB are discarded", Right16, "1.6", _big(fetch(partial=late), pieces=(_MIB,))
    again = answered(_big(fetch(), pieces=(_MIB,), **SEEKS), *reset("Write", *[0] * 17))
    yield "17 resets", Right2X, "2.x", again


ROWS = (*_of_status(), *_of_places(), *_of_errors(), *_of_memory())


def played(
    factory: Callable[[], object], edition: Edition, call: WholeCall
) -> tuple[Bench, Scenario, Journal]:
    """What judges the implementation, and how it has played the call."""
    whole = replace(scenario_of(call), edition=edition)
    bench = open_bench(factory(), edition=edition).bench
    with bench.at_work():
        assert bench.can_play(whole)
        return bench, whole, bench.play(whole)


@pytest.mark.parametrize(
    ("factory", "edition", "call"),
    [pytest.param(*row, id=f"{name}, {row[0].__name__}") for name, *row in ROWS],
)
def test_a_permitted_copy_breaks_nothing(
    factory: Callable[[], object], edition: Edition, call: WholeCall
) -> None:
    """No rule, of any section."""
    bench, whole, journal = played(factory, edition, call)
    assert not bench.judged(whole, journal).broken
