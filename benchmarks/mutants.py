"""Judges mutants of the reference's handlers by the suite alone, and writes docs/mutants.md.

Each mutant is imported in a process of its own, forked from this one, and played up to the first
violation: the directed stories of each edition first, then the rest of a quick run. A mutant of a
module that both forms share is played with the blocking functions first, then with the awaited
ones. `mutants.toml` names those that are equivalent, with reasons; they are not played.
"""

from __future__ import annotations

import argparse
import ast
import gc
import hashlib
import importlib.abc
import importlib.util
import json
import math
import os
import re
import signal
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from mutants_lines import IMPORT, Finder, Lines, read, traced, written
from mutants_page import Judged, page
from mutating import Mutant, mutants_of
from remotes_conformance.judging import loading
from remotes_conformance.judging.bench import Bench
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.opening import open_named
from remotes_conformance.judging.plan import whole_plan
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.stories.building import Story

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "reference" / "remotes_reference"
REASONS = Path(__file__).with_name("mutants.toml")

AWAITED = [f"aio/{name}" for name in ("fetching", "pushing", "copying", "contexts")]
AWAITED += ["aio/locked_refs", "aio/sources"]
SHARED = ["ref_keys", "fetching", "pushing", "copying", "pouring", "resuming", "place", "sources"]
SHARED += ["locked_refs", "editions", "contexts", "embedded", "handlers"]
PACKAGES = ["remotes_reference", "remotes_reference.aio"]
EDITIONS = {"2017-06": "remotes", "1.6": "remotes_1_6", "2.x": "remotes_2_x"}

Benches = dict[tuple[str, str], Bench]
"""By package and edition."""
BY_NAME = {story.name: story for story in STORIES}

PATIENCE = 5.0
"""Real seconds without progress after which a call is a hang."""
MOST = 60
"""So many stories that have found mutants of the same module are played first."""
LONGEST = 100
"""CPU seconds in which one process plays one mutant; then it counts as found, by this limit."""


