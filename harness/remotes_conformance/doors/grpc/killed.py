"""A content service that is killed (SIGKILL) at random moments, and started again; STORE-17.

The calls are made here, and the process that answers them is killed by a timer.
"""

from __future__ import annotations

import contextlib
import random
import secrets
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Final

from ...errors import ContentError, NotFound
from ..python.border import Border
from ..stores.factory import Factory
from ..stores.killed import Killed, look, make_room, work
from ..unusable import Unusable
from .isolation import has_namespaces
from .service import Client, Service
from .store import NO_SUCH, ServiceStore

LONGEST_LIFE: Final = 0.3
"""Seconds that a process works at the most, after what was left has been looked at."""
_LONGEST: Final = 30.0
"""Seconds that a call may take, and the start of the process."""
_PAUSE: Final = 0.01


def kill_again_and_again(address: str, command: Sequence[str], *, kills: int, seed: int) -> Killed:
    """Start *command*, which serves at *address*, and kill it, so many times. Raises `Unusable`."""
    draw, known = random.Random(seed), Killed()
    factory = Factory(ServiceStore, False, False, frozenset(), Border())
    namespace = f"remotes-kills-{secrets.token_hex(6)}"
    while known.kills < kills and not known.broken:
        with _running(address, command) as (process, service):
            if not known.kills:
                has_namespaces(service)
            store = ServiceStore(Client(service, namespace, _LONGEST))
            try:
                known.broken = look(factory, store, known, known.take)
                if not known.broken:
                    make_room(store, draw, known, known.take)
            except ContentError as error:
                known.broken = f"{type(error).__name__}: {error}"
            if known.broken:
                break
            timer = threading.Timer(draw.uniform(0, LONGEST_LIFE), process.kill)
            timer.start()
            known.broken = _work_until_killed(factory, store, draw, known, process)
            timer.cancel()
        known.kills += 1
    return known


def _work_until_killed(
    factory: Factory,
    store: ServiceStore,
    draw: random.Random,
    known: Killed,
    process: subprocess.Popen[bytes],
) -> str:
    """The failure of a call before the process was killed; "": none failed."""
    while process.poll() is None:
        try:
            work(factory, store, draw, known.take)
        except ContentError as error:
            # The kill may only be noticed a little later.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LONGEST_LIFE + 1)
            if process.poll() is None:
                return f"{type(error).__name__}: {error}"
    return ""


@contextlib.contextmanager
def _running(
    address: str, command: Sequence[str]
) -> Iterator[tuple[subprocess.Popen[bytes], Service]]:
    """The process, when it answers. It is killed at the end."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise Unusable(f"{command[0]} cannot be started: {error}") from None
    try:
        service = _answering(address, process)
        try:
            yield process, service
        finally:
            service.close()
    finally:
        process.kill()
        process.wait()


def _answering(address: str, process: subprocess.Popen[bytes]) -> Service:
    """A connection to the process. Raises `Unusable`."""
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline and process.poll() is None:
        service = Service(address)
        try:
            Client(service, "remotes-kills", _LONGEST).call("Info", digest=NO_SUCH)
        except NotFound:
            return service
        except ContentError:
            pass  # it does not listen yet, or its service is not there yet
        service.close()
        time.sleep(_PAUSE)
    why = "it has ended" if process.poll() is not None else f"it does not answer at {address}"
    raise Unusable(f"the command was started, and {why}: try it by hand")
