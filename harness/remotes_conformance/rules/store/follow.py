"""One order of calls, followed through the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ...contract.names import Op, RequirementId
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...world.journal import Entry
from ..finding import Broken
from .committing import of_commit
from .content import of_close_reader, of_delete, of_info, of_read, of_read_at, of_reader, of_walk
from .judging import MISCOUNTED, Breach, Judge
from .opening import of_abort, of_open
from .state import Store
from .writing import of_close, of_status, of_truncate, of_write

JUDGED: Mapping[Op, Callable[[Judge], None]] = {
    "Writer": of_open,
    "Write": of_write,
    "Truncate": of_truncate,
    "Status": of_status,
    "Commit": of_commit,
    "w.Close": of_close,
    "Abort": of_abort,
    "Reader": of_reader,
    "Read": of_read,
    "ReadAt": of_read_at,
    "r.Close": of_close_reader,
    "Info": of_info,
    "Delete": of_delete,
    "Walk": of_walk,
}

BY_OP: Mapping[Op, RequirementId] = {
    "Writer": "STORE-2",
    "Write": "STORE-12",
    "Truncate": "STORE-5",
    "Status": "STORE-12",
    "Commit": "STORE-6",
    "w.Close": "STORE-11",
    "Abort": "STORE-13",
    "Reader": "STORE-14",
    "Read": "STORE-19",
    "ReadAt": "STORE-14",
    "r.Close": "STORE-19",
    "Info": "STORE-9",
    "Delete": "STORE-14",
    "Walk": "STORE-20",
}
"""The requirement that is broken by a call that returns a value of another type, or never."""


@dataclass(slots=True)
class Followed:
    """The stores after some calls. `kept`: in order; `breach`: what ended the following."""

    stores: dict[int, Store] = field(default_factory=dict)
    kept: list[RequirementId] = field(default_factory=list)
    breach: Breach | None = None

    def copy(self) -> Followed:
        """Another one with the same state."""
        stores = {number: store.copy() for number, store in self.stores.items()}
        return Followed(stores, list(self.kept), self.breach)

    def take(self, scenario: Scenario, entry: Entry, failed: str) -> bool:
        """Follow *entry*; whether its answer is permitted. `failed`: see `Judge`."""
        script = scenario.calls[entry.task]
        assert isinstance(script, Script)
        store = self.stores.get(script.store)
        if store is None:
            store = self.stores[script.store] = Store()
        store.has_failed = store.has_failed or bool(failed)
        judge = Judge(store, entry, failed)
        try:
            if judge.answer == "wrong type":
                assert entry.refusal is not None
                expected = "a value of the type that the contract has (see stores.Storing)"
                raise judge.blame(BY_OP[entry.op], expected, entry.refusal.message)
            JUDGED[entry.op](judge)
        except Breach as breach:
            self.breach = self._of_shared_state(breach, script.store, entry, failed)
            is_about_failures = breach.id == "STORE-18" or breach.broken.state == MISCOUNTED
            if store.has_failed and not is_about_failures:
                # The failing disk is the cause, unless the other requirement is broken without it.
                broken = breach.broken._replace(follows=breach.id)
                self.breach = Breach("STORE-18", broken)
            return False
        finally:
            self.kept += judge.kept
        return True

    def _of_shared_state(self, breach: Breach, number: int, entry: Entry, failed: str) -> Breach:
        """The breach of STORE-2, if the answer were right in one store with what others hold."""
        others = [store for other, store in self.stores.items() if other != number]
        if not others:
            return breach
        try:
            JUDGED[entry.op](Judge(self.stores[number].merged_with(others), entry, failed))
        except Breach:
            return breach
        observed = f"{breach.broken.observed}: state shared between stores"
        broken = breach.broken._replace(observed=observed, state="another store of the process")
        return Breach("STORE-2", broken)


def follow(scenario: Scenario, entries: Iterable[tuple[Entry, str]]) -> Followed:
    """Follow *entries*, each with what the disk has refused in it, up to the first breach."""
    found = Followed()
    for entry, failed in entries:
        if not found.take(scenario, entry, failed):
            break
    return found


def broken_by(id: RequirementId, expected: str, observed: str, task: int, step: str) -> Breach:
    """A breach that no single answer shows."""
    return Breach(id, Broken(expected, observed, task, step=step))
