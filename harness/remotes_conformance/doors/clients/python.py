"""The door to a client that is a Python object: a call for each operation, in a thread of its own.

The client is given an `Operation`, and reaches the registry by loopback HTTP. It returns if the
operation succeeded, and raises otherwise.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from ...scenarios.clients.further import WARNING
from ...scenarios.clients.image import image
from ...scenarios.clients.script import LIMIT, SLACK, ClientScenario, Does
from ...world.registry.journal import ClientJournal, Ended
from ...world.registry.registry import Registry
from ...world.registry.secrets import Secrets
from ..unusable import Unusable
from .calling import Call, How, Method, repeated
from .left import files_in, leaks_in, listed_in, paths_in
from .operation import Operation, part_of, prepared
from .registries import InRegistries
from .remoting import DRIVES, method_of, whole
from .reports import reports
from .server import Server, check_addresses

if TYPE_CHECKING:
    from .in_process import InProcess

_LONGEST_WAIT = 3600.0
"""Seconds of virtual time that a wait for an answer may last, if the client chooses its limit."""
_PAUSE = 0.4
"""Seconds in which a client that reads ahead does so."""
_DRAINS = 2.0
"""Seconds for a client that hangs to end, after the server has ended all connections."""


_FURTHER: Final[Mapping[str, str]] = {
    "client_mount": "mounts",
    "client_subject": "subjects",
    "client_index": "indexes",
}
"""Further capabilities of a client, and the attribute that marks it."""


class Pulls(Protocol):
    """A client that can pull: it writes the image, each part byte for byte in a file of its own."""

    def pull(self, operation: Operation) -> object: ...


class Pushes(Protocol):
    """A client that can push the image of an OCI image layout."""

    def push(self, operation: Operation) -> object: ...


class PythonClient(InRegistries):
    """A client in this process. Its methods are what it offers: `pull`, `push`, and those of
    `remotes_conformance.remoting.Remoting`.

    `patience`: seconds without any request after which an operation hangs. `tls`: the registry is
    reached by HTTPS. Raises `Unusable`.
    """

    door = "in process"
    is_process = False

    def __init__(self, client: object, *, patience: float, tls: bool = False) -> None:
        self._tls = tls
        carrier = getattr(client, "carrier", "")
        if carrier not in ("", "requests"):
            raise Unusable(f'`carrier` is {carrier!r}: set it to "requests", or leave it empty')
        self.is_virtual = carrier == "requests"
        if tls and self.is_virtual:
            raise Unusable("without sockets there is no TLS: leave out `carrier`, or --remotes-tls")
        if not self.is_virtual:
            check_addresses()
        self._methods = _methods_of(client)
        self._wholes = {one for one in ("pull", "push") if callable(getattr(client, one, None))}
        if not self._methods:
            raise Unusable(
                "the client has neither a method `pull` nor a method `push`, nor `fetcher`, "
                "`pusher` or `resolve`: add one"
            )
        self.offers: frozenset[Does] = frozenset(self._methods)
        declared = {kind for kind, name in _FURTHER.items() if getattr(client, name, False)}
        parts = (
            {"client_parts"} if "resolve" in self._methods or "fetch" in self._methods else set()
        )
        self.further = frozenset({"client_errors", *declared, *parts})
        self._limits = bool(getattr(client, "limits", False))
        self._verifies = bool(getattr(client, "verifies", False))
        self._passwords = bool(getattr(client, "passwords", True))
        self._patience = patience

    def has_limit(self, does: Does) -> bool:
        """True if it passes on the limit of its operation: its attribute `limits` is true."""
        return self._limits

    def names_digest(self, does: Does) -> bool:
        """Every operation has the digest."""
        return True

    def fetches(self, scenario: ClientScenario) -> str:
        """A client object can fetch every part; the scenario chooses."""
        return part_of(scenario, image("", scenario.variant)).role

    def verifies(self, does: Does) -> bool:
        """The readers of a fetcher do so if its attribute `verifies` is true; the rest of a blob
        cannot be compared with anything."""
        return self._verifies if does == "fetch" else does != "resume"

    def drives(self, does: Does) -> bool:
        """Unless the client pushes whole images."""
        return does not in self._wholes

    def has_password(self, does: Does) -> bool:
        """Every operation has them; a client that takes none sets `passwords = False`."""
        return self._passwords

    def announce(self, scenarios: Iterable[ClientScenario]) -> None:
        """One operation is done after the other: they share the object."""

    def play(self, scenario: ClientScenario, seed: str) -> ClientJournal:
        """Have it do the operation of *scenario*; what happened."""
        patience = self._patience
        with tempfile.TemporaryDirectory(prefix="remotes-client-") as name, reports() as reported:
            room = Path(name)
            server = self._server(scenario, seed)
            with server:
                pace = _Pace(server, pauses=scenario.variant == "large")
                operation = prepared(server.registry, server.address, room, tls=self._tls)
                operation = replace(operation, handed_out=pace.handed_out, moves=pace.moves)
                ours = frozenset(paths_in(room))
                if scenario.waits and self._limits:
                    patience = max(patience, operation.limit + SLACK)
                method = self._methods[scenario.does]
                call = Call(repeated(method) if scenario.is_repeated else method, operation)
                call.wait(server, patience)
                seconds = call.seconds
                why = call.why or server.why
                how: How = "hung" if why else call.how
            call.thread.join(_DRAINS)
            registry = server.registry
            leaks = _leaks(registry.secrets, call.error, reported.everything())
            leaks += leaks_in(room, registry.secrets, ours)
            ended = Ended(
                how=how,
                text=_public(call.text, operation, registry) if how != "hung" else why,
                seconds=seconds,
                files=files_in(operation.folder) if scenario.reads else (),
                listed=listed_in(operation.folder) if scenario.reads else (),
                leaks=tuple(leaks),
                is_loop=how == "hung" and server.is_flooded,
                error=registry.public(f"{call.error}\n{call.attributes}".strip()),
                warned=reported.times(WARNING),
                ahead=pace.ahead,
                asked_before=pace.asked_before,
            )
            return server.journal(ended)

    def _server(self, scenario: ClientScenario, seed: str) -> Server | InProcess:
        """The carrier of the requests: sockets, unless the client declares `requests`."""
        if not self.is_virtual:
            return Server(scenario, seed, tls=self._tls, registry=self._registry)
        from .in_process import InProcess

        gives_limit = self._limits and scenario.waits and not scenario.is_unlimited
        longest = LIMIT + SLACK if gives_limit else _LONGEST_WAIT
        return InProcess(scenario, seed, longest, registry=self._registry)


def _public(text: str, operation: Operation, registry: Registry) -> str:
    """*text* without secrets and without the path of the folder, which is another in each play."""
    shown = registry.public(text).replace(str(operation.folder), "operation.folder")
    is_lacking = registry.scenario.reads and not operation.folder.exists()
    if is_lacking and text.startswith("FileNotFoundError") and "operation.folder" in shown:
        return f"{shown} (the client has to make operation.folder)"
    return shown


def _leaks(secrets: Secrets, error: str, reported: str) -> list[str]:
    found = [f"the error: {word}" for word in secrets.in_bytes(error.encode())]
    return found + [f"a report: {word}" for word in secrets.in_bytes(reported.encode())]


class _Pace:
    """The way of reading a reader: with a pause after the first piece, if that is what shows
    something.

    `ahead`: bytes that had been sent by then, but not been handed out. `asked_before`: requests
    that had come before the reader was moved to its offset.
    """

    def __init__(self, server: Server | InProcess, *, pauses: bool) -> None:
        self.ahead = self.asked_before = 0
        self._server, self._pauses = server, pauses

    def moves(self) -> None:
        self.asked_before = self._server.registry.requests

    def handed_out(self, size: int) -> None:
        if self._pauses:
            self._pauses = False
            time.sleep(_PAUSE)
            self.ahead = self._server.out - size


def _methods_of(client: object) -> dict[Does, Method]:
    """By operation: how it is done with *client*."""
    found: dict[Does, Method] = {}
    for does, (name, drive) in DRIVES.items():
        if callable(getattr(client, name, None)):
            found[does] = method_of(client, drive)
    if not getattr(client, "resumes", False):
        found.pop("resume", None)
    names: tuple[Does, ...] = ("pull", "push")
    for does in names:
        if callable(getattr(client, does, None)):
            found[does] = method_of(client, partial(whole, does=does))
    return found