class Altered(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Imports one module from a tree instead of its file."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self._name, self._path, self._tree = name, path, tree

    def find_spec(self, name: str, path: object, target: object = None) -> Any:
        if name != self._name:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def get_source(self, name: str) -> str:
        return self._path.read_text()

    def get_code(self, name: str) -> CodeType:
        return compile(self._tree, str(self._path), "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        exec(self.get_code(module.__name__), vars(module))


class Effort(NamedTuple):
    """How much is played of a mutant, at the most. `seconds`: of the processor."""

    seconds: float
    stories_only: bool


NOTHING = ("", ("", "", ""))
"""What `found_in` returns of a mutant that nothing has found."""


def opened(packages: Sequence[str]) -> Benches:
    """A bench for each package and edition. Raises what importing it raises."""
    return {
        (package, edition): open_named(
            f"{package}:{attribute}", edition=edition, patience=PATIENCE
        ).bench
        for package, (edition, attribute) in product(packages, EDITIONS.items())
    }


def found_in(
    mutant: Mutant, first: Sequence[Finder], lines: Lines, how: Effort
) -> tuple[str, Finder]:
    """What finds *mutant*, in this process. *first*: is played before others."""
    module = f"remotes_reference.{mutant.file.replace('/', '.')}"
    sys.meta_path.insert(0, Altered(module, PACKAGE / f"{mutant.file}.py", mutant.tree))
    packages = PACKAGES[-1:] if mutant.file.startswith("aio/") else PACKAGES
    try:
        benches = opened(packages)
    except Exception as error:
        return f"cannot be judged: {error}", NOTHING[1]
    for (package, edition), bench in benches.items():
        if lacking := sorted({"key", "fetch", "push"} - bench.kinds):
            return f"not conformant, because not offered is {lacking[0]}", (package, edition, "")
    running = lines.running(mutant.file, mutant.line, mutant.last)
    for package, edition, story in (*(one for one in first if one[:2] in benches), *every(benches)):
        if running is not None and (package, edition, story) not in running:
            continue
        if rule := _broken_by(benches[package, edition], BY_NAME[story]):
            return rule, (package, edition, story)
        if time.process_time() > how.seconds:
            return NOTHING
    for (package, edition), bench in {} if how.stories_only else benches.items():
        for part in whole_plan():
            if part.stage == "1" or not part.can_be_played(edition, bench.kinds):
                continue
            if violations := part.run(bench, PROFILES["quick"], 0).violations:
                return violations[0].id, (package, edition, part.title)
    return NOTHING


def every(benches: Benches) -> Iterator[Finder]:
    """Each story in each of its editions. Two that stand side by side show much the same: they come
    far from each other."""
    for story in sorted(STORIES, key=_scattered):
        for package, edition in benches:
            if edition in story.editions:
                yield package, edition, story.name


def lines_of() -> Mapping[str, list[Finder]]:
    """Which stories run which lines. It imports the reference: in a forked process, then."""
    benches: Benches = {}

    def plays() -> Iterator[tuple[Finder, Callable[[], Any]]]:
        yield IMPORT, lambda: benches.update(opened(PACKAGES))
        for package, edition, story in every(benches):
            bench = benches[package, edition]
            yield (package, edition, story), partial(_broken_by, bench, BY_NAME[story])

    return traced(PACKAGE, plays())


def _scattered(story: Story) -> bytes:
    return hashlib.sha256(story.name.encode()).digest()


def _broken_by(bench: Bench, story: Story) -> str:
    """A rule that is broken in this story; empty: none is."""
    scenario = story.in_edition(bench.edition)
    return min(bench.broken_rules(scenario), default="") if bench.can_play(scenario) else ""


def in_a_process(does: Callable[[], Any]) -> Any:
    """What *does* returns in a forked process, as JSON has it; None: that has ended otherwise."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(ours)
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(1, 2)
        try:
            text = json.dumps(does()).encode()
            with os.fdopen(theirs, "wb") as answer:
                answer.write(text)
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return json.loads(text) if text else None


def judged_alone(
    mutant: Mutant, first: Sequence[Finder], lines: Lines, how: Effort
) -> tuple[str, Finder]:
    """`found_in`, in a process of its own, which ends after `LONGEST`."""

    def does() -> tuple[str, Finder]:
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        return found_in(mutant, first, lines, how)

    rule, (package, edition, story) = in_a_process(does) or ("its process ended", NOTHING[1])
    return rule, (package, edition, story)


def reasons_for(table: str) -> Mapping[str, str]:
    """By the name of a mutant, its file, function and change: why it is "equivalent", or what is
    "missing", for nothing has found it."""
    entries = tomllib.loads(REASONS.read_text(encoding="utf-8"))[table]
    return {mutant: entry["why"] for entry in entries for mutant in entry["mutants"]}


def all_mutants(files: Sequence[str]) -> Iterator[Mutant]:
    for file in files:
        yield from mutants_of(file, (PACKAGE / f"{file}.py").read_text())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", default=[*SHARED, *AWAITED], metavar="FILE")
    parser.add_argument("--stories", action="store_true", help="play the stories, no more")
    parser.add_argument("--seconds", type=float, default=math.inf, help="for each mutant, at most")
    parser.add_argument("--again", metavar="FILE", help="what FILE has as found is not played")
    parser.add_argument("--json", metavar="FILE", default="mutants.json", help="all results")
    parser.add_argument(
        "--lines",
        type=Path,
        default=Path("mutants-lines.json"),
        metavar="FILE",
        help="which stories run which lines; if it does not exist, it is written",
    )
    parser.add_argument("--page", metavar="FILE", help="where to write the page")
    parser.add_argument("--played", default="", metavar="WORDS", help="a sentence for the page")
    options = parser.parse_args()
    loading.name_and_version(object(), "remotes_reference:remotes")  # remembered by all that fork
    how = Effort(options.seconds, options.stories)
    before = _before(options.again)
    reasons = reasons_for("equivalent")
    if not options.lines.exists():
        in_a_process(lambda: written(options.lines, lines_of()))
    lines = read(options.lines)
    gc.freeze()  # forked processes need not look through all that
    judged: list[Judged] = []
    finders = _finders(before)
    for mutant in all_mutants(options.files):
        named = Judged(mutant.file, mutant.line, mutant.function, mutant.change, "", "")
        why = reasons.get(named.name, "")
        found = before[named.name].found if named.name in before else ""
        if not found and not why:
            ranking = finders[mutant.file.removeprefix("aio/")]
            first = [finder for finder, _ in ranking.most_common(MOST)]
            found, finder = judged_alone(mutant, first, lines, how)
            if finder[2] in BY_NAME:
                ranking[finder] += 1
            found = f"{found}: {finder[2]} ({finder[0]}, {finder[1]})" if found else ""
        judged.append(named._replace(found=found, why=why))
        if not judged[-1].found and not judged[-1].why:
            print(f"{mutant.line}: {named.name}", flush=True)
        if len(judged) % 20 == 0:
            _write(options.json, judged)
    _write(options.json, judged)
    if options.page:
        Path(options.page).write_text(page(judged, options.played, reasons_for("missing")))
    counts = Counter("equivalent" if one.why else bool(one.found) for one in judged)
    print(f"{counts[True]} found, {counts[False]} survived, {counts['equivalent']} equivalent")
    for name in sorted(set(reasons) - {one.name for one in judged}):
        if name.partition(" ")[0] in options.files:
            print(f"mutants.toml names what is no mutant: {name}")


def _finders(before: Mapping[str, Judged]) -> defaultdict[str, Counter[Finder]]:
    """By module: what has found its mutants, and how often. Both forms have stories in common."""
    finders: defaultdict[str, Counter[Finder]] = defaultdict(Counter)
    for one in before.values():
        match = re.fullmatch(r"[^:]*: (.*) \((\S+), (\S+)\)", one.found)
        if match is not None and match[1] in BY_NAME:
            for package in {match[2], PACKAGES[1]}:
                finders[one.file.removeprefix("aio/")][package, match[3], match[1]] += 1
    return finders


def _write(file: str, judged: Sequence[Judged]) -> None:
    Path(file).write_text(json.dumps([one._asdict() for one in judged], indent=0))


def _before(file: str | None) -> Mapping[str, Judged]:
    """What an earlier run has found, by the names of the mutants."""
    judged = [Judged(**one) for one in json.loads(Path(file).read_text())] if file else []
    return {one.name: one for one in judged}


if __name__ == "__main__":
    main()
