"""The outcome of a run: one word for each, and one exit status, the same in every report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Conformity: TypeAlias = Literal[
    "yes",
    "in what is claimed",
    "except for known divergences",
    "in the part that was run",
    "no",
    "interrupted",
    "undetermined",
]
"""The outcome of a run:

* "yes": no function is missing, and every MUST of the edition was exercised and kept, except the
  unsupported ones;
* "in what is claimed": the same for the sections that were claimed; for a client of a registry,
  for the operations that it offers and the rules that it exercised;
* "except for known divergences": as one of these two, except for what the ledger knows to be
  broken;
* "in the part that was run": only a part of the suite was run, and nothing new was broken;
* "no": a MUST is broken that no ledger lists, or an entry of the ledger is no longer true;
* "interrupted": the run was stopped from outside before its end;
* "undetermined": no MUST is broken except those in the ledger, but the run cannot show
  conformance.
"""

EXIT_STATUS: Mapping[Conformity, int] = {
    "yes": 0,
    "in what is claimed": 0,
    "except for known divergences": 0,
    "in the part that was run": 0,
    "no": 1,
    "interrupted": 2,
    "undetermined": 6,
}
"""The exit status of each outcome. Two more belong to runs without an outcome of their own:
`EXIT_USAGE` and `EXIT_UNWRITTEN`."""
EXIT_USAGE = 4
"""Nothing was judged: a wrong option, a module that cannot be imported, a file that cannot be
written."""
EXIT_UNWRITTEN = 7
"""There is a verdict, but a report that was asked for could not be written at the end."""
