"""The bench: plays scenarios of one implementation, has them judged, and keeps the tally."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from ..contract import Level, by_id
from ..contract.names import Edition
from ..doors.door import Door
from ..plugs.faults import PlugFault, plug_faults
from ..rules import Broken, Judgement, judge
from ..scenarios.scenario import HandlerCall, Scenario
from ..scenarios.written import to_token
from ..world.journal import Journal
from . import real_time
from .lightest import Lightest
from .sizing import Sizing

MAX_HANGS = 3
"""Scenarios that may hang, before nothing more is played: each costs the whole patience."""
HUNG = "three scenarios before this one timed out, or made calls without end"


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a scenario has shown to be broken. `cause`: empty where causes do not matter.

    `key`: of all breaches with one key, one is reported.
    """

    id: str
    broken: Broken
    scenario: Scenario
    cause: str = ""

    @property
    def key(self) -> str:
        return f"{self.id} {self.cause}".rstrip()

    @property
    def weight(self) -> tuple[bool, tuple[int, ...]]:
        """The lightest breach with a key is reported; a consequence only if there is no other."""
        return bool(self.broken.follows), self.scenario.weight


@dataclass(slots=True)
class Tally:
    """The findings of some scenarios; an empty tally is `Tally()`.

    * `scenarios`: how many were examined;
    * `applied`: by rule, how often it applied;
    * `saw`: of rules that leave a choice, by rule and choice, how often it was seen;
    * `breaches`: for each broken rule (with a ledger: for each cause) the smallest breach that was
      seen: its `id`, its `scenario`, and `broken`, with what was `expected` and `observed`;
    * `known`: how often a rule was broken for a cause that the ledger knows;
    * `notes`: sentences for the report, on how the scenarios were played;
    * `plug_faults`: wrong calls that plugs have accepted, each with the first example;
    * `cuts`: at how many points of scripts the power was cut; `whole_cuts`: at how many of them
      every permitted state of the disk was judged.
    """

    scenarios: int = 0
    applied: dict[str, int] = field(default_factory=dict)
    saw: dict[tuple[str, str], int] = field(default_factory=dict)
    breaches: dict[str, Breach] = field(default_factory=dict)
    known: dict[tuple[str, str], int] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    plug_faults: dict[tuple[str, str], PlugFault] = field(default_factory=dict)
    cuts: int = 0
    whole_cuts: int = 0
    _weights: dict[str, tuple[bool, tuple[int, ...]]] = field(default_factory=dict)
    """The weights of the breaches, by their keys."""

    def add(self, other: Tally) -> None:
        self.scenarios += other.scenarios
        for id, times in other.applied.items():
            self.applied[id] = self.applied.get(id, 0) + times
        for key, times in other.saw.items():
            self.saw[key] = self.saw.get(key, 0) + times
        for known, times in other.known.items():
            self.known[known] = self.known.get(known, 0) + times
        self.notes |= other.notes
        self.cuts += other.cuts
        self.whole_cuts += other.whole_cuts
        for fault in other.plug_faults.values():
            self.note_fault(fault)
        for breach in other.breaches.values():
            self.note(breach)

    def note(self, breach: Breach) -> None:
        key, weight = breach.key, breach.weight
        if key not in self.breaches or weight < self._weights[key]:
            self.breaches[key], self._weights[key] = breach, weight

    def note_fault(self, fault: PlugFault) -> None:
        noted = self.plug_faults.get(fault.key)
        if noted is not None:
            fault = replace(noted, times=noted.times + fault.times)
        self.plug_faults[fault.key] = fault


