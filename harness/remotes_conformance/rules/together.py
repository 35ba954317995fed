"""What compares calls with each other: waits that are drawn, calls that hold each other up.

Calls that are not conformant by themselves are compared too; `follows` says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..content import Descriptor
from ..contract.names import RequirementId
from ..media_types import DOCKER_SCHEMA1
from ..scenarios.durations import as_text as ms
from ..scenarios.surroundings import Blob
from ..world.journal import Entry
from .case import Case
from .finding import Broken, Judgement
from .run import CLOSES, Run, refused_as
from .waits import ROUNDING, wait_after

MANY = 26
"""That so many waits all fall into one half by chance happens once in 33 million runs."""
SAMPLES = 80
"""So many waits below one bound all miss its lowest, or its highest, quarter once in ten thousand
million runs."""
ALIKE = 8
"""Waits in a row that are no chance if two calls have them all alike."""
EQUAL = 5
_STATE = "several calls"
_NOBODY = Descriptor("", "", 0)


def of_all_together(case: Case, first: Mapping[int, str], judgement: Judgement) -> None:
    """Judge all calls of a world together. `first`: what each of them breaks first by itself."""
    if case.scenario.edition != "2017-06":
        _judge_random_waits(case, judgement)
    if len(case.handlers) > 1:
        _judge_delays(case, judgement)
        _judge_state(case, first, judgement)
        _judge_shared_fetches(case, first, judgement)
        copies = [run for run in case.handlers if run.is_copy]
        for run in copies if len(copies) > 1 else ():
            if first[run.number] != "COPY-20":
                judgement.keep("COPY-20")


# -- LOCK-2b -----------------------------------------------------------------------------------


def waits_of(run: Run) -> list[tuple[int, int]]:
    """The bound and the length of each wait that ended with another attempt, in nanoseconds."""
    found, number = [], 0
    for lock, following in run.steps():
        if lock.op == "Writer" and refused_as(lock) == "locked":
            number += 1
            if following.op == "Writer" and following.at < run.gave_up_at:
                found.append((wait_after(number), following.at - lock.done))
    return found


def _judge_random_waits(case: Case, judgement: Judgement) -> None:
    by_bound: dict[int, list[int]] = {}
    seen: dict[tuple[int, ...], Run] = {}
    for run in case.handlers:
        waits = waits_of(run) if run.locks else []
        for bound, waited in waits:
            by_bound.setdefault(bound, []).append(waited)
        if len(waits) >= MANY:
            _judge_one_ladder(run, waits, judgement)
        if len(waits) >= ALIKE:
            start = tuple(waited // ROUNDING for _, waited in waits[:ALIKE])
            other = seen.setdefault(start, run)
            observed = f"t{run.number} has the same {ALIKE} waits as t{other.number}"
            expected = "each call draws its own waits"
            _take(judgement, other is run, "LOCK-2b", run, expected, observed, "equal waits")
    for bound, drawn in by_bound.items():
        if len(drawn) >= SAMPLES:
            kept = min(drawn) < bound / 4 and max(drawn) > bound * 3 / 4
            expected = f"waits with the bound {ms(bound)} are drawn from all below it"
            observed = f"{len(drawn)} waits between {ms(min(drawn))} and {ms(max(drawn))}"
            _take(judgement, kept, "LOCK-2b", None, expected, observed, "waits of one part")


def _judge_one_ladder(run: Run, waits: Sequence[tuple[int, int]], judgement: Judgement) -> None:
    longest = [waited for bound, waited in waits if bound == wait_after(8)]
    parts = [waited / bound for bound, waited in waits]
    expected, seen = "waits are drawn at random from all that their bounds allow", ""
    if len(longest) >= EQUAL and max(longest) - min(longest) <= ROUNDING:
        expected, seen = "each wait is drawn at random", f"{len(longest)} waits of {ms(longest[0])}"
    elif half := "lower" if max(parts) < 0.5 else "upper" if min(parts) > 0.5 else "":
        seen = f"all {len(parts)} are in the {half} half"
    _take(judgement, not seen, "LOCK-2b", run, expected, seen, "waits that are not random")


# -- LOCK-10 -----------------------------------------------------------------------------------


def _judge_delays(case: Case, judgement: Judgement) -> None:
    """A call stands still while one for another ref waits, or has a slow collaborator."""
    if len({run.descriptor.digest for run in case.handlers}) < 2:
        return
    for run in case.handlers:
        if run.started is None:
            continue
        idle, beside = _idle_times(run), case.beside(run)
        late = next((span for span in idle if _is_held_up(span, run, beside)), ())
        expected = "a handler goes on while others wait for their refs or for slow collaborators"
        seen = f"it stood still from {' to '.join(map(ms, late))}"
        _take(judgement, not late, "LOCK-10", run, expected, seen, "it stood still")


def _is_held_up(idle: tuple[int, int], run: Run, beside: Sequence[Run]) -> bool:
    """It stood still while calls for other refs were busy, and none for its own was under way.

    Calls for the same ref may wait for each other, in the process too.
    """
    before, after = idle
    mine = [one for one in beside if one.descriptor.digest == run.descriptor.digest]
    others = [one for one in beside if one not in mine and one.task.kind != "key"]
    if any(one.started_at <= before and one.returned_at >= after for one in mine):
        return False
    busy = [span for other in others for span in _busy_times(other)]
    return any(start < after and before < end for start, end in busy)


def _busy_times(run: Run) -> list[tuple[int, int]]:
    """When this call waited for its ref, or for an answer."""
    spans = [(entry.at, entry.done) for entry in run.calls]
    spans += [(entry.done, end.at) for entry, end in run.steps() if _pauses(entry)]
    return [(start, end) for start, end in spans if end > start]


def _pauses(entry: Entry) -> bool:
    """After a locked ref, a short write or a reset a call may wait: it holds nobody up."""
    return refused_as(entry) in ("locked", "reset") or _took_less(entry)


def _took_less(entry: Entry) -> bool:
    written = entry.op == "Write" and entry.refusal is None
    return written and entry.result["n"] < len(entry.args["data"])


def _idle_times(run: Run) -> Iterator[tuple[int, int]]:
    """When time passed though this call had nothing to wait for, or longer than it had to."""
    end = number = 0
    for entry, following in run.steps():
        end = max(end, entry.done)
        refused = "" if entry.op in CLOSES else refused_as(entry)
        if refused == "locked":
            number += 1
            end += wait_after(number)
        is_free = refused == "reset" or _took_less(entry)
        if following.at > end + ROUNDING and not is_free:
            yield end, following.at


# -- FETCH-11, PUSH-7 --------------------------------------------------------------------------


def _judge_state(case: Case, first: Mapping[int, str], judgement: Judgement) -> None:
    """Two calls of one handler that differ in nothing but their content go alike."""
    if case.held or case.journal.stuck:
        return
    digests = Counter(run.descriptor.digest for run in case.runs)
    firsts: dict[object, Run] = {}
    for other in case.handlers:
        # What one call leaves in the store, another one rightly finds there.
        is_alone = digests[other.descriptor.digest] == 1
        if not is_alone or other.returned is None or other.cancelled is not None:
            continue
        one = firsts.setdefault(_conditions(other), other)
        if one is other:
            continue
        a, b = _summary(one), _summary(other)
        unlike = next((name for name in a if a[name] != b[name]), "")
        seen = f"{unlike}: {a.get(unlike)} for t{one.number}, {b.get(unlike)} for t{other.number}"
        id: RequirementId = "PUSH-7" if one.is_push else "FETCH-11"
        expected = "two calls of one handler under equal conditions go alike"
        follows = first[one.number] or first[other.number]
        _take(judgement, not unlike, id, other, expected, seen, unlike, follows)


def _conditions(run: Run) -> object:
    """All that has to be equal of two calls: the task, but for what its content is."""
    task, source, partial = run.task, run.task.source, run.task.partial
    source = replace(source, blob=Blob(b"", 0)) if source else None
    partial = Blob(b"", partial.size) if partial else None
    # An ingest that is no beginning of the content makes it wrong, as wrong content does.
    content = (len(run.content), run.content_is_right, run.left_over_is_right)
    bare = replace(task, descriptor=_NOBODY, source=source, partial=partial, at=0)
    return run.size, run.descriptor.media_type, content, bare


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


def _judge_shared_fetches(case: Case, first: Mapping[int, str], judgement: Judgement) -> None:
    """Fetches of one descriptor for one store: all succeed, the source is fetched once."""
    groups: dict[tuple[str, str], list[Run]] = {}
    for run in case.handlers:
        # Other kinds have other refs: they do not meet at one lock.
        key = (run.descriptor.digest, run.descriptor.media_type)
        groups.setdefault(key, []).append(run)
    sharing = Counter(run.descriptor.digest for run in case.handlers)
    for (digest, _), runs in groups.items():
        meet = len(runs) == sharing[digest] > 1 and digest not in case.held
        if meet and all(map(_is_plain, runs)):
            _judge_group(runs, first, judgement)


def _is_plain(run: Run) -> bool:
    """A fetch of right content, in whose surroundings nothing is out of the ordinary."""
    task, source = run.task, run.task.source
    bare = replace(task, answers=(), cancel=None, present=False, partial=None)
    plain = task == bare and source is not None and source.breaks_at is None
    fetches = task.kind == "fetch" and run.descriptor.media_type != DOCKER_SCHEMA1
    return fetches and plain and run.size > 0 and run.content_is_right and run.returned is not None


def _judge_group(runs: list[Run], first: Mapping[int, str], judgement: Judgement) -> None:
    follows = next(filter(None, (first[run.number] for run in runs)), "")
    for run in runs:
        expected = f"{len(runs)} fetches of one descriptor: all succeed"
        _take(judgement, run.ok, "FETCH-14", run, expected, run.outcome_text, "one fails", follows)
    fetches = sum(len(run.of("Fetch")) for run in runs)
    commits = sum(entry.refusal is None for run in runs for entry in run.of("Commit"))
    for number, what in ((fetches, "its source is fetched"), (commits, "its content is committed")):
        expected, seen = f"{what} once", f"{number} times"
        _take(judgement, number == 1, "FETCH-14", runs[-1], expected, seen, what, follows)


def _take(
    judgement: Judgement, kept: bool, id: RequirementId, run: Run | None,
    expected: str, seen: str, step: str, follows: str = "",
) -> None:  # fmt: skip
    number = -1 if run is None else run.number
    judgement.take(id, None if kept else Broken(expected, seen, number, _STATE, step, follows))
