"""Debts: an error of a collaborator has to come out, itself or by its class."""

from __future__ import annotations

from ..world.journal import Entry
from .blame import WITH_END, WRONG_CONTENT
from .call import Call
from .run import refused_as
from .situations import failure_text, latest_error
from .table import Deviation, Rule, require

_HOW = {"itself": " with that error itself", "any": ""}


def owed(call: Call) -> Rule:
    """The rule by which the latest error has to come out, if none does."""
    return Rule(latest_error(call).id)


def of_a_commit(call: Call) -> Rule:
    """The same, of a Commit: success with wrong content has a rule of its own."""
    return WRONG_CONTENT if call.run.ok and call.has_wrong_content else owed(call)


def pays(call: Call) -> None:
    """One of the errors has come out; with a reason, an error of the handler's own may instead."""
    paid = any(map(call.is_paid, (*call.debts, *call.payable)))
    if not (paid or call.reasons or call.may_give_up or call.run.close_errors):
        call.is_its_own()
        how = _HOW.get(latest_error(call).pays, " with an error of that class")
        expected = f"{failure_text(call)}: the handler fails{how}"
        raise Deviation(owed, expected, call.run.outcome_text, "another error came out")
    call.keep(owed)


def takes_up_where_it_failed(call: Call, entry: Entry) -> None:
    """A Write after one that failed has the bytes that the ingest lacks: it leaves none out."""
    if call.bytes.mismatch(entry) is not None:
        expected = f"{failure_text(call)}: the handler fails with an error of that class"
        raise Deviation(owed, expected, "Write was called", "Write")


def comes_out_at_once(call: Call) -> None:
    """No time passes between the error and the return."""
    run, entry = call.run, latest_error(call).entry
    expected = f"{failure_text(call)}: the handler fails with it at once"
    seen, step = f"{run.outcome_text}, later", "it came back late"
    require(run.returned_at == entry.done, owed, expected, seen, step)


def names_the_ref(call: Call) -> None:
    """The error has the ref in it, if the handler could know it."""
    run = call.run
    reported = [entry.result.get("ref") for entry in run.of("Status")]
    refs = [
        str(ref) for ref in (*reported, *(entry.args["ref"] for entry in run.of("Writer"))) if ref
    ]
    named = any(ref in run.ended.message for ref in refs)
    of_another = any(map(call.is_paid, call.payable))
    if refs and not (named or of_another or call.may_give_up or run.close_errors):
        expected = (
            f"{failure_text(call)}: the handler fails with an error that names the ref {refs[0]}"
        )
        raise Deviation(owed, expected, run.outcome_text, "the ref is not named")


def has_written_all_reads(call: Call) -> None:
    """The bytes that the source gave before it broke are in the ingest."""
    lost = call.bytes.lost
    # Without a debt, the read failed before Status.
    if lost <= 0 or not call.debts or call.reasons or call.may_give_up:
        return
    blame, which = owed(call), "that it read before the error"
    if lost == call.bytes.last_with_end:
        blame, which = WITH_END, "that the source returned together with the error"
    expected = f"the handler writes the {lost} bytes {which}"
    raise Deviation(blame, expected, "they were not written", "what was read is lost")


def comes_out(call: Call) -> None:
    """The error that broke the call off has come out."""
    run, kind = call.run, refused_as(latest_error(call).entry)
    kept = run.failed and kind in run.ended.kinds
    what = "CancelledError" if kind == "cancelled" else "that very exception"
    expected = f"{failure_text(call)}: the call ends in {what}"
    require(kept, owed, expected, run.outcome_text, "something else came out")
