"""A host that accepts no connection, and refuses none: whoever connects to it waits."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Final

_CONNECTIONS: Final = Path("/proc/net/tcp")
_BEGUN: Final = "02"
"""The state of a connection that was asked for and is not there: SYN_SENT."""


class DeafHost:
    """A listener at *address* whose only place is taken: the system drops all further requests for
    a connection. `address`: its host and port."""

    def __init__(self, address: str) -> None:
        self._listener = socket.socket()
        self._listener.bind((address, 0))
        self._listener.listen(0)
        self._name: tuple[str, int] = self._listener.getsockname()
        self._first = socket.create_connection(self._name)
        self.address = f"{self._name[0]}:{self._name[1]}"

    def is_waited_for(self) -> bool:
        """True if somewhere on this machine a connection to it has been asked for. Where the system
        does not show that: False."""
        host, port = self._name
        number = int.from_bytes(socket.inet_aton(host), sys.byteorder)
        wanted = [f"{number:08X}:{port:04X}", _BEGUN]
        try:
            lines = _CONNECTIONS.read_text(encoding="ascii").splitlines()
        except OSError:
            return False
        return any(line.split()[2:4] == wanted for line in lines)

    def close(self) -> None:
        """Whoever waits is refused from now on."""
        self._first.close()
        self._listener.close()
