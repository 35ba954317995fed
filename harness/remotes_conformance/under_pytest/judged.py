"""The implementation that a run under pytest judges: loaded by an option, or given by fixtures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ..contract import UnknownEdition
from ..doors.unusable import Unusable
from ..judging.loading import Loaded, load, open_bench
from ..judging.opening import open_examined
from ..plugs.scene import UNPLUGGED, Plugs
from ..verdict.results import About
from .refusing import refuse
from .settings import Settings


class Judged:
    """The implementation that is judged. `loaded`: its bench; None: none was named or given yet.

    `spec`: the name by which another process can load it; empty: it has none. `doctor_found`:
    the findings of an examination of the adapter.
    """

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self._config, self._settings = config, settings
        self.loaded: Loaded | None = None
        self.spec = ""
        self.doctor_found: tuple[str, ...] = ()
        self._remotes: object = None
        self._plugs = UNPLUGGED
        if settings.command:
            self._load_command()
        elif settings.spec:
            self._load_spec()

    def _load_spec(self) -> None:
        spec = self._settings.spec
        try:
            self._remotes = load(spec)
            self._open(self._remotes, spec)
        except Unusable as error:
            raise pytest.UsageError(f"--remotes {spec}: {error}") from None

    def _load_command(self) -> None:
        settings = self._settings
        try:
            self.loaded, self.doctor_found = open_examined(
                settings.command,
                edition=settings.edition,
                patience=settings.patience,
                stdio=settings.stdio,
                lint=settings.lint,
                is_last=settings.replay is not None,
            )
        except Unusable as error:
            raise pytest.UsageError(f"--remotes-command {settings.command}: {error}") from None
        self._remotes = self.loaded

    def _open(self, remotes: object, spec: str, plugs: Plugs = UNPLUGGED) -> None:
        self.loaded = open_bench(
            remotes,
            edition=self._settings.edition,
            patience=self._settings.patience,
            spec=spec,
            plugs=plugs,
        )
        self.spec = spec if plugs == UNPLUGGED else ""

    def remotes(self) -> object:
        """The implementation that the options name."""
        if self._remotes is None:
            refuse(
                self._config,
                "nothing to judge: give --remotes package.module:object, or another option that "
                "names something (--remotes-command, -pull, -push, -client, -content-socket), or "
                "define the fixture `remotes` in the conftest.py of your root folder (the suite "
                "does not see the fixtures of any other conftest.py)",
            )
        return self._remotes

    def give(self, remotes: object, plugged: Mapping[str, Any] = {}) -> None:
        """Judge *remotes*, over the *plugged* collaborators: values of fixtures.

        A string names the implementation, as with --remotes.
        """
        if remotes is None:
            reason = "the fixture `remotes` returned None: return the implementation, or its name"
            refuse(self._config, reason)
        plugs = self._plugs_of(plugged)
        if remotes is self._remotes and plugs == self._plugs:
            return
        spec = self._settings.spec if remotes is self._remotes else ""
        try:
            if isinstance(remotes, str):
                spec, remotes = remotes, load(remotes)
            self._open(remotes, spec, plugs)
        except (Unusable, UnknownEdition) as error:
            refuse(self._config, f"the fixture `remotes`: {error}")
        self._remotes, self._plugs = remotes, plugs

    def _plugs_of(self, plugged: Mapping[str, Any]) -> Plugs:
        for name, plug in plugged.items():
            wrong = "" if callable(plug) else f"it returned {plug!r:.60}; return a factory"
            if self._settings.command:
                wrong = "it has no effect together with --remotes-command; remove it"
            if wrong:
                refuse(self._config, f"the fixture `{name}s`: {wrong}")
        return Plugs(**plugged)

    def about(self) -> About:
        """The description of the implementation, and of how it is judged."""
        settings, loaded = self._settings, self.loaded
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

    def close(self) -> None:
        """Stop all that was started, in whichever process."""
        if self.loaded is not None:
            self.loaded.bench.door.close()
