"""One conformance run under pytest: plays parts, collects their results, tells the verdict."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import asdict
from typing import Any

import pytest

from ..bench import Tally
from ..catalogue import UnknownEdition
from ..loading import Loaded, Unusable, load, open_bench
from ..plan import Part, result
from ..plugin import is_of_the_suite
from ..plugs import UNPLUGGED, Plugs
from ..telling import story
from ..verdict import Result, Subject
from .prose import in_short
from .settings import Settings

_REPLAY_TEST = "test_replay"


class NotConformant(AssertionError):
    """The implementation breaks a requirement: told as prose, without a traceback through us."""


class Conformance:
    """The run. It is also the object that pytest's hooks are registered with."""

    KEY = pytest.StashKey["Conformance"]()

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.settings = Settings.of(config)
        self._loaded: Loaded | None = None
        self._remotes: object = None
        self._plugs = UNPLUGGED
        self._pending: Result | None = None
        self._story: list[str] = []
        self._told: set[str] = set()
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
        from ..doors.command import open_command

        try:
            self._loaded = open_command(
                self.settings.command,
                edition=self.settings.edition,
                patience=self.settings.patience,
                stdio=self.settings.stdio,
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

    def remotes(self) -> object:
        """The implementation that the options name."""
        if self._remotes is None:
            pytest.exit(
                "nothing to judge: give --remotes package.module:object, or override the fixture "
                "`remotes` in your conftest.py",
                returncode=pytest.ExitCode.USAGE_ERROR,
            )
        return self._remotes

    def judge(self, remotes: object, plugged: Mapping[str, Any] = {}) -> None:
        """Judge *remotes*, over what is *plugged*: what fixtures gave, whoever defined them."""
        plugs = self._plugs_of(plugged)
        if remotes is self._remotes and plugs == self._plugs:
            return
        spec = self.settings.spec if remotes is self._remotes else ""
        try:
            self._open(remotes, spec, plugs)
        except (Unusable, UnknownEdition) as error:
            pytest.exit(f"the fixture `remotes`: {error}", returncode=pytest.ExitCode.USAGE_ERROR)
        self._remotes, self._plugs = remotes, plugs

    def _plugs_of(self, plugged: Mapping[str, Any]) -> Plugs:
        for name, plug in plugged.items():
            wrong = "" if callable(plug) else f"gave {plug!r:.60}, which is no factory"
            if self.settings.command:
                wrong = "a collaborator cannot be plugged behind --remotes-command"
            if wrong:
                pytest.exit(
                    f"the fixture `{name}s`: {wrong}", returncode=pytest.ExitCode.USAGE_ERROR
                )
        return Plugs(**plugged)

    def subject(self) -> Subject:
        """Who is judged, and how."""
        settings, loaded = self.settings, self._loaded
        return Subject(
            implementation=loaded.name if loaded else "",
            version=loaded.version if loaded else "",
            door=loaded.bench.door.name if loaded else "",
            edition=settings.edition,
            profile=settings.profile.name,
            seed=settings.seed,
            offers=loaded.offers if loaded else (),
            sections=settings.sections,
        )

    # -- what tests call -------------------------------------------------------------------------

    def run(self, part: Part) -> None:
        """Play *part*. Raises `NotConformant`; skips what is not offered or not asked for."""
        loaded = self._loaded
        assert loaded is not None, "the fixture `conformance` has judged nothing yet"
        if part.section not in self.settings.sections:
            pytest.skip(f"the section {part.section} is not claimed")
        if missing := part.kinds - loaded.bench.kinds:
            pytest.skip(f"unsupported: no handler for {', '.join(sorted(missing))}")
        if loaded.bench.is_blocked:
            pytest.skip(
                "blocked: the implementation has hung before, each time for the whole patience"
            )
        self._finish(part.run(loaded.bench, self.settings.profile, self.settings.seed))

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
        self._pending = outcome
        failing = [v for v in outcome.violations if v.level == "MUST" or self.settings.strict]
        if failing:
            lines = [line for v in failing for line in in_short(v, again=v.id in self._told)]
            self._told |= {violation.id for violation in failing}
            raise NotConformant("\n".join(lines))

    # -- hooks -----------------------------------------------------------------------------------

    def select(self, items: list[pytest.Item]) -> None:
        """Only the replay, if one is asked for; everything but it, if not."""
        replays = [item for item in items if _REPLAY_TEST in item.nodeid.partition("::")[0]]
        if self.settings.replay is None:
            chosen = [item for item in items if item not in replays]
        else:
            chosen = replays
        dropped = [item for item in items if item not in chosen]
        if dropped:
            self.config.hook.pytest_deselected(items=dropped)
            items[:] = chosen

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Every worker of pytest-xdist draws with one seed."""
        node.workerinput["remotes_seed"] = self.settings.seed

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "call" and self._pending is not None:
            # Plain values: pytest-xdist carries them from its workers to the reporting process.
            report.remotes = {  # type: ignore[attr-defined]
                "result": self._pending.to_json(),
                "about": asdict(self.subject()),
                "story": self._story,
            }
            for violation in self._pending.violations:
                report.user_properties.append(("requirement", violation.id))
            self._pending = None
        if call.excinfo is not None and call.excinfo.errisinstance(NotConformant):
            report.longrepr = str(call.excinfo.value)
        elif report.failed and is_of_the_suite(item):
            report.remotes_broke = item.name  # type: ignore[attr-defined]
            report.sections.append(("the harness broke", "this is not the implementation's fault"))
        return report
