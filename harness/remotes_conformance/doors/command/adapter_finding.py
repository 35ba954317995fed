"""The doctor's findings about an adapter, and the parts of a journal that it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...contract.capabilities import HANDLERS, OF_SEVERAL, TREES
from ...world.journal import Entry, Journal, Outcome

EVERYTHING = frozenset(one.kind for one in (*HANDLERS, *TREES, *OF_SEVERAL))
"""All kinds of calls that an adapter can carry."""
_NO_CALLS = frozenset({"start", "return", "cancel", "log", "children", "abandoned"})
_OF_THE_ADAPTER = ("garbage", "encoding", "refusal", "flood", "unreachable")


class Finding(NamedTuple):
    """A finding, and what to do. `certain`: the adapter is broken, whatever it carries.

    `blocks`: the kinds of calls that cannot be judged then.
    """

    certain: bool
    text: str
    blocks: frozenset[str] = EVERYTHING


def calls_in(journal: Journal, op: str = "") -> list[Entry]:
    """All calls of *op*, or of every collaborator."""
    if op:
        return [entry for entry in journal.entries if entry.op == op]
    return [entry for entry in journal.entries if entry.op not in _NO_CALLS]


def outcome_in(journal: Journal) -> Outcome | None:
    """The end of the call; None: it has not come back."""
    for entry in journal.entries:
        if entry.op == "return":
            outcome = entry.result["outcome"]
            assert isinstance(outcome, Outcome)
            return outcome
    return None


def not_played(journal: Journal, what: str) -> Iterator[Finding]:
    """The text about *what*, if its world was not played to its end."""
    if journal.stuck is not None:
        why, details, _ = journal.stuck
        certain = why in _OF_THE_ADAPTER
        whose = "" if certain else " This may be the implementation's fault."
        yield Finding(certain, f"{what} fails, {why}: {details}.{whose}")
