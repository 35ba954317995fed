"""Look at an adapter before it is judged.

    python -m remotes_conformance.doctor --remotes-command CMD

Says in plain sentences whether the adapter itself is broken, and what to do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .doors.command import CommandDoor
from .doors.doctor import Examination
from .loading import Unusable


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0: it can be judged; 4: the adapter is broken."""
    parser = argparse.ArgumentParser(
        prog="python -m remotes_conformance.doctor",
        description="Decide whether an adapter is broken, apart from the implementation behind it.",
    )
    parser.add_argument("--remotes-command", required=True, metavar="CMD", help="the adapter")
    parser.add_argument("--remotes-stdio", action="store_true", help="it speaks on stdin, stdout")
    parser.add_argument("--remotes-patience", type=float, default=5.0, metavar="SECONDS")
    options = parser.parse_args(arguments)
    door = CommandDoor(
        options.remotes_command, patience=options.remotes_patience, stdio=options.remotes_stdio
    )
    try:
        who = door.describe()
        print(f"it is {who.get('implementation', '?')} {who.get('version', '')}".rstrip())
        print(f"it offers {', '.join(who['capabilities'])}")
        found = Examination(door)
    except Unusable as error:
        print(f"broken: {error}")
        return 4
    finally:
        door.close()
    for finding in found.findings:
        print(f"{'broken' if finding.certain else 'doubtful'}: {finding.text}")
    print("mend the adapter first" if found.faults else "it can be judged")
    return 4 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
