"""Judging a client of a registry without pytest: one function."""

from __future__ import annotations

import datetime
import shlex
from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePath
from typing import Final

from ...contract import CLIENT_EDITION, CLIENT_SECTIONS
from ...doors.clients.command import CommandClient
from ...doors.clients.presets import PRESETS, command_of, version_of
from ...doors.clients.python import PythonClient
from ...doors.unusable import Unusable
from ...scenarios.clients.script import ByCommand
from ...verdict.course import Course
from ...verdict.findings import Findings
from ...verdict.results import About, Result
from ...verdict.verdict import Verdict
from ..exploring.hunting import profile_of
from ..loading import load
from ..planting.clients import CLIENT_PLANTED_PARTS
from .bench import ClientBench
from .plan import CLIENT_PLAN, ClientPart, set_extent

PATIENCE: Final = 5.0
"""Seconds without any request after which an operation hangs, unless another number is given."""


def check_client(
    client: object = None,
    *,
    pull: str = "",
    push: str = "",
    fetch: str = "",
    seed: int | None = None,
    strict: bool = False,
    patience: float = PATIENCE,
    profile: str = "default",
    tls: bool = False,
    self_check: bool = False,
    progress: Callable[[ClientPart, Result], None] = lambda part, result: None,
) -> Verdict:
    """Judge a client of a registry, and return the verdict. Nothing is printed.

    * `client`: an object, its class, or the name of either, "package.module:object". The object
      has at least one method of `Pulls`, `Pushes` and `Remoting`;
    * `pull`, `push`, `fetch`: instead of `client`, a command for each operation, or the name of a
      preset; docs/clients.md lists the placeholders in commands;
    * `seed`: of the images, the secrets and what is drawn; None: a new one, or 0 in the profile
      "ci";
    * `strict`: broken SHOULDs count as broken MUSTs do;
    * `patience`: an operation counts as a hang after so many seconds without a request;
    * `profile`: how many scenarios are drawn besides the stories: "quick" (none; and a command
      plays only the most telling stories), "default", "ci", "nightly";
    * `tls`: the registry is reached by HTTPS: `operation.authority`, `{ca}` and some environment
      variables name the certificate to trust;
    * `self_check`: plant faults, too; `planted` of the verdict lists their outcomes;
    * `progress`: is called after each part of the plan with that part and its result.

    Raises `Unusable` if nothing can be judged, `ValueError` for an unknown profile, and
    `Interrupted` (a `KeyboardInterrupt`, with the verdict on what was played) if Ctrl-C stops it.
    """
    start = datetime.datetime.now(datetime.UTC)
    extent = profile_of(profile)
    seed = extent.new_seed() if seed is None else seed
    texts: dict[ByCommand, str] = {"pull": pull, "push": push, "fetch": fetch}
    given = {does: text for does, text in texts.items() if text}
    bench = open_client(client, given, patience=patience, seed=seed, tls=tls)
    set_extent(bench, extent)
    bench.client.announce(part.scenario for part in CLIENT_PLAN if part.can_be_played(bench))
    plan = (*CLIENT_PLAN, *(CLIENT_PLANTED_PARTS if self_check else ()))
    results, blocked, is_interrupted = _played(bench, plan, progress)
    how = options_of(client if isinstance(client, str) else "", given)
    how += " --remotes-tls" * tls
    findings = Findings(
        about_client(bench, strict=strict, profile=profile),
        results,
        complete=not is_interrupted,
        blocked=blocked,
        how=how,
        course=Course.since(start, interrupted=is_interrupted),
    )
    return Verdict.of(findings).unless_interrupted()


def _played(
    bench: ClientBench, plan: Iterable[ClientPart], progress: Callable[[ClientPart, Result], None]
) -> tuple[list[Result], dict[str, str], bool]:
    """The results of all played parts; by the names of the others, why they were not played; and
    whether Ctrl-C has ended the run."""
    results: list[Result] = []
    blocked: dict[str, str] = {}
    try:
        for part in plan:
            if not part.can_be_played(bench):
                continue
            if why := bench.why_blocked(part.scenario):
                blocked[part.name] = why
                continue
            results.append(part.run(bench))
            progress(part, results[-1])
    except KeyboardInterrupt:
        return results, blocked, True
    return results, blocked, False


def open_client(
    client: object,
    commands: Mapping[ByCommand, str],
    *,
    patience: float,
    seed: int,
    tls: bool = False,
) -> ClientBench:
    """The bench of a Python object, of its name, or of commands. Raises `Unusable`."""
    if client is not None:
        if commands:
            raise Unusable("it is given as an object and as commands: choose one of them")
        name = client if isinstance(client, str) else type(client).__name__
        found = load(client) if isinstance(client, str) else client
        found = found() if isinstance(found, type) else found
        return ClientBench(
            PythonClient(found, patience=patience, tls=tls),
            name=str(getattr(found, "name", name)),
            version=str(getattr(found, "version", "")),
            seed=seed,
        )
    if not commands:
        raise Unusable("there is nothing to judge: give a command, or an object")
    texts = list(commands.values())
    filled = {does: command_of(does, text, tls=tls) for does, text in commands.items()}
    words = shlex.split(filled[next(iter(filled))])
    return ClientBench(
        CommandClient(filled, patience=patience, tls=tls),
        name=texts[0].strip() if texts[0].strip() in PRESETS else PurePath(*words[:1]).name,
        version=version_of(texts[0]),
        seed=seed,
    )


def about_client(bench: ClientBench, *, strict: bool, profile: str) -> About:
    """The description of the client, and of how it is judged."""
    return About(
        implementation=bench.name,
        version=bench.version,
        door=bench.client.door,
        edition=CLIENT_EDITION[0],
        profile=profile,
        seed=bench.seed,
        offers=bench.offers,
        sections=tuple(CLIENT_SECTIONS),
        strict=strict,
    )


def options_of(client: str, commands: Mapping[ByCommand, str]) -> str:
    """The options of pytest that name the same client."""
    if client:
        return f"--remotes-client {client}"
    return " ".join(f"--remotes-{does} {shlex.quote(text)}" for does, text in commands.items())
