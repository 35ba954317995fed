"""A conformance harness for implementations of containerd's remotes handlers.

    from remotes_conformance import check
    verdict = check(my_remotes)

The words (`content`, `media_types`, `errors`, `protocols`) can be imported by any implementation;
importing them, or this package, imports neither Hypothesis nor the suite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .judging.checking import check
    from .verdict.verdict import Verdict

__version__ = "0.1.0"
__all__ = ["Verdict", "check"]


def __getattr__(name: str) -> Any:
    if name == "check":
        from .judging.checking import check

        return check
    if name == "Verdict":
        from .verdict.verdict import Verdict

        return Verdict
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
