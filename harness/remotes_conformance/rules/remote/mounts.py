"""REMOTE-27: what follows the answer to a mount."""

from __future__ import annotations

from ...world.registry.journal import Exchange
from .case import Case


def of_mounts(case: Case) -> None:
    """For each POST that asks for a mount: what its blob needs after it."""
    for place, one in enumerate(case.exchanges):
        if one.what == "uploads" and "mount=" in one.target and one.status in (201, 202):
            _of_answer(case, one, case.exchanges[place + 1 :])


def _of_answer(case: Case, one: Exchange, after: tuple[Exchange, ...]) -> None:
    sent = [
        other
        for other in after
        if other.method == "PUT" and other.what == "upload" and other.digest == one.digest
    ]
    if one.status == 201:
        observed = f"{sent[0].method} {sent[0].target}" if sent else ""
        case.check("REMOTE-27", not sent, "nothing is sent", observed, "it is sent after 201")
    elif case.is_done:
        expected = "the blob is sent after 202"
        case.check("REMOTE-27", bool(sent), expected, "it is not sent", "not sent after 202")
