"""Serve an implementation through the protocol of the command door.

    python -m remotes_conformance.serve package.module:object

The object is an implementation of handlers, or a factory of content stores. The harness starts this
as any adapter, and sees the same journals as in process. It is for: an
implementation that could take the judging process down with it, or that needs an interpreter or an
environment of its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from .doors.stores.factory import makes_stores
from .doors.unusable import Unusable
from .judging.loading import load
from .serving.conversation import Conversation
from .serving.line import Line

PATIENCE = 3.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the harness closes its end of the line. Exit status 4: it cannot be served."""
    parser = argparse.ArgumentParser(
        prog="python -m remotes_conformance.serve",
        description="Serve handlers, or a content store, in Python, behind the command door. "
        "The harness starts this: pytest --pyargs remotes_suite --remotes-command '…'",
    )
    parser.add_argument(
        "remotes", metavar="package.module:object", help="the handlers, or the factory of stores"
    )
    parser.add_argument(
        "--stdio", action="store_true", help="use stdin and stdout, not descriptors 3 and 4"
    )
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, metavar="SECONDS",
        help="how many seconds without a call before it is reported as a hang (default: "
        "%(default)g; keep it below the patience of the harness: then the report names the place)",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        line = Line.over_stdio() if options.stdio else Line.named_by_the_harness()
    except (OSError, ValueError) as error:
        parser.error(f"there is no harness at the other end: {error}")
    try:
        found = load(options.remotes)
        if makes_stores(found):
            from .serving.stores import StoreConversation  # a start without it is shorter

            StoreConversation(found, options.remotes, line).run()
        else:
            Conversation(options.remotes, line, patience=options.patience).run()
    except Unusable as error:
        print(f"{options.remotes} cannot be served: {error}", file=sys.stderr)
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())
