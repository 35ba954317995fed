"""The right client as a program: `program.py pull REGISTRY NAME TAG DIGEST USER PASSWORD OUT`."""

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
    client = Right()
    try:
        client.pull(operation) if does == "pull" else client.push(operation)
    except Failed as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
