"""Debts: an error of a collaborator has to come out, itself or by its class."""

from __future__ import annotations

from .follow import Call
from .situations import what_failed
from .table import ANY, ITSELF, Deviation, Rule

_HOW = {ITSELF: "that error itself", ANY: "an error"}


def owed(call: Call) -> Rule:
    """The rule by which the latest error has to come out, if none does."""
    return Rule((call.debts or call.payable)[-1].id)


def _with_the_end(call: Call) -> Rule:
    return Rule("COPY-10")


def of_a_commit(call: Call) -> Rule:
    """The same, of a Commit: success with wrong content has a rule of its own."""
    wrong = call.run.ok and call.run.is_copy and not call.run.content_is_right
    return Rule("COPY-18") if wrong else owed(call)


def pays(call: Call) -> None:
    """One of the errors has come out; with a reason, an error of the handler's own may instead."""
    run, debts = call.run, (*call.debts, *call.payable)
    if not (any(map(call.is_paid, debts)) or call.reasons or run.close_errors):
        call.is_its_own()
        how = _HOW.get((call.debts or call.payable)[-1].pays, "an error of that class")
        expected = f"{what_failed(call)}: {how}"
        raise Deviation(owed, expected, run.told, "another error came out")
    call.keep(owed)


def comes_out_at_once(call: Call) -> None:
    """No time passes between the error and the return."""
    run, entry = call.run, (call.debts or call.payable)[-1].entry
    if run.returned is not None and run.returned.at != entry.done:
        expected = f"{what_failed(call)}: it comes out at once"
        raise Deviation(owed, expected, f"{run.told}, later", "it came back late")


def names_the_ref(call: Call) -> None:
    """The error has the ref in it, if the handler could know it."""
    run, message = call.run, call.run.outcome.message if call.run.outcome else ""
    told = [entry.result.get("ref") for entry in run.of("Status")]
    refs = [str(ref) for ref in (*told, *(entry.args["ref"] for entry in run.of("Writer"))) if ref]
    if refs and not run.close_errors and not any(ref in message for ref in refs):
        expected = f"{what_failed(call)}: an error that names the ref {refs[0]}"
        raise Deviation(owed, expected, run.told, "the ref is not named")


def has_written_what_was_read(call: Call) -> None:
    """What the source gave before it broke is in the ingest."""
    bytes_, missing = call.bytes, call.bytes.missing
    if missing <= 0 or call.reasons or bytes_.reached <= bytes_.start:
        return
    blame, which = owed, "that were read before the error"
    if missing == bytes_.last_with_end:
        blame, which = _with_the_end, "that came together with an error"
    expected = f"the {missing} bytes {which} are written"
    raise Deviation(blame, expected, "they were not", "what was read is lost")


def comes_out(call: Call) -> None:
    """What broke the call off has come out."""
    run, entry = call.run, (call.debts or call.payable)[-1].entry
    cancelled = entry.refusal is not None and entry.refusal.kind == "cancelled"
    kinds = run.outcome.kinds if run.outcome else ()
    if entry.refusal and (entry.refusal.kind not in kinds or not run.failed):
        expected = "CancelledError comes out" if cancelled else "that very exception comes out"
        told = f"{what_failed(call)}: {expected}"
        raise Deviation(owed, told, run.told, "something else came out")
