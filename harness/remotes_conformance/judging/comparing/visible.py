"""The part of a journal that the contract determines, for comparing two implementations.

Left out are free choices: the sizes of reads and writes, how often Status is called, logs, the
texts of errors. Kept are, for each call by itself: the calls that it makes, in order, with their
arguments and times, the bytes that it has written, and its outcome.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from ...scenarios.scenario import Scenario
from ...world.journal import Entry, Journal, Outcome, bytes_taken

Visible: TypeAlias = tuple[Any, ...]
ASPECTS = ("all", "outcomes", "events")
_ARGUMENTS = ("ref", "size", "digest", "offset", "whence")
_CHOSEN = frozenset({"Read", "ReadAt", "Status"})
_SIDE_BY_SIDE = frozenset({"dispatch", "image"})
_IN_PIECES = frozenset({"Read", "ReadAt", "Write", "Status"})


def can_be_compared(scenario: Scenario) -> bool:
    """True if *scenario* means the same for implementations that read in pieces of other sizes.

    “The third Write fails” does not, and handlers that run side by side may begin in any order.
    """
    if any(call.kind in _SIDE_BY_SIDE for call in scenario.handler_calls):
        return False
    addressed = [
        (answer.op, answer.nth) for task in scenario.handler_calls for answer in task.answers
    ]
    addressed += [
        (task.cancel.op, task.cancel.nth) for task in scenario.handler_calls if task.cancel
    ]
    return not any(op in _IN_PIECES and nth > 1 for op, nth in addressed)


def without_schedule(scenario: Scenario) -> Scenario:
    """*scenario*, each strand going on for as long as it can: a schedule counts calls."""
    return replace(scenario, schedule=b"", hand_overs=())


def visible(scenario: Scenario, journal: Journal, aspect: str) -> Visible:
    """The value that is compared. `aspect`: one of `ASPECTS`."""
    seen: list[Any] = [journal.stuck.why if journal.stuck else ""]
    for task in range(len(scenario.calls)):
        mine = [entry for entry in journal.entries if entry.task == task]
        if aspect != "events":
            refused = any(entry.refusal for entry in mine)
            endings = [entry.result["outcome"] for entry in mine if entry.op == "return"]
            seen += [_ending(outcome, refused) for outcome in endings]
        if aspect != "outcomes":
            seen.append(tuple(_events(mine)))
    return tuple(seen)


def _ending(outcome: Outcome, refused: bool) -> Visible:
    """The error's class counts if a collaborator's error may have caused it; else it is free."""
    kinds = tuple(sorted(outcome.kinds)) if refused else ()
    return (outcome.ok, outcome.key, kinds, bool(outcome.crash))


def _events(entries: list[Entry]) -> Iterator[Visible]:
    written = hashlib.sha256()
    for entry in entries:
        if entry.op in ("start", "return", "cancel", "log") or entry.op in _CHOSEN:
            continue
        if entry.op == "Write":
            written.update(bytes_taken(entry))
            continue
        args: Mapping[str, Any] = entry.args
        given = tuple((name, args[name]) for name in _ARGUMENTS if name in args)
        if entry.op == "children":
            given = (("children", tuple(entry.result["children"])),)
        elif entry.op == "Handle":
            given = (("descriptor", entry.args["descriptor"]), ("number", entry.args["number"]))
        yield (entry.op, entry.at, given, entry.refusal.kind if entry.refusal else "")
    yield ("written", written.hexdigest())
