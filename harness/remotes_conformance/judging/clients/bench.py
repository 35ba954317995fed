"""The bench for clients of a registry: plays scenarios on one client, and has them judged."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from ...contract.capabilities import CLIENTS, FURTHER_OF_CLIENTS
from ...rules.finding import Judgement
from ...rules.remote import folders_of, judge_client
from ...scenarios.clients import ORDINARY, TELLING
from ...scenarios.clients.image import Image, Part
from ...scenarios.clients.script import ClientScenario, Does
from ...world.registry.journal import ClientJournal
from ...world.registry.planted import MakeRegistry
from .known import Known

_ATTEMPTS = 3
"""The number of times that the ordinary scenario may fail, before a client cannot be judged."""
_TRUTHS = {"REMOTE-4", "REMOTE-8", "REMOTE-13", "REMOTE-14"}
"""The requirements that a false success may break: see `rules.remote.outcome`."""
_LATE = 500.0
"""Milliseconds between the last request and a failure that nothing explains."""
MAX_HANGS = 20
"""Scenarios in which a client may hang by itself, before nothing more is played."""


class Client(Protocol):
    """A client behind its door. `door`: how it is reached, for a person."""

    door: str
    offers: frozenset[Does]
    is_virtual: bool
    """True if waits take no time."""
    is_process: bool
    """True if a process is started for each operation."""
    further: frozenset[str]
    """The kinds of further capabilities that it has: see `contract.capabilities`."""

    def has_limit(self, does: Does) -> bool:
        """True if it is given a limit for its waits."""

    def fetches(self, scenario: ClientScenario) -> str:
        """The role of the part that it fetches in *scenario*: "manifest", "config" or "layer"."""

    def verifies(self, does: Does) -> bool:
        """True if its success means that it has compared the bytes with their digest."""

    def drives(self, does: Does) -> bool:
        """True if the harness chooses the order of the parts."""

    def has_password(self, does: Does) -> bool:
        """True if it is given a user and a password."""

    def names_digest(self, does: Does) -> bool:
        """True if it is given the digest of the image, and not only its tag."""

    def announce(self, scenarios: Iterable[ClientScenario]) -> None:
        """Announce that *scenarios* will be played, in this order. The client may do some early."""

    def playing_in(self, registry: MakeRegistry) -> AbstractContextManager[None]:
        """Plays in the block are in registries that *registry* makes, one after the other."""

    def play(self, scenario: ClientScenario, seed: str) -> ClientJournal:
        """Let the client do the operation of *scenario*, and return what happened."""


class ClientBench:
    """One client. `name`, `version`: for the report; `seed`: of all images and secrets."""

    def __init__(self, client: Client, *, name: str, version: str = "", seed: int = 0) -> None:
        self.client = client
        self.name, self.version, self.seed = name, version, seed
        self.known: Known | None = None
        """The causes that a ledger excuses. None: there is no ledger."""
        self.is_brief = False
        """Only the most telling scenarios are played."""
        self.draws = 0
        """Scenarios that are drawn for each operation."""
        self.hangs = 0
        self._shows_files: dict[Does, bool] = {}
        self._folders: dict[Does, frozenset[str]] = {}
        self._why_not: dict[Does, str] = {}

    @property
    def offers(self) -> tuple[str, ...]:
        """The kinds of the operations that it offers; a fetch is a pull of one part."""
        offers = self.client.offers | ({"pull"} if "fetch" in self.client.offers else set())
        kinds = [one.kind for one in CLIENTS if one.method in offers]
        does = {one.method: one.kind for one in FURTHER_OF_CLIENTS if one.method in offers}
        return (*kinds, *does.values(), *sorted(self.client.further))

    def why_blocked(self, scenario: ClientScenario) -> str:
        """The reason why *scenario* is not played, though its operation is offered; empty: it is.

        The ordinary operation is tried first: a client that fails there would fail everywhere. It
        is always played itself, for it may show why.
        """
        does = scenario.does
        if does not in self._why_not:
            self._why_not[does] = self._try(does)
        if scenario is ORDINARY[does]:
            return ""
        if self.hangs >= MAX_HANGS:
            return f"{MAX_HANGS} scenarios before this one hung"
        return self._why_not[does]

    def _try(self, does: Does) -> str:
        why = ""
        for _attempt in range(_ATTEMPTS):
            journal = self.play(ORDINARY[does])
            ended = journal.ended
            self._shows_files[does] = True
            if self._is_complete(ORDINARY[does], journal):
                self._folders[does] = folders_of(journal)
                return ""
            self._shows_files[does] = False
            if self._is_complete(ORDINARY[does], journal):
                return ""
            last = ended.text.splitlines()[-1:]
            what = f"status {ended.status}" if ended.how == "failed" else ended.how
            if ended.how == "failed" and ended.status is None:
                what = "an error"
            if ended.how == "done":
                what = "success, but not everything was asked for or sent"
            why = f"an ordinary {does} does not succeed: {what}" + "".join(f", {t}" for t in last)
        self._shows_files[does] = True
        return why

    def _is_complete(self, scenario: ClientScenario, journal: ClientJournal) -> bool:
        broken = {id for id, _ in self.judged(scenario, journal).broken}
        return journal.ended.how == "done" and not broken & _TRUTHS

    def can_play(self, scenario: ClientScenario) -> bool:
        """True if the client offers the operation, and is given what the scenario needs.

        No client can notice that a manifest is not the one that its tag stood for. A pusher that is
        given part by part may take one of Docker's for a blob.
        """
        does = scenario.does
        if does not in self.client.offers:
            return False
        if self.is_brief and scenario.slug not in TELLING:
            return False
        if does == "fetch" and not scenario.is_about(self.client.fetches(scenario)):
            return False
        if not self.client.verifies(does) and any(s.act.spoils for s in scenario.script):
            return False
        if scenario.variant == "docker" and self.client.drives(does):
            return False
        if scenario.is_unlimited and not (self.client.is_virtual and self.client.has_limit(does)):
            return False
        if scenario.needs and scenario.needs not in self.client.further:
            return False
        is_changed = any("manifest" in s.what and s.act.body == "changed" for s in scenario.script)
        if is_changed and not self.client.names_digest(does):
            return False
        return scenario.access != "basic" or self.client.has_password(does)

    def apart(self) -> ClientBench:
        """The same client, judged in full and without a ledger; what hangs there does not count
        here."""
        bench = copy.copy(self)
        bench.known, bench.is_brief, bench.hangs = None, False, 0
        return bench

    def broken_rules(self, scenario: ClientScenario) -> frozenset[str]:
        """Play *scenario* once: the ids of all rules that are broken."""
        return frozenset(id for id, _ in self.judged(scenario, self.play(scenario)).broken)

    def play(self, scenario: ClientScenario) -> ClientJournal:
        """Play *scenario*; again, twice at most, if the client may have given up because this
        machine was too busy to answer in time. If it gives up each time, that is judged."""
        is_real = not (self.client.is_process or self.client.is_virtual)
        journal = self.client.play(scenario, str(self.seed))
        for _again in range(_ATTEMPTS - 1 if is_real else 0):
            if not _is_late(scenario, journal):
                break
            journal = self.client.play(scenario, str(self.seed))
        self.hangs += journal.ended.how == "hung" and not scenario.waits
        return journal

    def judged(self, scenario: ClientScenario, journal: ClientJournal) -> Judgement:
        """The judgement of the rules on a play of *scenario*."""
        whole = journal.image
        wanted = self._wanted(scenario, whole)
        return judge_client(
            scenario,
            whole,
            journal,
            wanted=wanted,
            shows_files=self._shows_files.get(scenario.does, True),
            has_limit=self.client.has_limit(scenario.does) and not scenario.is_unlimited,
            shows_errors="client_errors" in self.client.further,
            is_driven=self.client.drives(scenario.does),
            can_pull="client_pull" in self.offers,
            folders=self._folders.get(scenario.does),
        )

    def _wanted(self, scenario: ClientScenario, whole: Image) -> tuple[Part, ...]:
        """The parts that the operation transfers; of a resume, the rest of a part."""
        if scenario.does in ("pull", "push"):
            return whole.parts
        if scenario.does == "resolve":
            return (whole.manifest,)
        roles = {"manifest": whole.manifest, "config": whole.blobs[0], "layer": whole.blobs[-1]}
        is_fetch = scenario.does == "fetch"
        part = roles[self.client.fetches(scenario) if is_fetch else "layer"]
        return (part.since(scenario.offset),) if scenario.does == "resume" else (part,)


def _is_late(scenario: ClientScenario, journal: ClientJournal) -> bool:
    """The client has failed long after the last request that the registry has got, or while that
    had no answer, though the script does not ask for it."""
    ended, exchanges = journal.ended, journal.exchanges
    if ended.how != "failed" or scenario.waits or not exchanges:
        return False
    last = exchanges[-1]
    has_no_answer = not last.status and last.act < 0
    return has_no_answer or ended.seconds * 1000 - last.at > _LATE
