"""Opening an implementation by its name: an object of a module, or an adapter, examined first."""

from __future__ import annotations

import shlex
from typing import Any

from ..contract import edition as check_edition
from ..contract.capabilities import (
    FURTHER,
    HANDLERS,
    KEEPS_BUFFERS,
    STRANDS,
    TREES,
    VIRTUAL_TIME,
    of_several,
    on_the_wire,
)
from ..doors.command.door import CommandDoor
from ..doors.command.examination import Examination
from ..doors.command.introduction import introduced
from ..doors.command.lint import Lint
from ..doors.unusable import Unusable
from ..plugs.scene import UNPLUGGED, Plugs
from ..telling.shortening import on_one_line
from .bench import Bench
from .loading import Loaded, load, open_bench
from .real_time import are_times_judged

_FUNCTIONS = (*HANDLERS, *TREES)
COMMAND = "command:"
"""What a name begins with that is the command of an adapter."""
SOCKET = "unix:"
"""What a name begins with that is the address of a content service."""


def open_command(
    command: str,
    *,
    edition: str = "2017-06",
    patience: float = 5.0,
    stdio: bool = False,
    lint: bool = False,
) -> Loaded:
    """Start the adapter, and ask who it is. Raises `Unusable`, `UnknownEdition`."""
    known = check_edition(edition)
    on_turn = Lint() if lint else None
    door = CommandDoor(command, patience=patience, stdio=stdio, on_turn=on_turn)
    door.judges_times = are_times_judged
    try:
        who = door.describe()
        capabilities = who["capabilities"]
        offers = sorted(on_the_wire(capabilities, _FUNCTIONS))
        if not offers:
            names = ", ".join(one.wire for one in _FUNCTIONS)
            raise Unusable(f"its capabilities name none of {names}: add one")
        name, version = introduced(who, command)
    except BaseException:
        door.close()
        raise
    further = [one for one in FURTHER if edition in one.editions]
    kinds = {*offers, *of_several(offers), *on_the_wire(capabilities, tuple(further)), *door.can}
    bench = Bench(door, kinds, edition=known)
    bench.real_time = VIRTUAL_TIME not in capabilities
    if not {KEEPS_BUFFERS, STRANDS}.intersection(capabilities):
        bench.lacks = frozenset({KEEPS_BUFFERS})
    return Loaded(name, version, bench, tuple(sorted(kinds)))


def open_named(
    name: str, *, edition: str, patience: float = 5.0, plugs: Plugs = UNPLUGGED
) -> Loaded:
    """The implementation *name*: `package.module:object`, or `command:` and a command.

    Raises `Unusable`, `UnknownEdition`, and `ValueError` for a plug that cannot be reached.
    """
    if not name.startswith(COMMAND):
        return open_bench(load(name), spec=name, edition=edition, patience=patience, plugs=plugs)
    if plugs != UNPLUGGED:
        raise ValueError("a collaborator cannot be plugged behind a command: leave `plugs` out")
    loaded, _ = open_examined(name.removeprefix(COMMAND), edition=edition, patience=patience)
    return loaded


def options_for(name: str, *further: str) -> str:
    """The options of pytest that name the same implementation; `further` ones of its door."""
    if name.startswith(COMMAND):
        command = shlex.quote(name.removeprefix(COMMAND))
        return " ".join((f"--remotes-command {command}", *further))
    if name.startswith(SOCKET):
        return " ".join((f"--remotes-content-socket {shlex.quote(name)}", *further))
    return " ".join((f"--remotes {name}" * bool(name), *further)).strip()


def open_examined(
    command: str, *, is_last: bool = False, **options: Any
) -> tuple[Loaded, tuple[str, ...]]:
    """The adapter *command*, opened with *options* of `open_command`, and what the doctor found.

    `is_last`: the scenario that is played next, for no later one would show what it has done.
    Calls that a broken adapter does not carry are blocked: what was found of them would not be the
    implementation's. Raises `Unusable` where no calls are left.
    """
    loaded = open_command(command, **options)
    door = loaded.bench.door
    assert isinstance(door, CommandDoor)
    try:
        found = Examination(door)
    except BaseException:
        door.close()
        raise
    loaded.bench.broken = {k: why for k, why in found.blocked.items() if k in loaded.bench.kinds}
    functions = (one.kind for one in _FUNCTIONS)
    if not set(loaded.offers).intersection(functions).difference(found.blocked):
        door.close()
        faults = "\n  ".join(found.faults)
        raise Unusable(f"the adapter is broken, so nothing was judged. Fix this first:\n  {faults}")
    if is_last:
        door.watch_for_late_failures()
    told = [f"{'broken' if one.certain else 'doubtful'}: {one.text}" for one in found.findings]
    means = door.describe().get("editions") or [loaded.bench.edition]
    if loaded.bench.edition not in means:
        named = ", ".join(map(str, means)) if isinstance(means, list) else str(means)
        named = on_one_line(named, 80)
        told.append(
            f"doubtful: its answer to “describe” names edition {named}, but it is judged in "
            f"edition {loaded.bench.edition}: is --remotes-edition missing?"
        )
    return loaded, tuple(told)
