"""One conformance run under pytest: plays parts, collects their results, reports the verdict."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Iterator, Mapping
from typing import Any

import pytest

from ..contract import Level, by_id
from ..doors.plain_values import as_unicode
from ..doors.python.plugged import PlugBroken
from ..doors.stopping import stop_as_by_an_interrupt
from ..judging.bench import Tally
from ..judging.ledger import Entry
from ..judging.ledger.standing import excuse_known, ledger_parts
from ..judging.plan import Part, result, whole_plan
from ..judging.planting.checking import PLANTED_PARTS
from ..telling.story import story
from ..verdict.ledger_prose import stale
from ..verdict.planted import unnoticed
from ..verdict.prose import in_short
from ..verdict.results import About, Result
from .judged import Judged
from .options import is_suite_test
from .refusing import failed_fixture, refuse, why_refused
from .settings import Judges, Settings
from .sharding import within
from .stages import chosen

_GIVING = ("remotes", "ingesters", "fetchers", "providers", "pushers")
"""Fixtures that a user may define: a failure in them is not the harness's fault."""
_OF_THE_HARNESS = ("the harness broke", "this is a fault of the harness, please report it")
_OF_A_PLUG = ("a plug broke", "the plugged collaborator is at fault, not the implementation")

NOT_PLANTED = "not planted: it has no effect here, or nothing more is broken by it"
"""The reason why the test of a planted fault is skipped."""


class NotConformant(pytest.fail.Exception):  # type: ignore[name-defined,misc]
    """The implementation breaks a requirement: reported in prose, without a traceback.

    pytest does not even make one: to format hundreds of them took a third of a failing run.
    """

    def __init__(self, broken: str) -> None:
        super().__init__(broken, pytrace=False)