class Bench:
    """One implementation behind its door.

    `kinds`: what it offers: "key", "fetch", "push", "key_prefix" (a context can name prefixes of
    keys) and others of `contract.capabilities`; and what its door can do: "interrupts" (a
    collaborator can raise KeyboardInterrupt), "foreign_wraps" (see `Answer`), "task_cancel" (the
    asyncio task of a handler can be cancelled), "lines" (a turn can be handed over between two
    lines of its code).
    """

    def __init__(self, door: Door, kinds: Iterable[str], *, edition: Edition = "2017-06") -> None:
        self.door = door
        self.kinds = frozenset(kinds)
        self.edition = edition
        self.broken_by_story: dict[str, frozenset[str]] = {}
        """By the name of each directed story: the keys of the breaches that it has shown."""
        self.known: Collection[tuple[str, str]] | None = None
        """Requirements and causes that the ledger knows. None: there is no ledger."""
        self.shown: Mapping[tuple[str, str], str] = {}
        """By the requirement and the text of an entry of format 1: the cause that it stands for."""
        self.real_time = False
        """Time cannot be controlled: little is played that takes time. See `real_time`."""
        self.slowness = 1
        """The divisor of the number of scenarios that are drawn, or played to make one small."""
        self.lacks: frozenset[str] = frozenset()
        """The features that its door or its plugs cannot show: see `About.lacks`."""
        self.is_plugged = False
        """Some of its collaborators are plugged."""
        self.broken: Mapping[str, str] = {}
        """By the kinds of calls that the adapter cannot carry: the reason."""
        self._plays: list[Journal] = []
        """In real time: the journals of all plays of the latest scenario."""
        self.lightest = Lightest()
        self.sizing = Sizing(self.play, edition)
        self.hangs = 0
        self.lost = ""
        """The reason why the implementation can no longer be reached; empty: it can."""

    @property
    def is_blocked(self) -> bool:
        """The implementation is gone, or has hung so often that further scenarios would only
        hang."""
        return self.hangs >= MAX_HANGS or bool(self.lost)

    def why_blocked(self, kinds: Collection[str]) -> str:
        """The reason why calls of these kinds are not made, though offered; empty: they are
        made."""
        if self.is_blocked:
            return f"the adapter cannot go on: {self.lost}" if self.lost else HUNG
        return self.why_broken(kinds)

    def why_broken(self, kinds: Collection[str]) -> str:
        """The reason why the adapter cannot carry these kinds of calls; empty: none is known."""
        broken = (self.broken[kind] for kind in kinds if kind in self.broken)
        why = next(broken, "")
        return f"the adapter is broken: {why}" if why else ""

    def can_play(self, scenario: Scenario) -> bool:
        """True if the implementation offers all that the scenario needs. False for every scenario
        once three have hung."""
        if self.is_blocked or (self.real_time and not real_time.can_be_played(scenario)):
            return False
        playable = self.kinds.difference(self.broken)
        return scenario.needs <= playable

    def in_edition(self, edition: Edition) -> Bench:
        """The same implementation, to be judged in another edition."""
        bench = type(self)(self.door, self.kinds, edition=edition)
        bench.real_time, bench.broken, bench.lacks = self.real_time, self.broken, self.lacks
        bench.is_plugged = self.is_plugged
        return bench

    def at_work(self) -> AbstractContextManager[None]:
        """Around many plays: see `Door.at_work`."""
        return self.door.at_work()

    def examine(self, scenario: Scenario, tally: Tally) -> Journal:
        """Play *scenario*, judge it by all rules, and add what was found to *tally*."""
        journal = self.play(scenario)
        self.judge(scenario, journal, tally)
        return journal

    def play(self, scenario: Scenario) -> Journal:
        """Play *scenario* once, and return the journal: every call and its answer, in order."""
        journal = self.door.play(scenario)
        if self.real_time:
            self._plays = [journal]
            for _ in range(real_time.samples(scenario) - 1):
                if journal.stuck is not None or not real_time.is_doubtful(scenario, self._plays):
                    break
                journal = self.door.play(scenario)
                self._plays.append(journal)
        if journal.stuck is not None:
            self.hangs += journal.stuck.is_costly
            if journal.stuck.why == "unreachable":
                self.lost = journal.stuck.details
            if journal.stuck.why == "encoding":
                self._note_broken(scenario, journal.stuck.details)
        return journal

    def _note_broken(self, scenario: Scenario, why: str) -> None:
        """The adapter is at fault: such calls cannot be judged any more."""
        for call in scenario.calls:
            if isinstance(call, HandlerCall):
                self.broken = {call.kind: why, **self.broken}

    def judge(self, scenario: Scenario, journal: Journal, tally: Tally) -> None:
        judgement = self.judged(scenario, journal)
        tally.scenarios += 1
        for id, times in judgement.applied.items():
            tally.applied[id] = tally.applied.get(id, 0) + times
        for key, times in judgement.saw.items():
            tally.saw[key] = tally.saw.get(key, 0) + times
        self._note(scenario, judgement, tally)
        for fault in plug_faults(scenario, journal) if self.is_plugged else ():
            tally.note_fault(replace(fault, token=to_token(scenario)))
        for earlier, journal in self.door.late():
            self._note(earlier, self.judged(earlier, journal), tally)

    def _note(self, scenario: Scenario, judgement: Judgement, tally: Tally) -> None:
        for id, broken in judgement.broken:
            if by_id(id).level is Level.TOLERATED:
                continue
            because = self.cause_of(broken)
            if self.known is not None and (id, because) in self.known:
                tally.known[id, because] = tally.known.get((id, because), 0) + 1
            else:
                tally.note(Breach(id, broken, scenario, because))

    def judged(self, scenario: Scenario, journal: Journal) -> Judgement:
        """The judgement of all rules on *journal*, the latest play of *scenario*."""
        judgement = judge(scenario, journal, self.kinds, timed=not self.real_time)
        if not self.real_time:
            return judgement
        plays = self._plays if self._plays[-1:] == [journal] else [journal]
        return real_time.adjusted(judgement, scenario, plays)

    def broken_rules(self, scenario: Scenario) -> frozenset[str]:
        """Play *scenario* once: the ids of all rules that are broken, whatever a ledger knows."""
        judgement = self.judged(scenario, self.play(scenario))
        levels = {id: by_id(id).level for id, _ in judgement.broken}
        return frozenset(id for id, level in levels.items() if level is not Level.TOLERATED)

    def cause_of(self, broken: Broken) -> str:
        """The cause of the breach. Without a ledger causes do not matter, and it is empty."""
        return "" if self.known is None else broken.cause

    def shown_by(self, judgement: Judgement, breach: Breach) -> Broken | None:
        """The breach of the same rule for the same cause in *judgement*, of one play, or None.

        A consequence does not show a breach that was none.
        """
        for id, broken in judgement.broken:
            is_it = id == breach.id and self.cause_of(broken) == breach.cause
            if is_it and bool(breach.broken.follows) >= bool(broken.follows):
                return broken
        return None

    def broken_in(self, scenario: Scenario, breach: Breach) -> Broken | None:
        """Play *scenario*: the breach of the same rule for the same cause, or None."""
        return self.shown_by(self.judged(scenario, self.play(scenario)), breach)
