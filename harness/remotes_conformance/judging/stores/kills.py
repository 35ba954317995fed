"""Real kills: `python -m remotes_conformance.judging.stores.kills my_store:MyStore`.

For a program: the same with `'command:./my-store'`; for a content service behind gRPC: with
`unix:PATH --start COMMAND`.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
from collections.abc import Sequence

from ...contract.capabilities import FOLDER, KILLED_PROGRAM
from ...doors.stores.factory import factory_of
from ...doors.stores.killed import Killed, kill_again_and_again
from ...doors.unusable import Unusable
from ..bench import Tally
from ..loading import load
from ..opening import COMMAND, SOCKET
from .command import open_store_command
from .killed_programs import kills as scenarios_of_kills


def kill(store: object, *, kills: int = 100, seed: int = 0, together: int = 1) -> Killed:
    """Kill *kills* processes that work on one folder, and look at it after each.

    *store*: a factory that takes a folder, or its name; its methods block. *together*: how many
    work at the same time; more than 1 only if several processes may open one folder.

    Raises `Unusable`.
    """
    factory = factory_of(load(store) if isinstance(store, str) else store)
    if not factory.takes_folder or factory.is_async:
        raise Unusable("only a store in a folder, whose methods block, can be killed")
    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="remotes-kills-", dir=shared) as folder:
        return kill_again_and_again(factory, folder, kills=kills, seed=seed, together=together)


def kill_service(address: str, command: str, *, kills: int = 100, seed: int = 0) -> Killed:
    """Start the *command*, which serves a content store at *address*, and kill it *kills* times.

    Raises `Unusable`.
    """
    try:
        from ...doors.grpc.killed import kill_again_and_again as kill_processes
    except ImportError as error:
        raise Unusable(f"{error}: install remotes-conformance[grpc]") from None
    return kill_processes(address, shlex.split(command), kills=kills, seed=seed)


def kill_program(command: str, *, kills: int = 100, seed: int = 0) -> Killed:
    """Kill the program *command*, which has a store in a folder, *kills* times, between two calls
    and while a call is under way; start it again on the folder, and look at all content.

    Raises `Unusable`.
    """
    loaded = open_store_command(command)
    known, tally = Killed(), Tally()
    try:
        if KILLED_PROGRAM not in loaded.bench.kinds:
            raise Unusable(f"only a store in a folder can be killed: add the capability {FOLDER}")
        for scenario in scenarios_of_kills(kills, seed):
            journal = loaded.bench.examine(scenario, tally)
            known.kills += 1
            known.commits += sum(one.op == "Commit" and not one.refusal for one in journal.entries)
            if "STORE-17" in tally.breaches:
                known.broken = tally.breaches["STORE-17"].broken.observed
                break
            if journal.stuck is not None:
                why, details, _ = journal.stuck
                raise Unusable(f"it fails even before it is killed, {why}: {details}")
    finally:
        loaded.bench.door.close()
    return known


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. 0: nothing was lost; 1: STORE-17 is broken; 2: it could not be judged."""
    parser = argparse.ArgumentParser(prog="python -m remotes_conformance.judging.stores.kills")
    parser.add_argument(
        "store",
        help="package.module:object, a factory that takes a folder; or 'command:…', a program; or "
        "the address of a content service, unix:PATH",
    )
    parser.add_argument("--start", help="the command that starts the content service", default="")
    parser.add_argument("--kills", type=int, default=1_000, help="how many processes (1000)")
    parser.add_argument("--seed", type=int, default=0, help="of what they do (0)")
    parser.add_argument("--together", type=int, default=1, help="processes on the folder (1)")
    given = parser.parse_args(arguments)
    if given.store.startswith(SOCKET) is not bool(given.start):
        parser.error("--start and an address, unix:PATH, belong together")
    try:
        if given.start:
            found = kill_service(given.store, given.start, kills=given.kills, seed=given.seed)
        elif given.store.startswith(COMMAND):
            command = given.store.removeprefix(COMMAND)
            found = kill_program(command, kills=given.kills, seed=given.seed)
        else:
            found = kill(given.store, kills=given.kills, seed=given.seed, together=given.together)
    except Unusable as error:
        print(f"{given.store}: {error}", file=sys.stderr)
        return 2
    if found.broken:
        print(f"STORE-17 is broken after {found.kills} kills: {found.broken}")
        return 1
    print(f"{found.kills} kills, {found.commits} commits: nothing was lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
