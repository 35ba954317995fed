"""REMOTE-27: the requests after the answer to a mount."""

from __future__ import annotations

from urllib.parse import unquote

from ...world.registry.journal import Exchange
from .case import Case
from .uploads import path_of_location


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
        expected = "after 201, the client does not send the blob"
        case.check("REMOTE-27", not sent, expected, observed, "it is sent after 201")
    elif case.is_done and (place := path_of_location(one)):
        ok = any(unquote(other.path) == place for other in sent)
        expected = f"after 202, the client sends the blob to {place}"
        observed = f"it sent the blob to {sent[0].path}" if sent else "it did not send the blob"
        step = "sent elsewhere after 202" if sent else "not sent after 202"
        case.check("REMOTE-27", ok, expected, observed, step)
