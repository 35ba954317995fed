"""The bench for content stores: plays scripts on the stores of one factory."""

from __future__ import annotations

from dataclasses import replace

from ...contract import STORE_EDITION
from ...contract.capabilities import STORE_OPTIONS, STORES
from ...doors.stores.doors import store_door
from ...doors.stores.factory import factory_of
from ...rules import Judgement
from ...rules.store import judge_store
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...scenarios.stores.building import ScriptBuilder
from ...scenarios.stores.names import with_plain_refs
from ...world.journal import Journal, store_play
from ..bench import Bench
from ..loading import Loaded, load, name_and_version
from .strange_refs import because_of_refs, concerns_a_strange_ref


class StoreBench(Bench):
    """The stores of one factory behind their door."""

    def judged(self, scenario: Scenario, journal: Journal) -> Judgement:
        judgement = judge_store(scenario, journal)
        if any(id == "STORE-18" for id, _ in judgement.broken):
            # It may be wrong without a failing disk as well: then that is what is to be reported.
            sound = _without_faults(scenario)
            otherwise = judge_store(sound, self.door.play(sound))
            if otherwise.broken:
                return otherwise
        if concerns_a_strange_ref(scenario, journal, judgement):
            # It may be right with other refs: then these are what it cannot deal with.
            plain = with_plain_refs(scenario)
            if not judge_store(plain, self.door.play(plain)).broken:
                return because_of_refs(judgement)
        return judgement


def meets_faults(bench: StoreBench) -> bool:
    """Whether the store makes calls of the operating system that the harness can refuse."""
    caller = ScriptBuilder()
    caller.put()
    for step in range(len(caller.steps)):
        caller.fail(step, "open")
        caller.fail(step, "write")
    journal = bench.play(Scenario((caller.script(),), edition=STORE_EDITION[0]))
    return bool(store_play(journal).failed)


def _without_faults(scenario: Scenario) -> Scenario:
    calls = (replace(one, faults=()) if isinstance(one, Script) else one for one in scenario.calls)
    return replace(scenario, calls=tuple(calls))


def open_store(store: object, *, patience: float = 5.0) -> Loaded:
    """The bench of a factory of stores, or of its name. Raises `Unusable`."""
    spec = store if isinstance(store, str) else ""
    found = load(store) if isinstance(store, str) else store
    factory = factory_of(found)
    door = store_door(factory, patience=patience)
    bench = StoreBench(door, factory.offers | door.can, edition=STORE_EDITION[0])
    if "folder" in bench.kinds and not meets_faults(bench):
        bench.kinds = bench.kinds - {"folder"}
    if "folder" in bench.kinds:
        bench.kinds = bench.kinds | {"kills", "cuts"}
    name, version = name_and_version(found, spec)
    known = {one.kind for one in (*STORES, *STORE_OPTIONS)}
    return Loaded(name, version, bench, tuple(sorted(known & bench.kinds)))
