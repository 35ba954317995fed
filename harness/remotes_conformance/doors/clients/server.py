"""A loopback server of HTTP/1.1 in front of the registry of one scenario.

Each host of the scenario has an address of its own, from 127.0.0.1 to 127.0.0.4. The server
ends with its `with` block, and everything that still waits then ends too.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, TypeAlias

from ...scenarios.clients.script import ClientScenario, Host
from ...world.registry.journal import ClientJournal, Ended
from ...world.registry.planted import MakeRegistry
from ...world.registry.registry import Pending, Registry
from ..unusable import Unusable
from .deaf import DeafHost
from .encrypted import announce_end, encrypted, shake_hands
from .reading import Incoming, NoRequest
from .sending import send, wait

_ADDRESSES: Final[dict[Host, str]] = {
    "registry": "127.0.0.1", "elsewhere": "127.0.0.2", "third": "127.0.0.3", "deaf": "127.0.0.4",
}  # fmt: skip


_BUFFER = 1 << 20
"""Bytes that the system keeps of an answer, at most: what a client reads ahead has to show."""
_Serves: TypeAlias = Callable[[Host, socket.socket], None]


MAX_REQUESTS = 500
"""Requests that are answered in one scenario. A client that makes more does so for ever."""


_LATER = (429, 503)
_MOMENT = 0.03
"""Seconds before an answer that asks for a pause: what was sent at the same time arrives before."""


class Server:
    """Serves the registry of *scenario*. `address`: that of the registry, as `host:port`. *tls*:
    by HTTPS. *registry*: makes that of the scenario.

    `is_flooded`: there were more than `MAX_REQUESTS`; none is answered any more.
    """

    def __init__(
        self,
        scenario: ClientScenario,
        seed: str,
        *,
        tls: bool = False,
        registry: MakeRegistry = Registry,
    ) -> None:
        self._tls = tls
        self._listeners = {h: _listener(one) for h, one in _ADDRESSES.items() if h != "deaf"}
        self._deaf = DeafHost(_ADDRESSES["deaf"]) if scenario.leads_nowhere else None
        urls: dict[Host, str] = {}
        for host, listener in self._listeners.items():
            address, port = listener.getsockname()
            urls[host] = f"{'https' if tls else 'http'}://{address}:{port}"
        if self._deaf is not None:
            urls["deaf"] = f"http://{self._deaf.address}"
        self.address = urls["registry"].partition("://")[2]
        self.registry = registry(scenario, seed, urls)
        self.is_flooded = False
        self.why = ""
        """It never stops a client by itself."""
        self.out = 0
        """Bytes of large bodies that have gone out, up to now."""
        self._requests = 0
        self._began = self.active = time.monotonic()
        """The time when data was last sent or received; seconds of the monotonic clock."""
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Server:
        for host, listener in self._listeners.items():
            self._start(self._listen, host, listener)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end_waits()
        if self._deaf is not None:
            self._deaf.close()
        for listener in self._listeners.values():
            # Closing alone does not wake a thread that waits in accept.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._lock:
            open_now = list(self._connections)
        for connection in open_now:
            with contextlib.suppress(OSError):
                # That of TLS would also take away what the connection's thread reads from.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def end_waits(self) -> None:
        """The client is about to be stopped: that its connections end then is not its doing."""
        if self._deaf is not None and not (self._over.is_set() or self._deaf.is_waited_for()):
            self.registry.were_left()
        self._over.set()

    def _goes_on(self, size: int) -> None:
        self.active = time.monotonic()
        self.out += size

    def _wait(self, connection: socket.socket, pending: Pending) -> None:
        if wait(connection, self._over):
            with self._lock:
                self.active = time.monotonic()
                self.registry.was_given_up(pending)

    def journal(self, ended: Ended) -> ClientJournal:
        """The events; to be called after the `with` block, when all answers have ended."""
        return self.registry.journal(ended)

    def _start(self, does: _Serves, host: Host, argument: socket.socket) -> None:
        thread = threading.Thread(target=does, args=(host, argument), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self, host: Host, listener: socket.socket) -> None:
        while not self._over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
            if self._tls:
                connection = encrypted(connection)
            with self._lock:
                self._connections.add(connection)
            self._start(self._serve, host, connection)

    def _serve(self, host: Host, connection: socket.socket) -> None:
        try:
            with connection, contextlib.suppress(NoRequest, OSError, ValueError):
                shake_hands(connection)
                incoming = Incoming(connection, host)
                while not self._over.is_set() and self._answer(incoming, connection):
                    continue
        finally:
            with self._lock:
                self._connections.discard(connection)

    def _answer(self, incoming: Incoming, connection: socket.socket) -> bool:
        """Answer the next request; whether the connection stays open."""
        request = incoming.head()
        with self._lock:
            self.active = time.monotonic()
            self._requests += 1
            self.is_flooded = self._requests > MAX_REQUESTS
            if self.is_flooded:
                return False
            pending = self.registry.begin(request, (self.active - self._began) * 1000)
        body = incoming.body(request, half=pending.act.wire == "half read")
        if pending.act.status in _LATER:
            self._over.wait(_MOMENT)
        with self._lock:
            self.active = time.monotonic()
            reply = self.registry.finish(pending, body)
        if pending.act.wire == "silent":
            self._wait(connection, pending)
        if pending.act.wire in ("silent", "no answer", "half read"):
            return False
        sent, is_whole, stays = send(connection, reply, self._over, self._goes_on)
        with self._lock:
            self.active = time.monotonic()
            self.registry.was_sent(pending, reply, sent, is_whole=is_whole)
        if reply.wire == "stalled":
            self._wait(connection, pending)
        if is_whole and reply.wire == "no length":
            announce_end(connection)
        wants_close = incoming.is_old or request.header("Connection").lower() == "close"
        return stays and not wants_close


def check_addresses() -> None:
    """Raises `Unusable` if a host of the scenarios can have no address here."""
    for address in _ADDRESSES.values():
        _listener(address).close()


def _listener(address: str) -> socket.socket:
    try:
        return socket.create_server((address, 0), backlog=32)
    except OSError as error:
        raise Unusable(
            f"the address {address} cannot be used ({error.strerror}): clients of a registry are "
            "judged with several loopback addresses, as Linux has them"
        ) from None
