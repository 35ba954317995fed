"""Judging without pytest: one function."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Collection
from pathlib import Path

from ..contract import EDITIONS, SECTIONS
from ..doors.command.door import CommandDoor
from ..plugs.scene import UNPLUGGED, Plugs
from ..verdict.results import About, Result
from ..verdict.verdict import Verdict
from .closeness import CLOSENESS
from .exploring.hunting import PROFILES
from .ledger import read_ledger
from .ledger.standing import heed, ledger_parts
from .loading import open_bench
from .opening import open_named, options_for
from .plan import Part, whole_plan


def check(
    remotes: object,
    *,
    edition: str | None = None,
    profile: str = "default",
    seed: int | None = None,
    sections: Collection[str] = tuple(SECTIONS),
    strict: bool = False,
    ledger: str | Path | None = None,
    patience: float = 5.0,
    plugs: Plugs = UNPLUGGED,
    progress: Callable[[Part, Result], None] = lambda part, result: None,
) -> Verdict:
    """Judge *remotes*: an object that offers the handlers, or its name, `package.module:object`.

    A name of the form `command:COMMAND` is that of an adapter, which speaks the protocol.

    `edition`: that of the contract; None: none is claimed, 2017-06 is judged, and the verdict says
    which one it is closest to. `profile` is one of "quick", "default", "ci", "nightly"; `seed`
    (default: a new one) determines everything that is drawn; `sections` are those that are claimed;
    `strict`: SHOULDs decide too; `ledger` is a file of known divergences; `patience` is in real
    seconds; `plugs` are collaborators of your own; `progress` is called after each part. Nothing
    is printed: `str(verdict)` is the report.

    Raises `remotes_conformance.judging.loading.Unusable` where *remotes* cannot be judged at all,
    `remotes_conformance.contract.UnknownEdition`, and `ValueError` for other bad arguments:
    `remotes_conformance.judging.ledger.BadLedger` is one.
    """
    if profile not in PROFILES:
        raise ValueError(f"profile {profile!r}: choose from {', '.join(PROFILES)}")
    if unknown := set(sections) - set(SECTIONS):
        raise ValueError(f"sections {sorted(unknown)}: choose from {', '.join(SECTIONS)}")
    claims_edition, edition = edition is not None, edition or EDITIONS[0]
    how, chosen = "", PROFILES[profile]
    if isinstance(remotes, str):
        loaded = open_named(remotes, edition=edition, patience=patience, plugs=plugs)
        how = options_for(remotes)
    else:
        loaded = open_bench(remotes, edition=edition, patience=patience, plugs=plugs)
    if seed is None:
        seed = 0 if chosen.derandomized else random.SystemRandom().randrange(1_000_000)
    claimed = tuple(name for name in SECTIONS if name in sections or name == "conduct")
    book = None if ledger is None else read_ledger(Path(ledger), edition)
    if book is not None:
        heed(loaded.bench, book.entries)
    entries = ledger_parts(book.entries if book else (), datetime.date.today())
    results, blocked = [], {}
    for part in (*entries, *whole_plan(), *([] if claims_edition else [CLOSENESS])):
        if not part.is_asked_for(claimed) or not part.can_be_played(edition, loaded.bench.kinds):
            continue
        if why := loaded.bench.why_blocked(part.kinds):
            blocked[part.name] = why
            continue
        results.append(part.run(loaded.bench, chosen, seed).within(claimed))
        progress(part, results[-1])
    if isinstance(loaded.bench.door, CommandDoor):
        loaded.bench.door.close()
    about = About(
        implementation=loaded.name,
        version=loaded.version,
        door=loaded.bench.door.name,
        edition=edition,
        profile=profile,
        seed=seed,
        offers=loaded.offers,
        sections=claimed,
        strict=strict,
        lacks=tuple(sorted(loaded.bench.lacks)),
    )
    return Verdict(
        about,
        results,
        blocked=blocked,
        how=how,
        left_alone=None if book is None else len(book.of_other_editions),
    )
