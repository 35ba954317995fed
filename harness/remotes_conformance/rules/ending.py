"""The table, last part: after a Commit, after an error, and after the task was broken off."""

from __future__ import annotations

from . import conditions as c
from . import debts as d
from .blame import COMMIT, ONCE, SOURCE, committed
from .copying import LAST, LIED, STATUSES
from .moving import asks_for_a_reset, left_to_commit, succeeded, took_less, writes
from .opening import asks_for_it_at_last, may_come_out, refuses_too_long_content
from .table import ASKS, BROKEN_OFF, SAME, Blame, End, Rule, State, Step, on, states

# fmt: off
_LEFT_ALONE, _NAMED = Rule("COPY-16"), Rule("COPY-15")
_TEXT, _PAID = "for the text of the error, or read ahead", End(False, (d.pays,))
_HARMLESS = (
    on("Status Read ReadAt", "ok", why=_TEXT),
    on("Status Read ReadAt", "error", SAME, may_come_out, why=_TEXT),
)
_BROKEN_OFF = (on("Status Read ReadAt Write Seek Writer Push Fetch Reader Truncate Abort", "anyhow",
                  why="only that nothing is committed or left open is asked for"),)
_ITS_CLASS = "the handler only closes, and fails with an error of that class"
_BESIDE = {"when": c.HAS_NO_SOURCE, "why": "it may be opened side by side with the Status"}
_MORE = (on("Write", "ok", SAME, writes), on("Write", "short", SAME, writes, took_less), LIED)
_AN_ERROR = "the handler only closes, and fails"


def _failed(name: str, expects: str = _ITS_CLASS, *steps: Step, **breaks: Blame) -> State:
    """A call has failed, and that is the end."""
    return State(name, expects, d.owed, (*_HARMLESS, *steps), {"*": d.owed, **breaks}, (_PAID,))


states(
    State("the source has broken",
          "the handler writes what it has read before, and fails with that error without a Commit",
          d.owed, (
        on("Read ReadAt", "ok"),
        on("Read ReadAt", "error", SAME, may_come_out, why="ranges may be read side by side"),
        *_MORE,
        on("Write", "reset", "the last reset", writes, **LAST),
        on("Write", "reset", "a reset was asked for", writes, asks_for_a_reset, only="resets"),
        on("Write", "error", "a Write has failed", writes, owes=Rule("COPY-12"),
           why="either error may come out"),
        *STATUSES,
    ), ends=(End(False, (d.pays, d.has_written_all_reads)),)),
    State("the content is committed", "the handler only closes, then succeeds", committed,
          (on("Status Read ReadAt Seek", "anyhow", why="they change nothing"),),
          {**ONCE, "*": COMMIT},
          (End(True, (succeeded,)), End(False, (refuses_too_long_content,), c.MAY_STILL_FAIL,
                                        why="what was committed may not be the content"))),
    State("a Commit has failed",
          "the handler only closes, and fails with an error of that class that names the ref",
          d.of_a_commit, _HARMLESS,
          {"*": d.owed, "Truncate": _LEFT_ALONE, "Abort": _LEFT_ALONE, "Write": COMMIT,
           "Commit": _NAMED, "Writer": _NAMED, "Push": _NAMED},
          (End(False, (d.pays, d.names_the_ref, left_to_commit), keeps=(_LEFT_ALONE,)),)),
    _failed("the Status has failed", _ITS_CLASS,
            on(ASKS, "ok", SAME, asks_for_it_at_last, **_BESIDE),
            on(ASKS, "error", SAME, asks_for_it_at_last, may_come_out, **_BESIDE)),
    _failed("a Write has failed", _ITS_CLASS,
            on("Write", "ok", SAME, d.takes_up_where_it_failed, writes),
            on("Write", "short", SAME, d.takes_up_where_it_failed, writes, took_less), LIED,
            on("Write", "error", SAME, d.takes_up_where_it_failed, writes, owes=Rule("COPY-12"),
               why="either may come out")),
    _failed("a Seek has failed", _AN_ERROR),
    _failed("a Seek landed elsewhere", _AN_ERROR),
    _failed("a Truncate has failed"),
    _failed("the source cannot be opened", Fetch=SOURCE, Reader=SOURCE),
    State("the writer cannot be opened",
          "the handler fails at once with that error itself, without a further call", d.owed,
          ends=(End(False, (d.pays, d.comes_out_at_once)),)),
    State("a Write reported an impossible count",
          "the handler fails, whatever else it does before", d.owed,
          (on("Status Read ReadAt Write Seek Truncate Commit", "anyhow",
              why="only success would be wrong"),), ends=(_PAID,)),
    State("the last reset", "the handler fails, without another Write or Commit", d.owed,
          (*_HARMLESS, on("Seek", "anyhow", why="the source may be brought back before")),
          ends=(_PAID,)),
    State(BROKEN_OFF["cancelled"],
          "the handler closes everything without a Commit, and ends in CancelledError",
          Rule("FETCH-10a", "PUSH-7b"), _BROKEN_OFF,
          ends=(End(False, (d.comes_out,), keeps=(d.owed,)),)),
    State(BROKEN_OFF["interrupt"],
          "the handler closes everything without a Commit, and ends in that very exception",
          Rule("FETCH-10b", "PUSH-7c"), _BROKEN_OFF,
          ends=(End(False, (d.comes_out,), keeps=(d.owed,)),)),
)
# fmt: on
