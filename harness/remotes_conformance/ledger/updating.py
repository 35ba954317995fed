"""Bringing a ledger up to date: what is fixed goes, what is new comes, the rest stays as it is."""

from __future__ import annotations

import os
import shutil
import tempfile
import tomllib
from collections.abc import Collection, Sequence
from pathlib import Path

from ..verdict import Verdict
from .blocks import with_more, without
from .entries import BadLedger, Entry, Ledger, parse

_GONE = ("fixed", "changed", "nothing")


def update_ledger(ledger: Ledger, verdict: Verdict) -> str:
    """Rewrite the file of *ledger* after a run, and say what was done.

    Raises `BadLedger` after a run of a part, which has not seen what the rest would show, and
    where the file is written in a way that cannot be edited.
    """
    whole = verdict.complete and verdict.about.claims_all and not verdict.broke
    if not whole or verdict.blocked:
        raise BadLedger("only a part of the suite was run to its end")
    stands = {(one.id, one.cause): one.outcome for one in verdict.standings}
    gone = [entry for entry in ledger.entries if stands[entry.key] in _GONE]
    new = [
        Entry(violation.id, ledger.edition, violation.cause, reason="", token=violation.token)
        for _, violation in sorted(verdict.causes.items())
    ]
    if not gone and not new:
        return "nothing to update"
    text = ledger.path.read_bytes().decode() if ledger.path.exists() else ""
    write(ledger.path, updated(text, gone=gone, new=new))
    advice = "; give each new one a reason" if new else ""
    return f"{len(new)} added, {len(gone)} taken out{advice}"


def updated(text: str, *, gone: Collection[Entry], new: Sequence[Entry]) -> str:
    """*text*, a ledger, without the entries *gone*, and with *new* ones at its end.

    Raises `BadLedger` if it is written in a way that cannot be edited by lines.
    """
    before = parse(tomllib.loads(text), to_update=True)
    stay = [entry for entry in before if entry not in gone]
    numbers = [number for number, entry in enumerate(before) if entry in gone]
    try:
        after = with_more(without(text, numbers), new)
        right = parse(tomllib.loads(after), to_update=True) == [*stay, *new]
    except (IndexError, tomllib.TOMLDecodeError):
        right = False
    if not right:
        raise BadLedger("it cannot be edited: write each entry as a [[divergence]] table")
    return after


def write(path: Path, text: str) -> None:
    """Put *text* in the place of the file at *path*: wholly, or not at all."""
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, name)
        else:
            os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