class Conformance:
    """The run. It is also the object that pytest's hooks are registered with."""

    KEY = pytest.StashKey["Conformance"]()
    judges: Judges = "handlers"
    judged_by: type[Judged] = Judged

    def __init__(self, config: pytest.Config) -> None:
        stop_as_by_an_interrupt()
        self.config = config
        self.started = datetime.datetime.now(datetime.UTC)
        self.settings = Settings.of(config, self.judges)
        self.ledger = self.settings.ledger
        entries = self.ledger.entries if self.ledger else ()
        self.divergences = ledger_parts(entries, datetime.date.today())
        self.judged = self.judged_by(config, self.settings)
        self._known: Mapping[tuple[str, str], Entry] = {}
        self._pending: Result | None = None
        self._story: list[str] = []
        self._blocked: dict[str, str] = {}

    def about(self) -> About:
        """The description of the implementation, and of how it is judged."""
        return self.judged.about()

    def how(self) -> str:
        """The options that name the implementation in a replay line."""
        return self.settings.how

    def expected(self, about: About) -> set[str]:
        """The names of the parts that a whole run plays."""
        planted = PLANTED_PARTS if self.settings.self_check else ()
        parts = (*self.divergences, *whole_plan(), *planted)
        asked = (part for part in parts if part.is_asked_for(about.sections))
        return {one.name for one in asked if one.can_be_played(about.edition, about.offers)}

    # -- what tests call -------------------------------------------------------------------------

    def run(self, part: Part) -> None:
        """Play *part*. Raises `NotConformant`; skips what is not offered or not asked for."""
        loaded = self.judged.loaded
        assert loaded is not None, "the fixture `conformance` has judged nothing yet"
        if not part.is_asked_for(self.settings.sections):
            pytest.skip(f"the section {part.section} is left out by --remotes-sections")
        if self.ledger is not None and loaded.bench.known is None:
            # Not before: an entry of format 1 is played for it.
            self._known = excuse_known(loaded.bench, self.ledger.entries)
        if missing := part.kinds - loaded.bench.kinds:
            pytest.skip(f"unsupported: {', '.join(sorted(missing))} is not offered")
        if why := loaded.bench.why_blocked(part.kinds):
            self._blocked = {part.name: why}
            pytest.skip(f"blocked: {why}")
        played = part.run(loaded.bench, self.settings.profile, self.settings.seed)
        # The adapter may have turned out to be broken: then the rest of the part was not played.
        broken = loaded.bench.why_broken(part.kinds)
        self._blocked = {part.name: broken} if broken else {}
        self._finish(played)
        if broken:
            pytest.skip(f"blocked: {broken}")
        if any(one.outcome == "not planted" for one in played.planted):
            pytest.skip(NOT_PLANTED)
        if loaded.bench.real_time and not played.scenarios:
            pytest.skip("it would take too long: this adapter has no virtual time")

    def replay(self) -> None:
        """Play the scenario of --remotes-replay, and keep its story."""
        scenario, loaded = self.settings.replay, self.judged.loaded
        assert scenario is not None
        assert loaded is not None
        tally = Tally()
        journal = loaded.bench.examine(scenario, tally)
        self._story = story(scenario, journal)
        self._finish(result(loaded.bench, "0.000 the replayed scenario", tally))

    def _finish(self, outcome: Result) -> None:
        self._pending = outcome = outcome.within(self.settings.sections)
        wrong = [f"{s.id} {stale(s)}" for s in outcome.standings if s.outcome != "known"]
        wrong += [
            in_short(v) for v in outcome.violations if v.level == "MUST" or self.settings.strict
        ]
        wrong += unnoticed(outcome.planted)
        if wrong:
            raise NotConformant("\n".join(wrong))
        if excuses := list(self._excuses(outcome)):
            pytest.xfail("; ".join(excuses))

    def _excuses(self, outcome: Result) -> Iterator[str]:
        """The reasons why the test does not pass, though the ledger knows all its violations."""
        for id, because, _ in outcome.known:
            decides = by_id(id).level is Level.MUST or self.settings.strict or outcome.standings
            if decides:
                yield f"{id} is known: {self._known[id, because].reason}"

    # -- hooks -----------------------------------------------------------------------------------

    def select(self, items: list[pytest.Item]) -> None:
        """Keep the tests that this run plays, in their order."""
        try:
            self._check_scope(next(item for item in items if is_suite_test(item)))
        except pytest.skip.Exception:
            items.clear()
            return
        self.keep(items, chosen(items, self.settings, has_ledger=bool(self.divergences)))

    def keep(self, items: list[pytest.Item], chosen: list[pytest.Item]) -> None:
        """Deselect all tests but the *chosen* ones of this shard."""
        chosen = within(self.settings.shard, chosen)
        dropped = [item for item in items if item not in chosen]
        if dropped:
            self.config.hook.pytest_deselected(items=dropped)
        items[:] = chosen

    def _check_scope(self, item: pytest.Item) -> None:
        definitions = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
        for name in _GIVING:
            for fixture in definitions.get(name, ())[-1:]:
                if fixture.scope != "session":
                    scope = f"the fixture `{name}` has the scope {fixture.scope!r}"
                    refuse(self.config, f"{scope}: give it scope='session'")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Run no more tests of the suite when it is known that nothing can be judged."""
        return True if why_refused(self.config) and is_suite_test(item) else None

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        """If a fixture that gives the implementation fails, end the judging."""
        try:
            return (yield)
        except Exception as error:
            if fixturedef.argname in _GIVING:
                refuse(self.config, failed_fixture(fixturedef.argname, error))
            raise

    def pytest_sessionfinish(self) -> None:
        """Stop all that was started, in whichever process."""
        self.judged.close()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Every worker of pytest-xdist draws with one seed."""
        node.workerinput["remotes_seed"] = self.settings.seed

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        judged = self._pending if call.when == "call" else None
        if judged is not None:
            # Before the report is made, which takes a copy; so does that of the teardown, from
            # which JUnit's XML is written.
            item.user_properties += [("requirement", v.id) for v in judged.violations]
        report = yield
        if {"remotes", "client_conformance", "store_conformance"}.intersection(
            getattr(item, "fixturenames", ())
        ):
            used = "suite" if is_suite_test(item) else "elsewhere"
            report.remotes_used = used  # type: ignore[attr-defined]
        # A worker of pytest-xdist cannot send half of a surrogate pair.
        report.sections = [(as_unicode(name), as_unicode(text)) for name, text in report.sections]
        if self._blocked:
            report.remotes_blocked = self._blocked  # type: ignore[attr-defined]
            self._blocked = {}
        if judged is not None:
            # Plain values: pytest-xdist carries them from its workers to the reporting process.
            report.remotes = {  # type: ignore[attr-defined]
                "result": judged.to_json(),
                "about": self.about().to_json(),
                "story": self._story,
                "spec": self.judged.spec,
            }
            self._pending = None
        if call.excinfo is not None and call.excinfo.errisinstance(NotConformant):
            report.longrepr = str(call.excinfo.value)
        elif report.failed and is_suite_test(item):
            is_a_plug = call.excinfo is not None and call.excinfo.errisinstance(PlugBroken)
            name = f"{item.name} (a plug is at fault)" if is_a_plug else item.name
            report.remotes_broke = name  # type: ignore[attr-defined]
            report.sections.append(_OF_A_PLUG if is_a_plug else _OF_THE_HARNESS)
        return report
