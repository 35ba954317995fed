"""Bringing a ledger up to date: what is fixed goes, what is new comes, the rest stays as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence

from ...verdict.files import write_whole
from ...verdict.report import Report
from . import blocks
from .entries import FORMAT, TEXTS, BadLedger, Entry, Ledger, format_of, parse

_GONE = ("fixed", "changed", "nothing")


def update_ledger(ledger: Ledger, report: Report) -> str:
    """Rewrite the file of *ledger* after a run, and return a summary of the changes.

    Raises `Unwritable`, and `BadLedger` after a run of a part, which has not seen what the rest
    would show, and where the file is written in a way that cannot be edited.
    """
    conclusion = report.conclusion
    whole = conclusion.complete and report.about.claims_all and not conclusion.broke
    if not whole or conclusion.blocked:
        raise BadLedger("only a part of the suite was run to its end: run all of it")
    stands = {(one.id, one.written or one.cause): one for one in report.standings}
    gone = [entry for entry in ledger.entries if stands[entry.key].outcome in _GONE]
    shown = {
        entry: entry.standing_for(stands[entry.key].cause)
        for entry in ledger.entries
        if entry.is_old and entry not in gone
    }
    new = [
        Entry(violation.id, ledger.edition, violation.cause, reason="", token=violation.token)
        for violation in report.violations_by_id
    ]
    if not gone and not new and not shown and ledger.format == FORMAT:
        return "nothing to update"
    text = ledger.path.read_bytes().decode() if ledger.path.exists() else ""
    write_whole(ledger.path, updated(text, gone=gone, new=new, shown=shown))
    return "".join(_reported(ledger, gone, new, shown))


def _reported(
    ledger: Ledger,
    gone: Collection[Entry],
    new: Collection[Entry],
    shown: Mapping[Entry, Entry],
) -> list[str]:
    parts = [f"{len(new)} added, {len(gone)} removed"]
    if shown or ledger.format == TEXTS:
        parts.append(f", {len(shown)} rewritten in format {FORMAT}")
    stay = [shown.get(entry, entry) for entry in ledger.entries if entry not in gone]
    if merged := [entry.requirement for n, entry in enumerate(stay) if _twin(entry, stay[:n])]:
        parts.append(
            f"; merged into an entry above that has the same cause: {', '.join(merged)} "
            "(the comment and the reason are kept above that entry)"
        )
    if left := sum(entry.is_old for entry in ledger.of_other_editions):
        parts.append(
            f"; {left} of other editions stay in format {TEXTS} until a run in their edition"
        )
    return [*parts, "; write a reason for each new entry" if new else ""]


def _twin(entry: Entry, others: Sequence[Entry]) -> Entry | None:
    """The entry among *others* that excuses the same breach."""
    same = (other for other in others if (other.key, other.edition) == (entry.key, entry.edition))
    return next(same, None)


def updated(
    text: str,
    *,
    gone: Collection[Entry],
    new: Sequence[Entry],
    shown: Mapping[Entry, Entry] = {},
) -> str:
    """*text*, a ledger, without the entries *gone*, and with *new* ones at its end.

    `shown`: the new entries for entries of format 1. An entry that comes to excuse the same as
    another above it goes, and leaves its comment and its reason there. Afterwards the file is of
    today's format, and the entries of other editions are marked as being of format 1.

    Raises `BadLedger` if it is written in a way that cannot be edited by lines.
    """
    value = tomllib.loads(text)
    before = parse(value, to_update=True)
    first, old_blocks = blocks.split(text)
    is_old = bool(text.strip()) and format_of(value) == TEXTS
    stay: list[Entry] = []
    new_blocks: list[str] = []
    try:
        for entry, block in zip(before, old_blocks, strict=True):
            now = shown.get(entry, entry)
            if entry in gone:
                continue
            if twin := _twin(now, stay):
                place = stay.index(twin)
                left = _left_of(entry, block, twin)
                new_blocks[place] = blocks.with_comments(new_blocks[place], left)
                continue
            if entry in shown:
                block = blocks.with_cause(block, now.cause)
            elif is_old and entry.is_old:
                block = blocks.as_old(block)
            stay.append(now)
            new_blocks.append(block)
        if is_old:
            first = blocks.in_format(first, "\r\n" if "\r\n" in text else "\n")
        after = blocks.with_more(first + "".join(new_blocks), new)
        value = tomllib.loads(after)
        right = parse(value, to_update=True) == [*stay, *new] and format_of(value) == FORMAT
    except (ValueError, StopIteration):
        right = False
    if not right:
        raise BadLedger("it cannot be edited: write each entry as a [[divergence]] table")
    return after


def _left_of(entry: Entry, block: str, twin: Entry) -> list[str]:
    """The comment of an entry that goes, and its reason."""
    left = blocks.comments(block)
    for text, other in ((entry.reason, twin.reason), (entry.issue, twin.issue)):
        if text.strip() and text != other:
            left.append(blocks.comment(text, block))
    return left
