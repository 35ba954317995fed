"""The end of an operation: an act of the registry asks for success, for an error, or for an end."""

from __future__ import annotations

from typing import Final

from ...contract.names import RequirementId
from ...scenarios.clients.script import DRAWN, Does, Scripted
from .case import Case
from .writing import lacks_only_rewritten

_TRUTH: Final[dict[Does, RequirementId]] = {
    "pull": "REMOTE-13",
    "push": "REMOTE-8",
    "fetch": "REMOTE-13",
    "resume": "REMOTE-4",
    "resolve": "REMOTE-14",
    "cancel": "REMOTE-9",
}
"""By operation: the requirement that an incomplete success breaks, if no act explains it."""

_AT_ONCE: Final = "REMOTE-8b"
"""It asks for an error without any pause."""
_RENEWED: Final = "REMOTE-19a"
"""It is about a token that was valid."""
_OF_PARAMETERS: Final = ("resolve", "REMOTE-15a")
"""The type that the tag is resolved to has to be without them."""
_ON: Final = "it waits too long"


def of_outcome(case: Case) -> None:
    """The requirements that the acts of the script name, and that a success is one."""
    before = len(case.judgement.broken)
    for one in case.met:
        if one.act.waits:
            _of_wait(case)
        elif one.then:
            _of_act(case, one)
    if case.scenario.asks is not None and not case.is_idle:
        _of_scenario(case, case.scenario.asks)
    _of_truth(case, is_explained=len(case.judgement.broken) > before)


def _of_wait(case: Case) -> None:
    """A limit by default is also one; whether a client without one can be given one is open."""
    expected = f"the client fails after {'the limit' if case.has_limit else 'some time'}"
    ends = not case.is_hung or case.gave_up
    if not case.has_limit:
        _check(case, "REMOTE-12a", ends, expected, case.outcome, _ON)
    if case.has_limit or ends:
        _check(case, "REMOTE-12", ends, expected, case.outcome, _ON)


def _of_act(case: Case, one: Scripted) -> None:
    if case.is_idle and one.asks != _AT_ONCE:
        return
    if case.is_hung:
        _check(case, one.asks, False, "the client ends", case.outcome, "it does not end")
    elif one.asks == _RENEWED and not case.is_done and not _was_valid(case, one):
        return
    elif one.then == "succeeds":
        # What is wrong with content that was read has rules of its own.
        has_rules = case.scenario.reads and (case.scenario.does, one.asks) != _OF_PARAMETERS
        is_there = has_rules or case.is_complete
        observed = f"success{_lacking(case)}" if case.is_done else case.outcome
        step = "success" if case.is_done else "an error"
        _check(case, one.asks, case.is_done and is_there, "the client succeeds", observed, step)
    else:
        is_right = one.then == "fails" and case.is_complete
        ok = not case.is_done or is_right
        though = f", though {case.scenario.name}" if case.scenario.name != DRAWN else ""
        lacking = _lacking(case) if one.then == "fails" or not though else ""
        observed = f"success{lacking or though}"
        _check(case, one.asks, ok, "the client fails", observed, "success")


def _was_valid(case: Case, one: Scripted) -> bool:
    """True if a refused request of *one* carried credentials that were accepted before: they are no
    longer valid. Credentials refused at their first use are wrong, and that is an error."""
    accepted: set[str] = set()
    for other in case.exchanges:
        given = other.header("Authorization")
        if case.act_of(other) is one and given in accepted:
            return True
        if given and other.host == "registry" and other.status not in (0, 401):
            accepted.add(given)
    return False


def _lacking(case: Case) -> str:
    """The part that is missing after a success, in words."""
    missing = [part.role for part in case.missing]
    if case.scenario.does == "resolve":
        return f", with {case.journal.resolved or 'nothing'}" if missing else ""
    if case.scenario.does != "push":
        return f", without the right bytes of: {', '.join(missing)}" if missing else ""
    if missing:
        return f", and the registry does not have: {', '.join(missing)}"
    return "" if case.is_complete else ", and the registry does not have the tag"


def _of_scenario(case: Case, id: RequirementId) -> None:
    if case.scenario.has == "another" and case.journal.ended.how == "failed":
        return  # nothing says that a client has to move a tag to an image that is new
    ok = case.is_done and case.is_complete
    observed = f"success{_lacking(case)}" if case.is_done else case.outcome
    _check(case, id, ok, "the client succeeds", observed, "success" if case.is_done else "an error")


def _of_truth(case: Case, *, is_explained: bool) -> None:
    """A success has everything in its place."""
    if case.is_done and not is_explained:
        id = _TRUTH[case.scenario.does]
        expected = "everything is in its place, or the client fails"
        _check(case, id, case.is_complete, expected, f"success{_lacking(case)}", "success")


def _check(
    case: Case, id: RequirementId, ok: bool, expected: str, observed: str, step: str
) -> None:
    """A breach that depends on the scenario has its operation and name in the cause."""
    state = f"{case.scenario.does}: {case.scenario.name}"
    follows = "REMOTE-25" if not ok and case.is_done and lacks_only_rewritten(case) else ""
    case.check(id, ok, expected, observed, step, state, follows)
