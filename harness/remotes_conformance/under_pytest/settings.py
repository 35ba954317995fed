"""The settings of a run, checked before anything is played."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from ..contract import (
    CLIENT_EDITION,
    CLIENT_SECTIONS,
    EDITIONS,
    SECTIONS,
    STORE_EDITION,
    STORE_SECTIONS,
    UnknownEdition,
)
from ..contract import edition as check_edition
from ..judging.exploring.hunting import PROFILES, Profile
from ..judging.ledger import BadLedger, Ledger, read_ledger
from ..judging.opening import COMMAND, options_for
from ..scenarios.scenario import Scenario
from .options import setting, socket_of
from .outputs import named, refuse_equal, try_junit, try_output
from .replaying import replayed_name, replayed_scenario
from .sharding import shard_of

_NAMING = (
    ("remotes",),
    ("remotes_command",),
    ("remotes_pull", "remotes_push", "remotes_fetch"),
    ("remotes_client",),
    ("remotes_content_socket",),
)
"""The options that name an implementation; a client can be named by several commands."""

Judges: TypeAlias = Literal["handlers", "client", "store"]
"""The kind of implementation that a run judges."""
_ELSEWHERE = {
    "client": (CLIENT_EDITION[0], CLIENT_SECTIONS),
    "store": (STORE_EDITION[0], STORE_SECTIONS),
}
"""The edition and the sections of clients and stores."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this run. `sections`: the claimed ones; `conduct` always is.

    `shard`: its number, from 1 on, and how many there are; None: the whole plan is played.
    `replay_word`: the scenario of a client that is replayed; empty: there is none.
    """

    spec: str
    command: str
    stdio: bool
    lint: bool
    edition: str
    claims_edition: bool
    profile: Profile
    seed: int
    sections: tuple[str, ...]
    strict: bool
    patience: float
    tls: bool
    report: Path | None
    html: Path | None
    replay: Scenario | None
    replay_word: str
    is_named_on_the_command_line: bool
    ledger: Ledger | None
    updates_ledger: bool
    self_check: bool
    shard: tuple[int, int] | None

    @property
    def is_replay(self) -> bool:
        """One scenario is replayed."""
        return self.replay is not None or bool(self.replay_word)

    @property
    def how(self) -> str:
        """The options that name the implementation in a replay line."""
        name = f"{COMMAND}{self.command}" if self.command else self.spec
        return options_for(name, *self.of_the_door)

    @property
    def of_the_door(self) -> tuple[str, ...]:
        """Options without which a story might not go the same way."""
        stdio = ("--remotes-stdio",) if self.stdio else ()
        lint = ("--remotes-lint",) if self.lint else ()
        patience = () if self.patience == 5 else (f"--remotes-patience {self.patience:g}",)
        tls = ("--remotes-tls",) if self.tls else ()
        return (*stdio, *lint, *patience, *tls)

    @classmethod
    def of(cls, config: pytest.Config, judges: Judges) -> Settings:
        """The settings of a pytest run. Raises `pytest.UsageError` with the reason."""
        profile = _profile(setting(config, "remotes-profile") or "default")
        updates = bool(setting(config, "remotes-ledger-update"))
        _refuse_two_implementations(config)
        replayed, of_client = setting(config, "remotes-replay"), judges == "client"
        claimed = setting(config, "remotes-edition") or EDITIONS[0]
        elsewhere = _ELSEWHERE.get(judges)
        edition = _edition(claimed) if elsewhere is None else elsewhere[0]
        report, html = named(config, "remotes-report"), named(config, "remotes-html")
        ledger = _ledger(config, edition, updates=updates)
        refuse_equal({
            "--remotes-report": report, "--remotes-html": html,
            "--remotes-ledger": ledger.path if ledger else None,
        })  # fmt: skip
        try_junit(config)
        return cls(
            spec=_spec(config, judges),
            command=command_of(config),
            stdio=bool(setting(config, "remotes-stdio")),
            lint=_lint(config),
            edition=edition,
            claims_edition=bool(setting(config, "remotes-edition")),
            profile=profile,
            seed=_seed(config, profile),
            sections=_sections(config, judges),
            strict=bool(setting(config, "remotes-strict")),
            patience=patience_of(config),
            tls=_tls(config, judges),
            report=report,
            html=html,
            replay=None if of_client else replayed_scenario(replayed),
            replay_word=replayed_name(replayed or "") if of_client else "",
            is_named_on_the_command_line=any(
                config.getoption(name) for kind in _NAMING for name in kind
            ),
            ledger=ledger,
            updates_ledger=updates,
            self_check=bool(setting(config, "remotes-self-check")),
            shard=shard_of(config, profile),
        )


def _profile(name: str) -> Profile:
    if name not in PROFILES:
        raise pytest.UsageError(
            f"--remotes-profile {name}: no such profile; choose from {', '.join(PROFILES)}"
        )
    return PROFILES[name]


def _spec(config: pytest.Config, judges: Judges) -> str:
    """The name of the implementation, if it is in Python or at the address of a content service."""
    if judges == "client":
        return ""
    if judges == "store" and (address := socket_of(config)):
        return address
    return str(setting(config, "remotes") or "")


def command_of(config: pytest.Config) -> str:
    """The command that starts the adapter; empty: none is named. Raises `pytest.UsageError`."""
    if any(config.getoption(one) is not None for one in ("remotes", "remotes_content_socket")):
        return ""  # it replaces a command of the ini file
    command = setting(config, "remotes-command") or ""
    # The likely reason is a variable that is not set. Another implementation, of the ini file or a
    # fixture, would be judged unnoticed.
    if not command.strip() and (command or config.getoption("remotes_command") is not None):
        raise pytest.UsageError("--remotes-command: the command is empty; is a variable not set?")
    return str(command)


def _refuse_two_implementations(config: pytest.Config) -> None:
    """An implementation on the command line replaces the one of the ini file."""
    for value in (config.getoption, config.getini):
        named = [kind for kind in _NAMING if any(map(value, kind))]
        if len(named) > 1:
            first, second = (f"--{kind[0].replace('_', '-')}" for kind in named[:2])
            raise pytest.UsageError(
                f"two implementations are named, by {first} and by {second}: leave one out"
            )
        if named:
            return


def _lint(config: pytest.Config) -> bool:
    wanted = bool(setting(config, "remotes-lint"))
    if wanted and not setting(config, "remotes-command"):
        raise pytest.UsageError(
            "--remotes-lint: it checks the messages of an adapter; add --remotes-command"
        )
    return wanted


def _tls(config: pytest.Config, judges: Judges) -> bool:
    wanted = bool(setting(config, "remotes-tls"))
    if wanted and judges != "client":
        raise pytest.UsageError(
            "--remotes-tls: it is for clients of a registry; add --remotes-pull, --remotes-push, "
            "--remotes-fetch or --remotes-client"
        )
    return wanted


def _edition(name: str) -> str:
    try:
        check_edition(name)
    except UnknownEdition as error:
        raise pytest.UsageError(f"--remotes-edition {name}: {error}") from None
    return name


def _seed(config: pytest.Config, profile: Profile) -> int:
    worker = getattr(config, "workerinput", None)
    if worker is not None and "remotes_seed" in worker:
        return int(worker["remotes_seed"])
    text = setting(config, "remotes-seed") or config.getoption("hypothesis_seed", None)
    if text is None or text == "random":
        return profile.new_seed()
    if not str(text).isdecimal():
        raise pytest.UsageError(f"--remotes-seed {text}: give a whole number, 0 or more")
    return int(text)


def _sections(config: pytest.Config, judges: Judges) -> tuple[str, ...]:
    if judges != "handlers":
        if config.getoption("remotes_sections"):
            raise pytest.UsageError(f"--remotes-sections: a {judges} has one section: leave it out")
        return tuple(_ELSEWHERE[judges][1])
    text = setting(config, "remotes-sections") or ""
    named = [name.strip() for name in text.split(",") if name.strip()]
    for name in named:
        if name not in SECTIONS:
            raise pytest.UsageError(
                f"--remotes-sections {name}: no such section; choose from {', '.join(SECTIONS)}"
            )
    return tuple(name for name in SECTIONS if not named or name in named or name == "conduct")


def patience_of(config: pytest.Config) -> float:
    """Real seconds without progress before a call is a hang. Raises `pytest.UsageError`."""
    text = str(setting(config, "remotes-patience") or "5")
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if seconds <= 0:
        raise pytest.UsageError(f"--remotes-patience {text}: give a number of seconds above 0")
    return seconds


def _ledger(config: pytest.Config, edition: str, *, updates: bool) -> Ledger | None:
    name = setting(config, "remotes-ledger")
    replays = setting(config, "remotes-replay") is not None
    if updates and (not name or replays):
        raise pytest.UsageError(
            "--remotes-ledger-update: add --remotes-ledger FILE, and run the whole suite"
        )
    if not name or replays:
        return None
    is_option = config.getoption("remotes_ledger") is not None
    path = Path(config.invocation_params.dir if is_option else config.rootpath, name)
    if updates:
        try_output(config, f"--remotes-ledger {name}", path)
    try:
        return read_ledger(path, edition, to_update=updates)
    except BadLedger as error:
        raise pytest.UsageError(f"--remotes-ledger {name}: {error}") from None
