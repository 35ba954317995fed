"""The entries of a ledger about a client: the violations they excuse, and their standing."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence

from ...rules.finding import Broken
from ...scenarios.clients import BY_SLUG, ClientScenario
from ...verdict.results import Standing
from ..ledger.entries import Entry


class Known:
    """The entries of a ledger that are about clients, on the day *today*."""

    def __init__(self, entries: Sequence[Entry], today: datetime.date) -> None:
        self.by_key: Mapping[tuple[str, str], Entry] = {one.key: one for one in entries}
        self._today = today

    def excuses(self, id: str, broken: Broken) -> bool:
        """True if a requirement may be broken for that cause."""
        return (id, broken.cause) in self.by_key

    def standings(
        self,
        scenario: ClientScenario,
        applied: Collection[str],
        broken: Sequence[tuple[str, Broken]],
    ) -> Iterator[Standing]:
        """The standing of each entry of *scenario* after a play."""
        causes = {(id, one.cause) for id, one in broken}
        for entry in self.by_key.values():
            if entry.token != scenario.slug:
                continue
            others = [cause for id, cause in causes if id == entry.requirement]
            if entry.key in causes:
                yield entry.standing("expired" if entry.has_expired(self._today) else "known")
            elif others:
                yield entry.standing("changed", min(others))
            else:
                yield entry.standing("fixed" if entry.requirement in applied else "nothing")

    def left_out(self, played: Collection[ClientScenario]) -> Iterator[Standing]:
        """The standing of the entries whose scenarios are not *played*: they match nothing."""
        for entry in self.by_key.values():
            if BY_SLUG[entry.token] not in played:
                yield entry.standing("nothing")
