"""Rules that compare calls with each other: waits that are drawn, equal calls, shared fetches.

Calls that are not conformant by themselves are compared too; `follows` marks that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import chain
from operator import attrgetter
from typing import TypeAlias

from ..contract.names import RequirementId
from ..media_types import DOCKER_SCHEMA1
from ..scenarios.durations import as_text as ms
from ..scenarios.scenario import HandlerCall
from ..scenarios.surroundings import Source
from .case import Case
from .delays import delays
from .finding import Broken, Judgement
from .keys import key_of
from .run import Run
from .waits import ROUNDING, wait_after

MANY = 26
"""So many waits all fall into one half by chance once in 33 million runs."""
SAMPLES = 80
"""So many waits below one bound all miss its lowest, or its highest, quarter once in ten thousand
million runs."""
ALIKE = 8
"""Waits in a row that are no chance if two calls have them all alike."""
EQUAL = 5
_STATE = "several calls"

_Compared: TypeAlias = Iterator[tuple[RequirementId, Broken | None]]
"""For each comparison: its requirement, and the violation; None: it is kept."""


def of_all_together(case: Case, first: Mapping[int, str], judgement: Judgement) -> None:
    """Judge all calls of a world together. `first`: what each of them breaks first by itself."""
    drawn = sum(len(run.locks) * run.edition.random_waits for run in case.handler_runs)
    compared = [_random_waits(case)] if drawn >= ALIKE else []
    if len(case.handler_runs) > 1:
        compared += [delays(case), _states(case, first), _shared_fetches(case, first)]
        copies = [first[run.number] for run in case.handler_runs if run.reader]
        if len(copies) > 1:
            judgement.applied["COPY-20"] += len(copies) - copies.count("COPY-20")
    for id, broken in chain.from_iterable(compared):
        judgement.take(id, broken)


# -- LOCK-2b -----------------------------------------------------------------------------------


def waits_of(run: Run) -> list[tuple[int, int]]:
    """The bound and the length of each wait that ended with another attempt, in nanoseconds."""
    return [
        (wait_after(number), then.at - lock.done)
        for number, (lock, then) in enumerate(run.waits, 1)
        if then.op == "Writer" and then.at < run.gave_up_at
    ]


def _random_waits(case: Case) -> _Compared:
    drawn: defaultdict[int, list[int]] = defaultdict(list)
    seen: dict[tuple[int, ...], Run] = {}
    for run in case.handler_runs:
        waits = waits_of(run)
        for bound, waited in waits:
            drawn[bound].append(waited)
        if len(waits) >= MANY:
            yield "LOCK-2b", _regular(run, waits)
        if len(waits) >= ALIKE:
            other = seen.setdefault(tuple(waited // ROUNDING for _, waited in waits[:ALIKE]), run)
            found = f"t{run.number} has the same {ALIKE} waits as t{other.number}"
            about = ("each call draws its own waits", found, run.number, _STATE, "equal waits")
            yield "LOCK-2b", None if other is run else Broken(*about)
    for bound, lengths in drawn.items():
        if len(lengths) >= SAMPLES:
            yield "LOCK-2b", _of_one_part(bound, lengths)


def _of_one_part(bound: int, lengths: Sequence[int]) -> Broken | None:
    low, high = min(lengths), max(lengths)
    kept = low < bound / 4 and high > bound * 3 / 4
    expected = f"waits with the bound {ms(bound)} are drawn from the whole range below it"
    found = f"{len(lengths)} waits between {ms(low)} and {ms(high)}"
    return None if kept else Broken(expected, found, -1, _STATE, "waits of one part")


def _regular(run: Run, waits: Sequence[tuple[int, int]]) -> Broken | None:
    """The reason why the waits of one call are not random, or None."""
    longest = [waited for bound, waited in waits if bound == wait_after(8)]
    parts = [waited / bound for bound, waited in waits]
    half = "lower" if max(parts) < 0.5 else "upper" if min(parts) > 0.5 else ""
    expected = "waits are drawn at random from the whole range below their bounds"
    found = f"all {len(parts)} are in the {half} half" if half else ""
    if len(longest) >= EQUAL and max(longest) - min(longest) <= ROUNDING:
        expected = "each wait is drawn at random"
        found = f"{len(longest)} waits of {ms(longest[0])} each"
    about = (expected, found, run.number, _STATE, "waits that are not random")
    return Broken(*about) if found else None


# -- FETCH-11, PUSH-7 --------------------------------------------------------------------------

_OF_A_TASK = [f.name for f in fields(HandlerCall) if f.name not in ("descriptor", "variant", "at")]
_OF_A_SOURCE = [f.name for f in fields(Source) if f.name != "blob"]
_task, _source = attrgetter(*_OF_A_TASK), attrgetter(*_OF_A_SOURCE)


def _states(case: Case, first: Mapping[int, str]) -> _Compared:
    """Two calls of one handler that differ in nothing but their content go alike."""
    if case.holders or case.journal.stuck:
        return
    digests = Counter(run.descriptor.digest for run in case.runs)
    # Another call rightly finds the content that one call leaves in the store.
    alone = [run for run in case.handler_runs if digests[run.descriptor.digest] == 1]
    firsts: dict[object, Run] = {}
    for other in alone if len(alone) > 1 else ():
        if other.returned is None or other.cancelled is not None:
            continue
        one = firsts.setdefault(_conditions(other), other)
        if one is not other:
            follows = first[one.number] or first[other.number]
            yield "PUSH-7" if one.is_push else "FETCH-11", _unlike(one, other, follows)


def _unlike(one: Run, other: Run, follows: str) -> Broken | None:
    """In what two calls differ first, or None."""
    a, b = _summary(one), _summary(other)
    unlike = next((name for name in a if a[name] != b[name]), "")
    ours, theirs = f"{a.get(unlike)} for t{one.number}", f"{b.get(unlike)} for t{other.number}"
    expected = "two calls of one handler under equal conditions behave alike"
    seen = f"{unlike}: {ours}, {theirs}"
    broken = Broken(expected, seen, other.number, _STATE, unlike, follows)
    return broken if unlike else None


def _conditions(run: Run) -> object:
    """All that has to be equal of two calls: the task, but for what its content is."""
    source, partial = run.source, run.partial
    # An ingest that is no beginning of the content makes it wrong, as wrong content does.
    content = (len(run.content), run.content_is_right, run.partial_is_right, run.embeds_content)
    found = (source and _source(source), partial and partial.size, run.present)
    # A handler may verify the digests of some algorithms itself.
    algorithm, _, encoded = run.descriptor.digest.partition(":")
    described = (run.size, run.descriptor.media_type, algorithm, len(encoded))
    return described, content, found, _task(run.task)


def _summary(run: Run) -> dict[str, object]:
    return {
        "success": run.ok,
        "error class": run.ended.kinds,
        "writers asked for": len(run.opens),
        "sources asked for": len(run.of("Fetch", "Reader")),
        "bytes written": sum(int(entry.result.get("n", 0)) for entry in run.of("Write")),
        "commits": len(run.of("Commit")),
    }


# -- FETCH-14 ----------------------------------------------------------------------------------


def _shared_fetches(case: Case, first: Mapping[int, str]) -> _Compared:
    """Fetches of one descriptor for one store: all succeed, the source is fetched once; not at all,
    if the descriptor embeds the content."""
    groups: defaultdict[str, list[Run]] = defaultdict(list)
    for run in case.handler_runs:
        groups[run.descriptor.digest].append(run)
    for digest, runs in groups.items():
        # Other kinds and names have other refs: they do not meet at one lock.
        is_one = len({(run.descriptor.media_type, *key_of(run)) for run in runs}) == 1 < len(runs)
        if is_one and digest not in case.holders and all(map(_is_plain, runs)):
            yield from _group(runs, next(filter(None, (first[run.number] for run in runs)), ""))


def _group(runs: Sequence[Run], follows: str) -> _Compared:
    expected = f"{len(runs)} fetches of one descriptor: all succeed"
    for run in runs:
        about = (expected, run.outcome_text, run.number, _STATE, "one fails", follows)
        yield "FETCH-14", None if run.ok else Broken(*about)
    fetches = sum(len(run.of("Fetch")) for run in runs)
    commits = sum(entry.refusal is None for run in runs for entry in run.of("Commit"))
    needed = not any(run.embeds_content for run in runs)
    for times, least, what in (
        (fetches, int(needed), "its source is fetched"),
        (commits, 1, "its content is committed"),
    ):
        about = (f"{what} once", f"{times} times", runs[-1].number, _STATE, what, follows)
        yield "FETCH-14", None if least <= times <= 1 else Broken(*about)


def _is_plain(run: Run) -> bool:
    """A fetch of right content, in whose surroundings nothing is out of the ordinary."""
    task, source = run.task, run.source
    if source is None or any((task.answers, task.cancel, run.present, run.partial)):
        return False
    is_fetch = task.kind == "fetch" and run.descriptor.media_type != DOCKER_SCHEMA1
    is_whole = source.breaks_at is None and run.size > 0 and run.content_is_right
    return is_fetch and is_whole and run.returned is not None
