"""The table, second part: from the open source to the Commit."""

from __future__ import annotations

from .follow import (
    ANY,
    ASKS,
    ELSEWHERE,
    ERROR,
    EXISTS,
    LIE,
    OK,
    RESET,
    SAME,
    SHORT,
    Blame,
    End,
    Fork,
    Rule,
    State,
    Step,
    on,
    states,
)
from .moving import (
    AGAIN,
    COMPLETE,
    EARLY_END,
    FIRST_BYTES,
    FROM_START,
    PREFERENCE,
    READ,
    Once,
    Way,
    again,
    asks_for_a_reset,
    commits,
    ends_before_the_offset,
    ends_early,
    goes_back,
    is_an_unexpected_end,
    is_behind_the_offset,
    is_for_the_offset,
    is_the_last_reset,
    is_to_0,
    may_be_a_reason,
    may_come_out,
    noticed,
    preferred,
    read_at,
    runs_forwards,
    stands_there,
    took_less,
    unfinished,
    way,
    writes,
)  # fmt: skip
from .opening import GIVEN_UP, ONCE, STATUS, asks_for_its_source, begins, may_fail

# fmt: off
LIED = on("Write", LIE, "a Write has lied about its count", owes=Rule("COPY-11a"), pays=ANY)
STATUSES = (on("Status", OK), on("Status", ERROR, "the Status has failed", owes=STATUS))
_LAST = {"when": is_the_last_reset, "owes": Rule("COPY-25"), "pays": ANY, "only": "resets"}
_COMMITS = (
    on("Commit", OK, "it is committed", commits),
    on("Commit", EXISTS, "it is committed", commits),
    on("Commit", RESET, "the last reset", commits, **_LAST),
    on("Commit", RESET, "a reset was asked for", commits, asks_for_a_reset, only="resets"),
    on("Commit", ERROR, "a Commit has failed", commits, owes=Once(Rule("COPY-15"))),
)
WRITES = (
    on("Write", OK, SAME, writes, keeps=(way,)),
    on("Write", SHORT, SAME, writes, took_less, why="the rest may be written, or it is an error"),
    LIED,
    on("Write", RESET, "the last reset", writes, **_LAST),
    on("Write", RESET, "a reset was asked for", writes, asks_for_a_reset, only="resets"),
    on("Write", ERROR, "a Write has failed", writes, owes=Once(Rule("COPY-12"))),
)
_BROKEN = (
    on("Read ReadAt", ERROR, SAME, may_come_out, when=lambda call: call.bytes.is_enough,
       why="an implementation that copies no more than `size` bytes need not hear of it"),
    on("Read ReadAt", ERROR, "the source has broken", owes=Once(READ)),
)
_READS = (on("Read ReadAt", OK), *_BROKEN)
_ASTRAY, _BACK = {"owes": Once(Rule("COPY-4")), "pays": ANY}, on("Seek", OK, SAME, stands_there)
_SEEKS = (_BACK, on("Seek", ELSEWHERE, "a Seek went astray", **_ASTRAY),
          on("Seek", ERROR, "a Seek has failed", **_ASTRAY))
_AHEAD = (*STATUSES, on("Read", OK, why="reading ahead may have begun"),
          on("Read", ERROR, "the source has broken", owes=READ))
_ENDS = (
    End(False, when=ends_before_the_offset, keeps=(Rule("COPY-7"),), only="discards", handler="fetch"),
    End(False, (is_an_unexpected_end, noticed), ends_early, (EARLY_END,), "early_end_fails"),
    End(False, (noticed,), may_fail, why="there was a reason to fail"),
    End(False, when=lambda call: call.run.size < 0, only="push_window", handler="push",
        why="how a push of unknown size ends is left open"),
)


def _copies(name: str, expects: str, rule: Rule, *steps: Step, **breaks: Blame) -> State:
    """A way to move the bytes. Its own steps come before those of every copy."""
    return State(name, expects, Way(rule), (*steps, *WRITES, *_COMMITS, *STATUSES), {**ONCE, "*": way, **breaks},
                 _ENDS, unfinished=unfinished, way=True)


def _placed(name: str, expects: str, rule: Rule, *steps: Step, **breaks: Blame) -> State:
    """A source or an ingest has to be moved before the bytes are."""
    return State(name, expects, Way(rule), (*steps, *_AHEAD), {**ONCE, "*": way, **breaks},
                 _ENDS, unfinished=unfinished, way=True)


