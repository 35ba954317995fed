"""A conformance harness for implementations of containerd's remotes handlers.

    from remotes_conformance import check
    verdict = check(my_remotes)

or, for a client of a registry, `check_client`, and for a content store `check_store`.

The words (`content`, `media_types`, `errors`, `protocols`) can be imported by any implementation;
importing them, or this package, imports neither Hypothesis nor the suite.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import VERSION

if TYPE_CHECKING:
    from .contract import UnknownEdition
    from .doors.unusable import Unusable
    from .judging.checking import check
    from .judging.clients.checking import check_client
    from .judging.ledger import BadLedger
    from .judging.stores.checking import check_store
    from .scenarios.written import BadToken
    from .verdict.report import Report
    from .verdict.verdict import Interrupted, Verdict

__version__ = VERSION
__all__ = [
    "BadLedger",
    "BadToken",
    "Interrupted",
    "Report",
    "UnknownEdition",
    "Unusable",
    "Verdict",
    "check",
    "check_client",
    "check_store",
]

_PLACES = {
    "BadLedger": ".judging.ledger",
    "BadToken": ".scenarios.written",
    "Interrupted": ".verdict.verdict",
    "Report": ".verdict.report",
    "UnknownEdition": ".contract",
    "Unusable": ".doors.unusable",
    "Verdict": ".verdict.verdict",
    "check": ".judging.checking",
    "check_client": ".judging.clients.checking",
    "check_store": ".judging.stores.checking",
}
"""The module of each public name: it is imported when the name is first used."""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name], __name__), name)
