"""Violations at the end of a play: calls that never returned, and traces outside the store."""

from __future__ import annotations

from ...contract.names import RequirementId
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...scenarios.stores.names import strange_names
from ...world.journal import Journal, Unanswered, store_play
from ..finding import Broken, Judgement
from .follow import BY_OP


def of_ending(scenario: Scenario, journal: Journal, judgement: Judgement) -> None:
    """STORE-15 and STORE-16 of what was touched; any rule of a call that hangs."""
    play = store_play(journal)
    if play.outside:
        refs, digests = strange_names(scenario)
        touched: RequirementId = "STORE-15" if digests and not refs else "STORE-16"
        observed = f"outside its folder: {', '.join(play.outside)}"
        broken = Broken("the store touches nothing outside itself", observed, step="outside")
        judgement.blame(touched, broken)
    if journal.stuck is None or journal.stuck.is_our_limit:
        return
    how = f"{journal.stuck.why}, {journal.stuck.details}"
    for one in play.unanswered[:1]:
        observed = f"{one.op} did not return: {how}"
        broken = Broken(f"{one.op} returns", observed, one.task, step=f"{one.op} does not return")
        id = _rule(scenario, journal, one)
        if play.failed:
            # The failing disk is the cause, unless the other requirement is broken without it.
            id, broken = "STORE-18", broken._replace(follows=id)
        judgement.blame(id, broken)
    answered = [entry for entry in journal.entries if entry.op in BY_OP]
    if answered and not play.unanswered and journal.stuck.why != "unreachable":
        # A program that has a store fails between two calls: it is counted for the one before.
        last = answered[-1]
        observed = f"after {last.op} had returned: {how}"
        broken = Broken("the store keeps running", observed, last.task, step="it does not go on")
        judgement.blame("STORE-18" if play.failed else BY_OP[last.op], broken)


def _rule(scenario: Scenario, journal: Journal, call: Unanswered) -> RequirementId:
    """Opening a ref that another writer has is *locked*, at once; unless it is one of another
    store."""
    if call.op != "Writer":
        return BY_OP[call.op]
    stores = [one.store for one in scenario.calls if isinstance(one, Script)]
    opened = {
        entry.result["writer"]: stores[entry.task]
        for entry in journal.entries
        if entry.op == "Writer" and not entry.refusal and entry.args["ref"] == call.args["ref"]
    }
    closed = {entry.handle for entry in journal.entries if entry.op == "w.Close"}
    of_stores = {store for writer, store in opened.items() if writer not in closed}
    if stores[call.task] in of_stores:
        return "STORE-1"
    return "STORE-2" if of_stores else "STORE-10"
