"""The door to a client that is a command: one process for each operation.

Nothing of it outlives the operation: a warden ends all processes that it has started.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path, PurePath
from typing import BinaryIO, Final, Literal

from ...scenarios.clients.further import WARNING
from ...scenarios.clients.script import SLACK, ByCommand, ClientScenario, Does
from ...world.registry.journal import ClientJournal, Ended
from ...world.registry.registry import Registry
from ..command.launching import Launched
from ..unusable import Unusable
from .ahead import Ahead
from .environment import environment
from .left import files_in, leaks_in, listed_in, paths_in
from .operation import LONGEST, Operation, credentials, prepared
from .presets import FROM_FILE
from .registries import InRegistries
from .server import MAX_REQUESTS, Server, check_addresses

PLACEHOLDERS: Final = (
    "registry", "name", "tag", "digest", "blob", "out", "in", "user", "password", "limit", "ca",
)  # fmt: skip
_MISPLACED: Final[Mapping[ByCommand, tuple[str, ...]]] = {
    "pull": ("in", "blob"), "push": ("out", "blob"), "fetch": ("in",),
}  # fmt: skip
_NAME = re.compile(r"\{([a-z_]+)\}")
_KEPT = 4_000
"""Characters of the end of its output that are kept."""
_MOST_OUTPUT = 16 * 1024 * 1024
_MOST_FILES = 1024 * 1024 * 1024
_LOOKS_EVERY = 0.02
"""Seconds between two looks at a client that runs."""


class CommandClient(InRegistries):
    """A client, as a command for each operation that it offers.

    `commands`: by operation; the placeholders in them are listed in docs/clients.md. `patience`:
    seconds without any request after which an operation hangs. `tls`: the registry is reached by
    HTTPS. Raises `Unusable`.
    """

    door = "commands"
    is_virtual = False
    is_process = True
    further: frozenset[str] = frozenset()

    def __init__(
        self, commands: Mapping[ByCommand, str], *, patience: float, tls: bool = False
    ) -> None:
        check_addresses()
        self._tls = tls
        if not tls and any("{ca}" in command for command in commands.values()):
            raise Unusable("{ca} has a value only with --remotes-tls: add that")
        self._words: dict[Does, list[str]] = {
            does: _words(does, command) for does, command in commands.items()
        }
        self.offers: frozenset[Does] = frozenset(self._words)
        self._patience = patience
        self._ahead = Ahead(self._play)

    def has_limit(self, does: Does) -> bool:
        """True if it is given a limit for its waits."""
        return any("{limit}" in word for word in self._words[does])

    def names_digest(self, does: Does) -> bool:
        """True if it is given the digest of the image, and not only its tag."""
        return any("{digest}" in word for word in self._words[does])

    def verifies(self, does: Does) -> bool:
        """A command that ends in success is believed to."""
        return True

    def drives(self, does: Does) -> bool:
        """A command never does."""
        return False

    def has_password(self, does: Does) -> bool:
        """True if it is given a user and a password, or takes them from the usual file."""
        words = self._words[does]
        is_known = PurePath(words[0]).name in FROM_FILE
        return is_known or any("{password}" in word for word in words)

    def announce(self, scenarios: Iterable[ClientScenario]) -> None:
        """These will be played, in this order. Those that wait are done side by side."""
        self._ahead.announce(scenarios)

    def play(self, scenario: ClientScenario, seed: str) -> ClientJournal:
        """Have it do the operation of *scenario*; what happened."""
        if self._registry is not Registry:
            return self._play(scenario, seed)
        return self._ahead.play(scenario, seed)

    def _play(self, scenario: ClientScenario, seed: str) -> ClientJournal:
        with tempfile.TemporaryDirectory(prefix="remotes-client-") as name:
            room = Path(name)
            with Server(scenario, seed, tls=self._tls, registry=self._registry) as server:
                operation = prepared(server.registry, server.address, room, tls=self._tls)
                ended = self._run(scenario, operation, room, server)
                if scenario.is_repeated and ended.how != "hung":
                    ended = self._run(scenario, operation, room, server)
            return server.journal(ended)

    def _run(
        self, scenario: ClientScenario, operation: Operation, room: Path, server: Server
    ) -> Ended:
        auth = room / "home" / ".docker" / "config.json"
        auth.parent.mkdir(parents=True, exist_ok=True)
        auth.write_text(credentials(operation), encoding="utf-8")
        output = room / "output"
        words = [_filled(word, operation) for word in self._words[scenario.does]]
        patience = self._patience
        if scenario.waits and self.has_limit(scenario.does):
            patience = max(patience, operation.limit + SLACK)
        began = time.monotonic()
        with output.open("wb") as stream, self._content(scenario, operation) as content:
            child = Launched(
                words,
                stdio=False,
                stderr=stream.fileno(),
                core=None,
                environment=environment(room, auth, operation.authority),
                stdout=content.fileno() if content else None,
            )
            try:
                status, why = _waited(child, server, output, room, patience)
                left = _descendants(child.process) if status is not None else ()
                if status is None:
                    server.end_waits()
            finally:
                child.end(grace=0.0)
        seconds = time.monotonic() - began
        ours = {str(auth), str(output), str(operation.authority)}
        if scenario.does == "push":
            ours.update(paths_in(operation.folder))
        written = output.read_bytes()
        leaks = [f"its output: {word}" for word in server.registry.secrets.in_bytes(written)]
        leaks += leaks_in(room, server.registry.secrets, ours)
        text = server.registry.public(written[-_KEPT:].decode("utf-8", "replace")).strip()
        folder = "{out}" if scenario.reads else "{in}"
        text = text.replace(str(operation.folder), folder)
        return Ended(
            how=_how(status),
            text=f"{text}\n{why}".strip() if why else text,
            status=status,
            seconds=seconds,
            files=files_in(operation.folder) if scenario.reads else (),
            listed=listed_in(operation.folder) if scenario.reads else (),
            leaks=tuple(leaks),
            left_behind=left,
            is_loop=status is None and server.is_flooded,
            warned=written.count(WARNING.encode()),
        )

    def _content(
        self, scenario: ClientScenario, operation: Operation
    ) -> AbstractContextManager[BinaryIO | None]:
        """The file that the standard output goes to, if that is what a fetch has fetched."""
        writes = any("{out}" in word for word in self._words[scenario.does])
        if scenario.does == "fetch" and not writes:
            return operation.folder.open("wb")
        return nullcontext()

    def fetches(self, scenario: ClientScenario) -> str:
        """The role of the part that its fetch fetches, in every scenario."""
        is_blob = any("{blob}" in word for word in self._words.get("fetch", ()))
        return "layer" if is_blob else "manifest"


def _how(status: int | None) -> Literal["done", "failed", "hung", "crashed"]:
    if status is None:
        return "hung"
    return "done" if status == 0 else "failed" if status > 0 else "crashed"


def _waited(
    child: Launched, server: Server, output: Path, room: Path, patience: float
) -> tuple[int | None, str]:
    """Its exit status, or None and why it was stopped."""
    began = time.monotonic()
    looked = 0
    while (status := child.ended(_LOOKS_EVERY)) is None:
        now = time.monotonic()
        if now - server.active > patience:
            return None, f"(stopped: no request for {patience:g} s)"
        if server.is_flooded:
            return None, f"(stopped: it made more than {MAX_REQUESTS} requests)"
        if now - began > LONGEST * patience:
            return None, f"(stopped after {LONGEST * patience:g} s)"
        if output.stat().st_size > _MOST_OUTPUT:
            return None, f"(stopped: it wrote more than {_MOST_OUTPUT >> 20} MiB of output)"
        looked += 1
        if not looked % 20 and _size(room) > _MOST_FILES:
            return None, f"(stopped: it wrote more than {_MOST_FILES >> 20} MiB of files)"
    return status, ""


def _size(room: Path) -> int:
    found = 0
    for folder, _, names in os.walk(room):
        for name in names:
            try:
                found += os.lstat(os.path.join(folder, name)).st_size
            except OSError:
                continue  # it has just been removed
    return found


def _descendants(warden: int) -> tuple[str, ...]:
    """The names of the processes that the client has left, as far as the system shows them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat") if Path("/proc").is_dir() else ():
        try:
            text = stat.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it has just ended
        name, _, rest = text.partition("(")[2].rpartition(")")
        state, parent = rest.split()[:2]
        if parent == str(warden) and state != "Z":
            found.append(name)
    return tuple(sorted(found))


# -- templates ---------------------------------------------------------------------------------


def _words(does: ByCommand, command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Unusable(f"the command is not written as in a shell: {error}") from None
    if not words:
        raise Unusable("the command is empty; is a variable not set?")
    known = [name for name in PLACEHOLDERS if name not in _MISPLACED[does]]
    for name in _NAME.findall(command):
        if name not in known:
            choice = ", ".join(f"{{{one}}}" for one in known)
            raise Unusable(f"there is no placeholder {{{name}}} in a {does}: choose from {choice}")
    if "{registry}" not in command:
        raise Unusable("the command has no placeholder {registry}: it would ask another registry")
    if shutil.which(words[0]) is None:
        raise Unusable(f"there is no command {words[0]!r}: install it, or give its path")
    return words


def _filled(word: str, operation: Operation) -> str:
    values = {
        "registry": operation.registry,
        "name": operation.name,
        "tag": operation.tag,
        "digest": operation.digest,
        "blob": operation.blob,
        "out": str(operation.folder),
        "in": str(operation.folder),
        "user": operation.user,
        "password": operation.password,
        "limit": str(operation.limit),
        "ca": str(operation.authority),
    }
    return _NAME.sub(lambda found: values[found[1]], word)
