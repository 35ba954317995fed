"""The table, second part: from the open source to the Commit."""

from __future__ import annotations

from dataclasses import replace

from . import blame as b
from . import conditions as c
from . import moving as m
from .consequences import FIRST_BYTES
from .moving import commits, stands_there, writes
from .opening import GIVEN_UP, OF_UNKNOWN_SIZE, asks_for_its_source, begins, may_come_out
from .table import ASKS, SAME, Blame, End, Fork, Rule, State, Step, on, states

# fmt: off
_NEWS, _REASON = "reading ahead may have begun", "there was a reason to fail"
_NOT_NEEDED = "the Seek was not required"
_ANEW = "an ingest that is too long may be written anew"
LIED = on("Write", "lie", "a Write reported an impossible count", owes=Rule("COPY-11a"), pays="any")
STATUSES = (on("Status", "ok"), on("Status", "error", "the Status has failed", owes=b.STATUS))
LAST = {"when": c.IS_THE_LAST_RESET, "owes": Rule("COPY-25"), "pays": "any", "only": "resets"}
_COMMITS = (
    on("Commit", "ok", "the content is committed", commits),
    on("Commit", "exists", "the content is committed", commits),
    on("Commit", "reset", "the last reset", commits, **LAST),
    on("Commit", "reset", "a reset was asked for", commits, m.asks_for_a_reset, only="resets"),
    on("Commit", "error", "a Commit has failed", commits, owes=b.Once(Rule("COPY-15"))),
)
WRITES = (
    on("Write", "ok", SAME, writes, keeps=(b.way,)),
    on("Write", "short", SAME, writes, m.took_less, why="the rest may follow, or an error"),
    LIED,
    on("Write", "reset", "the last reset", writes, **LAST),
    on("Write", "reset", "a reset was asked for", writes, m.asks_for_a_reset, only="resets"),
    on("Write", "error", "a Write has failed", writes, owes=b.Once(Rule("COPY-12"))),
)
_BREAKS = on("Read ReadAt", "error", "the source has broken", m.breaks, owes=b.Once(b.READ))
_BROKEN = (
    on("Read ReadAt", "error", SAME, may_come_out, when=c.HAS_READ_ENOUGH,
       why="a copy of no more than `size` bytes need not hear of it"),
    _BREAKS,
)
_READS = (on("Read ReadAt", "ok"), *_BROKEN)
_FAILS = {"owes": b.Once(Rule("COPY-4")), "pays": "any"}
_BACK = on("Seek", "ok", SAME, stands_there)
_ASTRAY = (on("Seek", "elsewhere", SAME, stands_there, m.may_be_a_reason, why=_NOT_NEEDED),
           on("Seek", "error", SAME, m.may_be_a_reason, why=_NOT_NEEDED))
_TRIES = (_BACK, *_ASTRAY)
_AHEAD = (*STATUSES, on("Read", "ok", why=_NEWS),
          on("Read", "error", SAME, may_come_out, why=_NEWS))
_AHEAD_AT = (on("ReadAt", "ok", why=_NEWS), on("ReadAt", "error", SAME, may_come_out, why=_NEWS))
_SOURCE = (
    on(ASKS, "ok", SAME, asks_for_its_source, when=c.HAS_NO_SOURCE, why="it had none"),
    on(ASKS, "error", "the source cannot be opened", asks_for_its_source, when=c.HAS_NO_SOURCE,
       owes=Rule("FETCH-6"), pays="itself", why="it had none"),
)
_ENDS = (
    End(False, (), c.ENDS_BEFORE_THE_OFFSET, (Rule("COPY-7"),), "discards", "fetch"),
    End(False, (m.is_an_unexpected_end, m.noticed), c.ENDS_EARLY, (b.EARLY_END,),
        "early_end_fails"),
    End(False, (m.noticed,), c.MAY_FAIL, why=_REASON),
    End(False, (m.noticed,), c.REPORTS_AN_ERROR, why="an error after all bytes may come out"),
    OF_UNKNOWN_SIZE,
)


def _copies(name: str, expects: str, rule: Rule, *steps: Step, **breaks: Blame) -> State:
    """A way to move the bytes. Its own steps come before those of every copy."""
    return State(name, expects, b.Way(rule), (*steps, *WRITES, *_COMMITS, *STATUSES),
                 {**b.ONCE, "*": b.way, **breaks}, _ENDS, unfinished=b.unfinished, way=True)


def _placed(name: str, expects: str, rule: Rule, *steps: Step, **breaks: Blame) -> State:
    """The source or the ingest has to be moved before the bytes are."""
    return State(name, expects, b.Way(rule), (*steps, *_AHEAD),
                 {**b.ONCE, "*": b.way, **breaks}, _ENDS, unfinished=b.unfinished, way=True)


