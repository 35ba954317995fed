"""A run that judges a content store under pytest."""

from __future__ import annotations

import pytest

from ..doors.stores.factory import makes_stores
from ..doors.unusable import Unusable
from ..judging.bench import Tally
from ..judging.ledger.standing import excuse_known
from ..judging.loading import load
from ..judging.opening import SOCKET, options_for
from ..judging.plan import Part, result
from ..judging.planting.checking import STORE_PLANTED_PARTS
from ..judging.stores.checking import about_store
from ..judging.stores.command import offers_a_store, open_named_store, open_store_command
from ..judging.stores.plan import store_plan
from ..telling.story import story
from ..verdict.results import About
from .judged import Judged
from .options import setting, socket_of
from .session import Conformance
from .settings import command_of, patience_of
from .stages import is_of, part_of, stage

_TEST = "test_store"


def names_a_store(config: pytest.Config) -> bool:
    """Whether what is named is a content store: a factory, a program that offers one, or a service.

    What cannot be asked is reported where handlers are expected.
    """
    if socket_of(config):
        return True
    command = command_of(config)
    try:
        if command:
            stdio = bool(setting(config, "remotes-stdio"))
            return offers_a_store(command, stdio=stdio, patience=patience_of(config))
        spec = setting(config, "remotes")
        return bool(spec) and makes_stores(load(spec))
    except Unusable:
        return False


class _JudgedStore(Judged):
    def _load_spec(self) -> None:
        spec = self._settings.spec
        try:
            self.loaded = open_named_store(spec, patience=self._settings.patience)
        except Unusable as error:
            raise pytest.UsageError(f"{options_for(spec)}: {error}") from None
        # Another process cannot have an emptied store at the same time.
        self.spec = "" if spec.startswith(SOCKET) else spec

    def _load_command(self) -> None:
        settings = self._settings
        try:
            self.loaded = open_store_command(
                settings.command,
                lint=settings.lint,
                patience=settings.patience,
                stdio=settings.stdio,
            )
        except Unusable as error:
            raise pytest.UsageError(f"--remotes-command {settings.command}: {error}") from None


class StoreConformance(Conformance):
    """The run, for a store: it plays other parts, and selects the tests that have them."""

    judges = "store"
    judged_by = _JudgedStore

    def subject(self) -> About:
        assert self.judged.loaded is not None
        settings = self.settings
        return about_store(
            self.judged.loaded,
            profile=settings.profile.name,
            seed=settings.seed,
            strict=settings.strict,
        )

    def expected(self, about: About) -> set[str]:
        planted = STORE_PLANTED_PARTS if self.settings.self_check else ()
        parts = (*self.divergences, *store_plan(), *planted)
        return {part.name for part in parts if self._can_play(part)}

    def _can_play(self, part: Part) -> bool:
        assert self.judged.loaded is not None
        bench = self.judged.loaded.bench
        return part.can_be_played(bench.edition, bench.kinds)

    # -- what tests call -------------------------------------------------------------------------

    def run(self, part: Part) -> None:
        """Play *part*. Raises `NotConformant`."""
        assert self.judged.loaded is not None
        bench = self.judged.loaded.bench
        if self.ledger is not None and bench.known is None:
            self._known = excuse_known(bench, self.ledger.entries)
        if why := bench.why_blocked(part.kinds):
            self._blocked = {part.name: why}
            pytest.skip(f"blocked: {why}")
        self._finish(part.run(bench, self.settings.profile, self.settings.seed))

    def replay(self) -> None:
        """Play the scenario of --remotes-replay, and keep its story."""
        assert self.judged.loaded is not None
        scenario, bench, tally = self.settings.replay, self.judged.loaded.bench, Tally()
        assert scenario is not None
        if not bench.can_play(scenario):
            pytest.skip(
                "unsupported: it is not a scenario for stores, or this store does not offer what "
                "it needs"
            )
        journal = bench.examine(scenario, tally)
        self._story = story(scenario, journal)
        self._finish(result(bench, "0.000 the replayed scenario", tally))

    # -- hooks -----------------------------------------------------------------------------------

    def select(self, items: list[pytest.Item]) -> None:
        """The tests of stores, in their order, or the replay."""
        self.keep(items, sorted(filter(self._is_chosen, items), key=stage))

    def _is_chosen(self, item: pytest.Item) -> bool:
        part = part_of(item)
        if not is_of(item, _TEST):
            planted = () if self.settings.is_replay else STORE_PLANTED_PARTS
            return self.settings.self_check and part in planted
        if self.settings.is_replay:
            return part is None and "divergence" not in getattr(item, "fixturenames", ())
        return part is not None and self._can_play(part)
