"""A store behind the command door: its bench, and the check whether a program offers one."""

from __future__ import annotations

from typing import Any

from ...contract import STORE_EDITION
from ...contract.capabilities import FOLDER, KILLED_PROGRAM, STORE_OPTIONS, STORES, on_the_wire
from ...doors.command.door import CommandDoor
from ...doors.command.introduction import introduced
from ...doors.command.stores.door import CommandStoreDoor
from ...doors.command.stores.lint import StoreLint
from ...doors.command.stores.refusing import can_refuse
from ...doors.command.stores.traced import can_trace
from ...doors.stores.factory import makes_stores
from ...doors.unusable import Unusable
from ..loading import Loaded, load
from ..opening import COMMAND, SOCKET
from .bench import StoreBench, meets_faults, open_store


def offers_a_store(command: str, *, stdio: bool = False, patience: float = 5.0) -> bool:
    """True if the program *command* names the capability `store`. Raises `Unusable`."""
    door = CommandDoor(command, patience=patience, stdio=stdio)
    try:
        return STORES[0].wire in door.describe()["capabilities"]
    finally:
        door.close()


def names_a_store(name: str) -> bool:
    """True if *name* names a store: `package.module:object`, `command:` and a command, or the
    address of a content service.

    Raises `Unusable`.
    """
    if name.startswith(SOCKET):
        return True
    if name.startswith(COMMAND):
        return offers_a_store(name.removeprefix(COMMAND))
    return makes_stores(load(name))


def open_named_store(store: object, *, patience: float = 5.0) -> Loaded:
    """The bench of a factory of stores, or of its name: `package.module:object`, or `command:` and
    a command, or the address of a content service, `unix:PATH`. Raises `Unusable`."""
    if isinstance(store, str) and store.startswith(SOCKET):
        try:
            from .service import open_service
        except ImportError as error:
            raise Unusable(f"{error}: install remotes-conformance[grpc]") from None
        return open_service(store, patience=patience)
    if isinstance(store, str) and store.startswith(COMMAND):
        return open_store_command(store.removeprefix(COMMAND), patience=patience)
    return open_store(store, patience=patience)


def open_store_command(command: str, *, lint: bool = False, **options: Any) -> Loaded:
    """The bench of the stores of the program *command*. Raises `Unusable`.

    *options*: `patience` and `stdio`, as `CommandDoor` has them. *lint*: each message is checked.
    """
    door = CommandStoreDoor(command, on_turn=StoreLint() if lint else None, **options)
    try:
        who = door.describe()
        if STORES[0].wire not in who["capabilities"]:
            raise Unusable(f"its capabilities do not name {STORES[0].wire}: add it")
        name, version = introduced(who, command)
    except BaseException:
        door.close()
        raise
    kinds = {one.kind for one in STORES} | set(on_the_wire(who["capabilities"], STORE_OPTIONS))
    if FOLDER in who["capabilities"]:
        kinds |= {"kills", "cuts"} if can_trace() else {"kills"}
    of_the_door = {KILLED_PROGRAM} if "kills" in kinds else set()
    bench = StoreBench(door, kinds | of_the_door, edition=STORE_EDITION[0])
    if FOLDER in who["capabilities"] and can_refuse():
        bench.kinds |= {"folder"}
        if not meets_faults(bench):
            bench.kinds -= {"folder"}
        kinds |= bench.kinds & {"folder"}
    return Loaded(name, version, bench, tuple(sorted(kinds)))