states(
    State("where the copy begins", "the offset and the source decide", b.FROM_START, forks=(
        Fork("the source has broken", c.HAS_BROKEN),
        Fork("the embedded content is copied", c.EMBEDS_CONTENT, "embeds", "fetch"),
        Fork("another round is copied", c.WAS_RESET, "resets"),
        Fork("the bytes up to position size are copied", None, "push_window", "push"),
        Fork("all bytes are copied", c.IS_AT_THE_START),
        Fork("a Seek is due", c.CAN_SEEK),
        Fork("the source is read from the offset onwards", c.CAN_READ_AT),
        Fork(c.READ_UP_TO, None, "discards"),
        Fork("a Truncate is due"))),
    _copies("all bytes are copied", "the handler writes every byte, in order, and then commits",
            b.FROM_START, *_READS, *_TRIES, Truncate=Rule("COPY-2a")),
    _placed("a Seek is due",
            "the handler calls Seek once, to the offset, from the start", Rule("COPY-3"),
            on("Seek", "ok", "the rest is copied after a Seek", m.is_for_the_offset, stands_there,
               keeps=(Rule("COPY-4"), b.PREFERENCE, b.way)),
            on("Seek", "elsewhere", "a Seek landed elsewhere", m.is_for_the_offset, **_FAILS),
            on("Seek", "error", "a Seek has failed", m.is_for_the_offset, **_FAILS), *_AHEAD_AT,
            Write=b.unsought, Commit=b.unsought, Truncate=b.preferred),
    _copies("the rest is copied after a Seek",
            "the handler writes what follows the offset, and then commits",
            Rule("COPY-3"), *_READS, *(replace(one, when=c.TOOK_LESS) for one in _TRIES)),
    _copies("the source is read from the offset onwards",
            "the handler writes what it reads there, and then commits",
            Rule("COPY-5"), on("ReadAt", "ok", SAME, m.is_behind_the_offset, keeps=(b.PREFERENCE,)),
            *_BROKEN, Truncate=b.PREFERENCE, Read=b.read_at),
    _placed("a Truncate is due",
            "the handler calls Truncate(0) once, then writes all bytes", Rule("COPY-6"),
            *_AHEAD_AT,
            on("Truncate", "ok", "the source has broken", m.is_to_0, when=c.HAS_FAILED,
               keeps=(b.way,)),
            on("Truncate", "ok", "all bytes are copied after a Truncate", m.is_to_0,
               keeps=(b.way,)),
            on("Truncate", "error", "a Truncate has failed", m.is_to_0, owes=Rule("COPY-7"))),
    _copies("all bytes are copied after a Truncate",
            "the handler writes every byte, and then commits",
            Rule("COPY-6"), *_READS),
    _copies(c.READ_UP_TO,
            "the handler reads and discards the bytes before the offset, and writes the rest",
            Rule("COPY-6"), *_READS),
    _copies("the bytes up to position size are copied",
            "the handler writes the first `size` bytes, and then commits",
            FIRST_BYTES, *_READS, *_TRIES,
            on("Truncate", "ok", SAME, m.is_to_0, when=c.IS_TOO_LONG, why=_ANEW),
            on("Truncate", "error", SAME, m.may_be_a_reason, when=c.IS_TOO_LONG, why=_ANEW)),
    _copies("the embedded content is copied",
            "the handler writes and commits it, and fetches nothing",
            Rule("FETCH-16"), Fetch=Rule("FETCH-16")),
    State("all bytes are there",
          "the handler calls Commit, and nothing else", b.COMPLETE, (*STATUSES, *(
        on(s.ops, s.answer, s.to, begins, *s.does, when=s.when, owes=s.owes, pays=s.pays,
           keeps=(b.COMPLETE,), only=s.only) for s in _COMMITS if s.to != "the last reset")),
        ends=(GIVEN_UP,), way=True),
    State("a reset was asked for",
          "the handler calls Status again, then goes on with the copy", b.again, (
        on("Read ReadAt", "ok", why=_NEWS),
        on("Read ReadAt", "error", SAME, may_come_out, why=_NEWS),
        on("Status", "ok", "where the copy begins", m.goes_back),
        on("Status", "error", "the Status has failed", owes=b.again), *_SOURCE,
    ), ends=(End(False, when=c.MAY_FAIL, why=_REASON), OF_UNKNOWN_SIZE,
             End(False, when=c.REPORTS_AN_ERROR, why="a read had failed before"),
             End(False, when=c.RUNS_FORWARDS, why="there is no way back"))),
    _copies("another round is copied",
            "the handler writes the content from the offset that Status reported",
            b.AGAIN, *_READS,
            _BACK, *(replace(one, when=c.NEED_NOT_MOVE) for one in _ASTRAY),
            on("Seek", "elsewhere", "a Seek landed elsewhere", handler="fetch", **_FAILS),
            on("Seek", "error", "a Seek has failed", handler="fetch", **_FAILS), *_SOURCE),
)
# fmt: on
