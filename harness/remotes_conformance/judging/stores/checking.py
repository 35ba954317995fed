"""Judging a content store without pytest: one function."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from ...contract import STORE_EDITION, STORE_SECTIONS
from ...verdict.results import About, Result
from ...verdict.verdict import Verdict
from ..exploring.hunting import profile_of
from ..ledger import read_ledger
from ..ledger.standing import excuse_known, ledger_parts
from ..loading import Loaded
from ..opening import options_for
from ..plan import Part
from ..planting.checking import STORE_PLANTED_PARTS
from ..running import Running
from .command import open_named_store
from .plan import store_plan


def check_store(
    store: object,
    *,
    profile: str = "default",
    seed: int | None = None,
    strict: bool = False,
    ledger: str | Path | None = None,
    patience: float = 5.0,
    self_check: bool = False,
    progress: Callable[[Part, Result], None] = lambda part, result: None,
) -> Verdict:
    """Judge a content store, and return the verdict. Nothing is printed.

    *store* is a factory (a function or a class), or the name of a factory,
    "package.module:object". Each call of the factory gives a new store (see `stores.Storing`). The
    factory takes no arguments, or the path of a folder that the harness makes and removes. A new
    store is empty, unless its folder has what another store had left there at a power cut or a
    kill. *store* may also be the name of a program that offers a store, "command:COMMAND", or the
    address of a content service, "unix:PATH".

    * `profile`: how much is played: "quick", "default", "ci", "nightly";
    * `seed`: an integer that determines everything that is drawn; None: a new one, or 0 in the
      profile "ci";
    * `strict`: broken SHOULDs count as broken MUSTs do;
    * `ledger`: a file of known divergences, see docs/ledger.md;
    * `patience`: a call is a hang after so many seconds of CPU time without progress, or four times
      as many of real time; behind a command, after so many seconds of real time;
    * `self_check`: also change answers of the store on purpose; each such fault has to be found;
    * `progress`: is called after each part of the plan with that part and its result.

    Raises `Unusable` if nothing can be judged, `BadLedger` (a `ValueError`), `ValueError` for an
    unknown profile, and `Interrupted` (a `KeyboardInterrupt`, with the verdict on what was played)
    if Ctrl-C stops it.
    """
    start = datetime.datetime.now(datetime.UTC)
    extent = profile_of(profile)
    seed = extent.new_seed() if seed is None else seed
    book = None if ledger is None else read_ledger(Path(ledger), STORE_EDITION[0])
    loaded = open_named_store(store, patience=patience)
    running = Running(loaded.bench, extent, seed, progress)
    try:
        if book is not None:
            excuse_known(loaded.bench, book.entries)
        entries = ledger_parts(book.entries if book else (), datetime.date.today())
        running.play((*entries, *store_plan(), *(STORE_PLANTED_PARTS if self_check else ())))
    finally:
        loaded.bench.door.close()
    how = options_for(store) if isinstance(store, str) else ""
    about = about_store(loaded, profile=profile, seed=seed, strict=strict)
    of_other_editions = None if book is None else len(book.of_other_editions)
    return running.verdict(about, start, how=how, of_other_editions=of_other_editions)


def about_store(loaded: Loaded, *, profile: str, seed: int, strict: bool) -> About:
    """The description of the store, and of how it is judged."""
    return About(
        implementation=loaded.name,
        version=loaded.version,
        door=loaded.bench.door.name,
        edition=STORE_EDITION[0],
        profile=profile,
        seed=seed,
        offers=loaded.offers,
        sections=tuple(STORE_SECTIONS),
        strict=strict,
    )
