"""Serves a disk store by containerd's gRPC API:
`python -m remotes_reference.content_server --socket PATH --folder FOLDER`.

containerd can use it as its content store, as a proxy plugin.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

MAX_CALLS: Final = 256
"""Calls that can be open at a time; each Write is one. A further one waits."""
_MAX_MESSAGE: Final = 16 * 1024 * 1024
_LAST_SECONDS: Final = 1.0
"""The time that open calls may go on when the server is stopped."""


class Running:
    """A server that serves the store in *folder* at the socket *path*. Needs the extra `grpc`."""

    def __init__(self, path: Path, folder: Path) -> None:
        import grpc

        from .call_context import CallContext
        from .content_service import ContentService
        from .disk import DiskStore

        options = (("grpc.max_receive_message_length", _MAX_MESSAGE),)
        self._pool = ThreadPoolExecutor(MAX_CALLS, "content")
        self._server: Any = grpc.server(self._pool, options=options)
        service = ContentService(DiskStore(folder), CallContext())
        self._server.add_generic_rpc_handlers((service.handler(),))
        # A process that can open the socket can delete everything: only the owner's can.
        before = os.umask(0o077)
        try:
            self._server.add_insecure_port(f"unix:{path}")
            self._server.start()
        finally:
            os.umask(before)

    def stop(self) -> None:
        """Stop it; open calls may go on for a second."""
        self._server.stop(_LAST_SECONDS).wait()
        self._pool.shutdown(wait=False)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m remotes_reference.content_server")
    parser.add_argument("--socket", type=Path, required=True, help="the path of the socket")
    parser.add_argument("--folder", type=Path, required=True, help="the folder of the store")
    given = parser.parse_args(arguments)
    if find_spec("grpc") is None:
        print("this needs the extra: remotes-conformance[grpc]", file=sys.stderr)
        return 2
    ends = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ends.set())
    running = Running(given.socket.absolute(), given.folder)
    print(f"unix:{given.socket.absolute()}", flush=True)
    ends.wait()
    running.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