states(
    State("where the copy begins", "the offset and the source decide", FROM_START, forks=(
        Fork("the source has broken", lambda call: bool(call.debts)),
        Fork("the embedded content is copied", lambda call: call.run.embeds_content, "embeds", "fetch"),
        Fork("another round is copied", lambda call: call.resets > 0, "resets"),
        Fork("the first bytes are copied", None, "push_window", "push"),
        Fork("all bytes are copied", lambda call: call.bytes.start == 0),
        Fork("a Seek is due", lambda call: "seek" in call.run.can),
        Fork("it is read from the offset on", lambda call: "read_at" in call.run.can and call.run.size > call.bytes.start),
        Fork("it is read up to the offset", None, "discards"),
        Fork("a Truncate is due"),
    )),
    _copies("all bytes are copied", "every byte of the source is written, in order, and then committed", FROM_START,
            *_READS, _BACK,
            on("Seek", ELSEWHERE, SAME, stands_there, may_be_a_reason, why="at offset 0 the right bytes are enough"),
            on("Seek", ERROR, SAME, may_be_a_reason, why="the same"),
            Truncate=Rule("COPY-2a")),
    _placed("a Seek is due", "one Seek to the offset, from the start", Rule("COPY-3"),
            on("Seek", OK, "the rest is copied after a Seek", is_for_the_offset, stands_there,
               keeps=(Rule("COPY-4"), PREFERENCE, way)),
            on("Seek", ELSEWHERE, "a Seek went astray", is_for_the_offset, owes=Rule("COPY-4"), pays=ANY),
            on("Seek", ERROR, "a Seek has failed", is_for_the_offset, owes=Rule("COPY-4"), pays=ANY),
            ReadAt=preferred, Truncate=preferred),
    _copies("the rest is copied after a Seek", "what follows the offset is written, and then committed",
            Rule("COPY-3"), *_READS),
    _copies("it is read from the offset on", "what the source has from the offset on is read, written and committed",
            Rule("COPY-5"), on("ReadAt", OK, SAME, is_behind_the_offset, keeps=(PREFERENCE,)), *_BROKEN,
            Truncate=PREFERENCE, Read=read_at),
    _placed("a Truncate is due", "Truncate(0) once, then all bytes", Rule("COPY-6"),
            on("Truncate", OK, "all bytes are copied after a Truncate", is_to_0, keeps=(way,)),
            on("Truncate", ERROR, "a Truncate has failed", is_to_0, owes=Rule("COPY-7"))),
    _copies("all bytes are copied after a Truncate", "every byte of the source is written, and then committed",
            Rule("COPY-6"), *_READS),
    _copies("it is read up to the offset", "the source is read up to the offset for nothing, the rest is written",
            Rule("COPY-6"), on("Read", OK), *_BROKEN),
    _copies("the first bytes are copied", "the first `size` bytes are written, from the offset on, and committed",
            FIRST_BYTES, *_READS, *_SEEKS),
    _copies("the embedded content is copied", "the embedded bytes are written and committed; the fetcher is not asked",
            Rule("FETCH-16"), Fetch=Rule("FETCH-16")),
    State("all bytes are there", "Commit, and nothing else", COMPLETE, (*STATUSES, *(
        on(s.ops, s.answer, s.to, begins, *s.does, when=s.when, owes=s.owes, pays=s.pays, keeps=(COMPLETE,), only=s.only)
        for s in _COMMITS)), ends=(GIVEN_UP,), way=True),
    State("a reset was asked for", "the Status is asked again, then the copy goes on", again, (
        on("Read ReadAt", OK, why="reading ahead may have begun"),
        on("Read ReadAt", ERROR, SAME, may_come_out, why="the same"),
        on("Status", OK, "where the copy begins", goes_back),
        on("Status", ERROR, "the Status has failed", owes=again),
    ), ends=(End(False, when=may_fail, why="there was a reason to fail"),
             End(False, when=runs_forwards, why="a source that only runs forwards cannot go back"))),
    _copies("another round is copied", "the content is written from the offset on that the Status has said", AGAIN,
            *_READS, *_SEEKS,
            on(ASKS, OK, SAME, asks_for_its_source, when=lambda call: "no source was opened" in call.reasons,
               why="there was none before")),
)
# fmt: on
