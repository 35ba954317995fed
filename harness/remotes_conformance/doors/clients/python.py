"""The door to a client that is a Python object: a call for each operation, in a thread of its own.

The client is given an `Operation`, and reaches the registry by loopback HTTP. It returns if the
operation succeeded, and raises otherwise.
"""

from __future__ import annotations

import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from ...scenarios.clients.script import ClientScenario, Does
from ...world.registry.journal import ClientJournal, Ended
from ..unusable import Unusable
from .left import files_in, leaks_in
from .operation import LONGEST, SLACK, Operation, prepared
from .server import MAX_REQUESTS, Server, check_addresses

_LOOKS_EVERY = 0.05
_DRAINS = 2.0
"""Seconds for a client that hangs to end, after the server has ended all connections."""


_How: TypeAlias = Literal["done", "failed", "hung"]
_Method: TypeAlias = Callable[[Operation], object]


class Pulls(Protocol):
    """A client that can pull: it writes the image, each part byte for byte in a file of its own."""

    def pull(self, operation: Operation) -> object: ...


class Pushes(Protocol):
    """A client that can push the image of an OCI image layout."""

    def push(self, operation: Operation) -> object: ...


class PythonClient:
    """A client in this process. Its methods `pull` and `push` are what it offers.

    `patience`: seconds without any request after which an operation hangs. Raises `Unusable`.
    """

    door = "in process"

    def __init__(self, client: object, *, patience: float) -> None:
        check_addresses()
        names: tuple[Does, ...] = ("pull", "push")
        self._methods: dict[Does, _Method] = {
            does: getattr(client, does) for does in names if callable(getattr(client, does, None))
        }
        if not self._methods:
            raise Unusable("the client has neither a method `pull` nor a method `push`: add one")
        self.offers: frozenset[Does] = frozenset(self._methods)
        self._limits = bool(getattr(client, "limits", False))
        self._passwords = bool(getattr(client, "passwords", True))
        self._patience = patience

    def has_limit(self, does: Does) -> bool:
        """Whether it passes on the limit of its operation: its attribute `limits` is true."""
        return self._limits

    def names_digest(self, does: Does) -> bool:
        """Every operation has the digest."""
        return True

    def fetches(self) -> str:
        """It fetches no part of an image by itself."""
        return ""

    def has_password(self, does: Does) -> bool:
        """Every operation has them; a client that takes none says so: `passwords = False`."""
        return self._passwords

    def play(self, scenario: ClientScenario, seed: str) -> ClientJournal:
        """Have it do the operation of *scenario*; what happened."""
        patience = self._patience
        with tempfile.TemporaryDirectory(prefix="remotes-client-") as name:
            room = Path(name)
            server = Server(scenario, seed)
            with server:
                operation = prepared(server.registry, server.address, room)
                ours = set(room.rglob("*"))
                if scenario.waits and self._limits:
                    patience = max(patience, operation.limit + SLACK)
                call = _Call(self._methods[scenario.does], operation)
                call.wait(server, patience)
                seconds = call.seconds
                how: _How = "hung" if call.why else call.how
            call.thread.join(_DRAINS)
            leaks = [
                f"the error: {one}" for one in server.registry.secrets.in_bytes(call.text.encode())
            ]
            leaks += leaks_in(room, server.registry.secrets, ours)
            ended = Ended(
                how=how,
                text=server.registry.public(call.text) if how != "hung" else call.why,
                seconds=seconds,
                files=files_in(operation.folder) if scenario.does == "pull" else (),
                leaks=tuple(leaks),
                is_loop=how == "hung" and server.is_flooded,
            )
            return server.journal(ended)


class _Call:
    """One call, and how it ended: `how`, `text`, `seconds`; `why` it was given up."""

    def __init__(self, method: _Method, operation: Operation) -> None:
        self.how: _How = "hung"
        self.text = self.why = ""
        self._method, self._operation = method, operation
        self._began = time.monotonic()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self._method(self._operation)
        except Exception as error:
            self.text = "".join(traceback.format_exception_only(error)).strip()
            self.how = "failed"
        else:
            self.how = "done"

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def wait(self, server: Server, patience: float) -> None:
        """Until it has ended, or hangs: nothing happens for *patience* seconds, or too much."""
        while self.thread.is_alive() and not self.why:
            self.thread.join(_LOOKS_EVERY)
            if server.is_flooded:
                self.why = f"(given up: it made more than {MAX_REQUESTS} requests)"
            elif time.monotonic() - server.active > patience:
                self.why = f"(given up: no request for {patience:g} s)"
            elif self.seconds > LONGEST * patience:
                self.why = f"(given up after {LONGEST * patience:g} s)"
