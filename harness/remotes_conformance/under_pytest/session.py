"""One conformance run under pytest: plays parts, collects their results, tells the verdict."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Iterator, Mapping
from typing import Any, NoReturn

import pytest

from ..contract import Level, UnknownEdition, by_id
from ..doors.plain_values import as_unicode
from ..doors.stopping import stop_as_by_an_interrupt
from ..doors.unusable import Unusable
from ..judging.bench import Tally
from ..judging.ledger import Entry
from ..judging.ledger.standing import heed, ledger_parts
from ..judging.loading import Loaded, load, open_bench
from ..judging.opening import open_examined
from ..judging.plan import Part, result, whole_plan
from ..plugs.scene import UNPLUGGED, Plugs
from ..telling.story import story
from ..verdict.ledger_prose import stale
from ..verdict.prose import in_short
from ..verdict.results import About, Result
from .options import is_of_the_suite
from .settings import Judged, Settings
from .stages import chosen


class NotConformant(pytest.fail.Exception):  # type: ignore[name-defined,misc]
    """The implementation breaks a requirement: reported in prose, without a traceback.

    pytest does not even make one: to format hundreds of them took a third of a failing run.
    """

    def __init__(self, broken: str) -> None:
        super().__init__(broken, pytrace=False)


class Conformance:
    """The run. It is also the object that pytest's hooks are registered with."""

    KEY = pytest.StashKey["Conformance"]()
    judges: Judged = "handlers"

    def __init__(self, config: pytest.Config) -> None:
        stop_as_by_an_interrupt()
        self.config = config
        self.started = datetime.datetime.now(datetime.UTC)
        self.settings = Settings.of(config, self.judges)
        self.ledger = self.settings.ledger
        entries = self.ledger.entries if self.ledger else ()
        self.divergences = ledger_parts(entries, datetime.date.today())
        self._loaded: Loaded | None = None
        self._remotes: object = None
        self._plugs = UNPLUGGED
        self._spec = ""
        """The name by which another process can load what is judged; empty: it has none."""
        self._known: Mapping[tuple[str, str], Entry] = {}
        self._pending: Result | None = None
        self._story: list[str] = []
        self.doctor_found: tuple[str, ...] = ()
        self._blocked: dict[str, str] = {}
        if self.settings.command:
            self._load_command()
        elif self.settings.spec:
            self._load_spec()

    # -- who is judged ---------------------------------------------------------------------------

    def _load_spec(self) -> None:
        try:
            self._remotes = load(self.settings.spec)
            self._open(self._remotes, self.settings.spec)
        except Unusable as error:
            raise pytest.UsageError(f"--remotes {self.settings.spec}: {error}") from None

    def _load_command(self) -> None:
        try:
            self._loaded, self.doctor_found = open_examined(
                self.settings.command,
                edition=self.settings.edition,
                patience=self.settings.patience,
                stdio=self.settings.stdio,
                lint=self.settings.lint,
                is_last=self.settings.replay is not None,
            )
        except Unusable as error:
            raise pytest.UsageError(f"--remotes-command {self.settings.command}: {error}") from None
        self._remotes = self._loaded

    def _open(self, remotes: object, spec: str, plugs: Plugs = UNPLUGGED) -> None:
        self._loaded = open_bench(
            remotes,
            edition=self.settings.edition,
            patience=self.settings.patience,
            spec=spec,
            plugs=plugs,
        )
        self._spec = spec if plugs == UNPLUGGED else ""

    def remotes(self) -> object:
        """The implementation that the options name."""
        if self._remotes is None:
            self.refuse(
                "nothing to judge: give --remotes package.module:object, or define the fixture "
                "`remotes` in the conftest.py of your root folder (with --pyargs, pytest reads no "
                "other conftest.py)"
            )
        return self._remotes

    def judge(self, remotes: object, plugged: Mapping[str, Any] = {}) -> None:
        """Judge *remotes*, over what is *plugged*: what fixtures gave, whoever defined them.

        A string names the implementation, as with --remotes.
        """
        plugs = self._plugs_of(plugged)
        if remotes is self._remotes and plugs == self._plugs:
            return
        spec = self.settings.spec if remotes is self._remotes else ""
        try:
            if isinstance(remotes, str):
                spec, remotes = remotes, load(remotes)
            self._open(remotes, spec, plugs)
        except (Unusable, UnknownEdition) as error:
            self.refuse(f"the fixture `remotes`: {error}")
        self._remotes, self._plugs = remotes, plugs

    def _plugs_of(self, plugged: Mapping[str, Any]) -> Plugs:
        for name, plug in plugged.items():
            wrong = "" if callable(plug) else f"it gave {plug!r:.60}; give a factory"
            if self.settings.command:
                wrong = "it has no effect behind --remotes-command; remove it"
            if wrong:
                self.refuse(f"the fixture `{name}s`: {wrong}")
        return Plugs(**plugged)

    def refuse(self, reason: str) -> NoReturn:
        """End the run: it cannot be judged.

        A worker of pytest-xdist may not end by itself: it skips, and the reporting process is told.
        """
        if hasattr(self.config, "workerinput"):
            self.config.workeroutput["remotes_refused"] = reason  # type: ignore[attr-defined]
            pytest.skip(reason)
        pytest.exit(reason, returncode=pytest.ExitCode.USAGE_ERROR)

    def subject(self) -> About:
        """Who is judged, and how."""
        settings, loaded = self.settings, self._loaded
        return About(
            implementation=loaded.name if loaded else "",
            version=loaded.version if loaded else "",
            door=loaded.bench.door.name if loaded else "",
            edition=settings.edition,
            profile=settings.profile.name,
            seed=settings.seed,
            offers=loaded.offers if loaded else (),
            sections=settings.sections,
            strict=settings.strict,
            lacks=tuple(sorted(loaded.bench.lacks)) if loaded else (),
        )

    def how(self) -> str:
        """The options that name the implementation in a replay line."""
        return self.settings.how

    def expected(self, about: About) -> set[str]:
        """The names of the parts that a whole run plays."""
        parts = (*self.divergences, *whole_plan())
        asked = (part for part in parts if part.is_asked_for(about.sections))
        return {one.name for one in asked if one.can_be_played(about.edition, about.offers)}

    # -- what tests call -------------------------------------------------------------------------

    def run(self, part: Part) -> None:
        """Play *part*. Raises `NotConformant`; skips what is not offered or not asked for."""
        loaded = self._loaded
        assert loaded is not None, "the fixture `conformance` has judged nothing yet"
        if not part.is_asked_for(self.settings.sections):
            pytest.skip(f"the section {part.section} is left out by --remotes-sections")
        if self.ledger is not None and loaded.bench.known is None:
            # Not before: an entry of format 1 is played for it.
            self._known = heed(loaded.bench, self.ledger.entries)
        if missing := part.kinds - loaded.bench.kinds:
            pytest.skip(f"unsupported: {', '.join(sorted(missing))} is not offered")
        if why := loaded.bench.why_blocked(part.kinds):
            self._blocked = {part.name: why}
            pytest.skip(f"blocked: {why}")
        played = part.run(loaded.bench, self.settings.profile, self.settings.seed)
        self._finish(played)
        if loaded.bench.real_time and not played.scenarios:
            pytest.skip("it would take too long: this adapter has no virtual time")

    def replay(self) -> None:
        """Play the scenario of --remotes-replay, and keep its story."""
        scenario, loaded = self.settings.replay, self._loaded
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
        if wrong:
            raise NotConformant("\n".join(wrong))
        if excuses := list(self._excuses(outcome)):
            pytest.xfail("; ".join(excuses))

    def _excuses(self, outcome: Result) -> Iterator[str]:
        """Why the test does not pass, though nothing is wrong that the ledger does not know."""
        for id, because, _ in outcome.known:
            decides = by_id(id).level is Level.MUST or self.settings.strict or outcome.standings
            if decides:
                yield f"{id} is known: {self._known[id, because].reason}"

    # -- hooks -----------------------------------------------------------------------------------

    def select(self, items: list[pytest.Item]) -> None:
        """Leave those tests that this run plays, in their order."""
        try:
            self._check_scope(next(item for item in items if is_of_the_suite(item)))
        except pytest.skip.Exception:
            items.clear()
            return
        self.keep(items, chosen(items, self.settings, has_ledger=bool(self.divergences)))

    def keep(self, items: list[pytest.Item], chosen: list[pytest.Item]) -> None:
        """Deselect all tests but those."""
        dropped = [item for item in items if item not in chosen]
        if dropped:
            self.config.hook.pytest_deselected(items=dropped)
        items[:] = chosen

    def _check_scope(self, item: pytest.Item) -> None:
        definitions = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
        for name in ("remotes", "ingesters", "fetchers", "providers", "pushers"):
            for fixture in definitions.get(name, ())[-1:]:
                if fixture.scope != "session":
                    self.refuse(
                        f"the fixture `{name}` has the scope {fixture.scope!r}: "
                        "give it scope='session'"
                    )

    def pytest_sessionfinish(self) -> None:
        """Nothing is left running, in whichever process it was started."""
        if self._loaded is not None:
            self._loaded.bench.door.close()

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
            used = "suite" if is_of_the_suite(item) else "elsewhere"
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
                "about": self.subject().to_json(),
                "story": self._story,
                "spec": self._spec,
            }
            self._pending = None
        if call.excinfo is not None and call.excinfo.errisinstance(NotConformant):
            report.longrepr = str(call.excinfo.value)
        elif report.failed and is_of_the_suite(item):
            report.remotes_broke = item.name  # type: ignore[attr-defined]
            report.sections.append(
                ("the harness broke", "this is a fault of the harness, please report it")
            )
        return report
