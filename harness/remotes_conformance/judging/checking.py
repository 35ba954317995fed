"""Judging without pytest: one function."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from ..contract import EDITIONS, SECTIONS
from ..plugs.scene import UNPLUGGED, Plugs
from ..verdict.results import About, Result
from ..verdict.verdict import Verdict
from .closeness import CLOSEST_EDITION
from .exploring.hunting import profile_of
from .ledger import Ledger, read_ledger
from .ledger.standing import excuse_known, ledger_parts
from .loading import Loaded, open_bench
from .opening import open_named, options_for
from .plan import Part, whole_plan
from .planting.checking import PLANTED_PARTS
from .running import Running


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
    self_check: bool = False,
    progress: Callable[[Part, Result], None] = lambda part, result: None,
) -> Verdict:
    """Judge *remotes*, and return the verdict. Nothing is printed: `str(verdict)` is the report.

    *remotes* is an object that has at least one of `make_ref_key`, `fetch_handler`, `push_handler`
    (see `protocols.Remotes`), `handlers`, `walk`, `dispatch` and `children_handler` (see
    `trees.Walking`). It may also be a class of such objects, or a name: "package.module:object" for
    an object or a class, "command:COMMAND" for an adapter.

    * `edition`: that of the contract, "2017-06", "1.6" or "2.x"; None: 2017-06 is judged, and the
      verdict also says which edition the implementation is closest to;
    * `profile`: how much is played: "quick", "default", "ci", "nightly";
    * `seed`: an integer that determines everything that is drawn; None: a new one, or 0 in the
      profile "ci";
    * `sections`: the ones that are claimed: some of "key", "lock", "fetch", "copy", "push" and
      "walk"; by default all. "conduct" is claimed in any case;
    * `strict`: broken SHOULDs count as broken MUSTs do;
    * `ledger`: a file of known divergences, see docs/ledger.md;
    * `patience`: a call is a hang after so many seconds of CPU time without progress, or four times
      as many of real time; behind a command, after so many seconds of real time;
    * `plugs`: collaborators of your own; not for an adapter;
    * `self_check`: plant faults, too; `planted` of the verdict lists their outcomes;
    * `progress`: is called after each part of the plan with that part and its result.

    Raises `Unusable` if *remotes* cannot be judged at all, `UnknownEdition`, `BadLedger` (a
    `ValueError`), `ValueError` for an unknown profile or section, and `Interrupted` (a
    `KeyboardInterrupt`, with the verdict on what was played) if Ctrl-C stops it.
    """
    start = datetime.datetime.now(datetime.UTC)
    extent = profile_of(profile)
    claimed = _claimed(sections)
    claims_edition, edition = edition is not None, edition or EDITIONS[0]
    seed = extent.new_seed() if seed is None else seed
    book = None if ledger is None else read_ledger(Path(ledger), edition)
    loaded = _opened(remotes, edition=edition, patience=patience, plugs=plugs)
    try:
        if book is not None:
            excuse_known(loaded.bench, book.entries)
        parts = _parts(book, claims_edition=claims_edition, self_check=self_check)
        about = _about(loaded, profile=profile, seed=seed, sections=claimed, strict=strict)
        running = Running(loaded.bench, extent, seed, progress, claimed)
        running.play(parts)
    finally:
        loaded.bench.door.close()
    how = options_for(remotes) if isinstance(remotes, str) else ""
    of_other_editions = None if book is None else len(book.of_other_editions)
    return running.verdict(about, start, how=how, of_other_editions=of_other_editions)


def _parts(book: Ledger | None, *, claims_edition: bool, self_check: bool) -> Iterator[Part]:
    yield from ledger_parts(book.entries if book else (), datetime.date.today())
    yield from whole_plan()
    yield from PLANTED_PARTS if self_check else ()
    yield from () if claims_edition else (CLOSEST_EDITION,)


def _claimed(sections: Collection[str]) -> tuple[str, ...]:
    if unknown := set(sections) - set(SECTIONS):
        raise ValueError(f"sections {sorted(unknown)}: choose from {', '.join(SECTIONS)}")
    return tuple(name for name in SECTIONS if name in sections or name == "conduct")


def _opened(remotes: object, *, edition: str, patience: float, plugs: Plugs) -> Loaded:
    if isinstance(remotes, str):
        return open_named(remotes, edition=edition, patience=patience, plugs=plugs)
    return open_bench(remotes, edition=edition, patience=patience, plugs=plugs)


def _about(
    loaded: Loaded, *, profile: str, seed: int, sections: tuple[str, ...], strict: bool
) -> About:
    return About(
        implementation=loaded.name,
        version=loaded.version,
        door=loaded.bench.door.name,
        edition=loaded.bench.edition,
        profile=profile,
        seed=seed,
        offers=loaded.offers,
        sections=sections,
        strict=strict,
        lacks=tuple(sorted(loaded.bench.lacks)),
    )
