"""A client as a program: `program.py pull REGISTRY NAME TAG DIGEST USER PASSWORD OUT`.

It is the right one, or with `CLASS.pull` in the place of `pull` another one of the shelves.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from remotes_conformance.doors.clients.operation import Operation

from clients.right import Right
from clients.transport import Failed


def main(does: str, registry: str, name: str, tag: str, digest: str, *rest: str) -> int:
    user, password, place = rest
    operation = Operation(registry, name, tag, digest, "", user, password, 1, Path(place))
    kind, _, does = does.rpartition(".")
    client = other(kind)() if kind else Right()
    try:
        client.pull(operation) if does == "pull" else client.push(operation)
    except Failed as error:
        print(error)
        return 1
    return 0


def other(kind: str) -> type[Right]:
    """The class with that name."""
    from clients.different import DIFFERENT
    from clients.shelf import SHELF

    return next(one for one in (*DIFFERENT.values(), *SHELF.values()) if one.__name__ == kind)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
