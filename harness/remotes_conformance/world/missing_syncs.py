"""Describes the missing sync: the loss, and the sync that would have prevented it."""

from __future__ import annotations

from collections.abc import Iterator

from ..scenarios.cuts import Cut
from ..scenarios.script import Script
from .disk import BYTES, ROOT, Disk

JOURNAL = "on any journalling file system"
POSIX = "where POSIX is taken at its word"


def missing_syncs(script: Script, disk: Disk, cut: Cut) -> Iterator[str]:
    """One sentence for each loss that does not follow from another."""
    names = disk.operations
    for number in cut.lost:
        if disk.needs(number) & set(cut.lost):
            continue
        one = names[number]
        folder = one.path or "."
        yield (
            f"“{one.text}” ({_where(script, one.step)}) is lost: no fsync of the folder {folder} "
            "comes after it"
        )
    for torn in cut.torn:
        last = [one for one in names if one.kind in BYTES and one.node == torn.file][-1]
        yield (
            f"bytes of “{last.text}” ({_where(script, last.step)}) are lost: no fsync of that file "
            "comes after it"
        )


def model_of(disk: Disk, cut: Cut) -> str:
    """The weakest promise of a file system under which this can happen, in words."""
    return JOURNAL if disk.is_ordered(cut.lost) else POSIX


def _where(script: Script, step: int) -> str:
    if step == ROOT:
        return "when the store is made"
    return f"step {step + 1}, {script.steps[step].do}"
