"""Secrets do not go to other hosts, nor into the client's output."""

from __future__ import annotations

from ...world.registry.journal import Exchange
from .case import Case, secrets_of


def of_secrets(case: Case) -> None:
    """REMOTE-17 and REMOTE-11; they apply if the client has used a secret in this operation."""
    if not case.has_used_secrets:
        return
    for one in case.exchanges:
        if one.host != "registry":
            found = secrets_of(one)
            observed = f"{one.method} with {', '.join(found)}{_place(one)} to the host {one.host!r}"
            expected = "the client sends no secret to another host"
            step = f"{', '.join(_kind(mark) for mark in found)} in {one.method} of {one.what}"
            case.check("REMOTE-17", not found, expected, observed, step)
    leaks = case.journal.ended.leaks
    places = [leak.partition(":")[0].partition(" ")[0] for leak in leaks]
    case.check(
        "REMOTE-11",
        not leaks,
        "the client writes no secret",
        "; ".join(leaks),
        f"a secret in {', '.join(dict.fromkeys(places))}",
    )


def _place(one: Exchange) -> str:
    return " in its body" if "‹" in one.body_text else ""


def _kind(mark: str) -> str:
    """A mark without the number of a token."""
    return mark.strip("‹›0123456789 ")
