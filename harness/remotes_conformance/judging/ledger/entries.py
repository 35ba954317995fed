"""Reading a ledger: each entry is checked, and a mistake in the file is one clear line."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from ...contract import CLIENT_EDITION, Level, UnknownRequirement, by_id
from ...contract.names import ALL_EDITIONS
from ...scenarios.clients import BY_SLUG
from ...scenarios.scenario import Scenario
from ...scenarios.written import BadToken, from_token
from ...verdict.results import Standing

FORMAT, TEXTS = 2, 1
"""The format that is written; in format 1, which is still read, causes were texts."""


class BadLedger(ValueError):
    """The file is missing, or is no ledger. The message has the place, and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One known divergence. `token`: a scenario in which it shows; `expires`: its last day.

    `format`: `TEXTS` if its cause is a text, which no violation has any more. Such an entry stands
    for the cause that its scenario shows.
    """

    requirement: str
    edition: str
    cause: str
    reason: str
    token: str
    issue: str = ""
    expires: datetime.date | None = None
    format: int = FORMAT

    @property
    def key(self) -> tuple[str, str]:
        """The breach that the entry excuses: of this requirement, for this cause."""
        return (self.requirement, self.cause)

    @property
    def is_old(self) -> bool:
        """Its cause has not been written in the format of today yet."""
        return self.format == TEXTS

    def standing_for(self, cause: str) -> Entry:
        """The same entry in the format of today."""
        return replace(self, cause=cause, format=FORMAT)

    def standing(self, outcome: str, observed: str = "", *, written: str = "") -> Standing:
        """The standing of the entry after a run. `written`: its cause in the file, if that
        differs."""
        return Standing(
            id=self.requirement,
            edition=self.edition,
            cause=self.cause,
            reason=self.reason,
            issue=self.issue,
            expires="" if self.expires is None else self.expires.isoformat(),
            token=self.token,
            outcome=outcome,
            observed=observed,
            written=written,
        )

    def has_expired(self, today: datetime.date) -> bool:
        """Its last day is past."""
        return self.expires is not None and self.expires < today

    @property
    def scenario(self) -> Scenario:
        return from_token(self.token)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries that a run in `edition` applies, and those of other editions.

    `format`: that of the file.
    """

    path: Path
    edition: str
    entries: tuple[Entry, ...] = ()
    of_other_editions: tuple[Entry, ...] = field(default=())
    format: int = FORMAT


def read_ledger(path: Path, edition: str, *, to_update: bool = False) -> Ledger:
    """The ledger at *path*. `to_update`: it may be missing, and entries may lack a reason.

    Raises `BadLedger`.
    """
    if to_update and not path.exists():
        return Ledger(path, edition)
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadLedger(
            "there is no such file; pytest's --remotes-ledger-update creates it"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadLedger(f"it cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise BadLedger(f"it is not TOML: {error}") from None
    entries = parse(value, to_update=to_update)
    return Ledger(
        path,
        edition,
        tuple(entry for entry in entries if entry.edition == edition),
        tuple(entry for entry in entries if entry.edition != edition),
        format_of(value),
    )


def format_of(value: Mapping[str, Any]) -> int:
    """The format of a ledger's TOML values. Raises `BadLedger` if it is not known."""
    return _format(value, TEXTS)


def _format(value: Mapping[str, Any], default: int) -> int:
    format = value.get("format", default)
    if type(format) is not int or format not in (FORMAT, TEXTS):
        raise BadLedger(
            f"unknown format {format!r}: write {FORMAT}, or {TEXTS} in a ledger of an older version"
        )
    return format


def parse(value: Mapping[str, Any], *, to_update: bool = False) -> list[Entry]:
    """The entries of a ledger's TOML values, in order. Raises `BadLedger`."""
    format = format_of(value)
    if unknown := sorted(set(value) - {"divergence", "format"}):
        raise BadLedger(
            f"unknown key {unknown[0]!r}: a ledger holds only `format` and [[divergence]] tables"
        )
    tables = value.get("divergence", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BadLedger("`divergence` has to be written as [[divergence]]")
    entries: list[Entry] = []
    for number, table in enumerate(tables, 1):
        where = f"divergence {number} ({table.get('requirement', 'without a requirement')})"
        try:
            entry = _entry(table, format, to_update=to_update)
        except BadLedger as error:
            raise BadLedger(f"{where}: {error}") from None
        twins = [n for n, other in enumerate(entries, 1) if _same(entry, other)]
        if twins:
            raise BadLedger(f"{where}: it is the same as divergence {twins[0]}; remove one of them")
        entries.append(entry)
    return entries


def _same(one: Entry, other: Entry) -> bool:
    return (one.key, one.edition) == (other.key, other.edition)


def _entry(table: Mapping[str, Any], format: int, *, to_update: bool) -> Entry:
    names = {one.name for one in fields(Entry)}
    needed = {one.name for one in fields(Entry) if one.default is MISSING}
    if unknown := sorted(set(table) - names):
        raise BadLedger(f"unknown key {unknown[0]!r}: choose from {', '.join(sorted(names))}")
    if missing := sorted(needed - set(table)):
        raise BadLedger(f"{missing[0]!r} is missing: add it")
    for name, value in table.items():
        if name == "expires":
            if type(value) is not datetime.date:
                raise BadLedger("`expires` has to be a date, without quotes: expires = 2030-12-31")
        elif name != "format" and not isinstance(value, str):
            raise BadLedger(f"{name!r} has to be a string")
    # An update marks the entries of other editions, which it cannot rewrite, as being of format 1.
    entry = Entry(**{**table, "format": _format(table, format)})
    _check(entry)
    if not to_update and not entry.reason.strip():
        raise BadLedger("the reason is empty: write why the implementation diverges")
    return entry


def _check(entry: Entry) -> None:
    try:
        requirement = by_id(entry.requirement)
    except UnknownRequirement as error:
        raise BadLedger(str(error)) from None
    if entry.edition not in ALL_EDITIONS:
        raise BadLedger(f"unknown edition {entry.edition!r}: choose from {', '.join(ALL_EDITIONS)}")
    if entry.edition not in requirement.editions or requirement.level is Level.TOLERATED:
        raise BadLedger(f"edition {entry.edition} has no such MUST or SHOULD: remove the entry")
    if entry.edition in CLIENT_EDITION:
        if entry.token not in BY_SLUG:
            raise BadLedger(f"no scenario for clients has the name {entry.token!r}")
        return
    try:
        scenario = entry.scenario
    except BadToken as error:
        raise BadLedger(str(error)) from None
    if scenario.edition != entry.edition:
        raise BadLedger(
            f"its token is of edition {scenario.edition}, not {entry.edition}: make them agree"
        )
