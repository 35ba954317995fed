"""The command `remotes-reference`."""

from __future__ import annotations

import sys
from importlib.util import find_spec


def main() -> int:
    """Run the command; its exit status. It needs the extra `registry`."""
    if find_spec("requests") is None:
        print("remotes-reference needs the extra: remotes-conformance[registry]", file=sys.stderr)
        return 2
    from .registry.command import main

    return main()


if __name__ == "__main__":
    sys.exit(main())
