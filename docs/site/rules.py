"""A page for each rule: its text, why, where it comes from, a story, a mistake, how to mend it."""

from __future__ import annotations

import inspect
import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from clients.shelf import SHELF as CLIENTS
from remotes_conformance.contract import ALL_SECTIONS, Level, Requirement
from remotes_conformance.judging.bench import Bench, Breach, Tally
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.scenarios.clients import CLIENT_STORIES
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stores import STORE_STORIES
from remotes_conformance.scenarios.stories import SECTIONS, of_edition
from remotes_conformance.scenarios.whole_calls import whole_calls
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.telling.story import story
from remotes_conformance.verdict.markdown import plain
from showing import Showing, showings
from stores.shelf import SHELF as STORES
from wrong import SHELF

_LONG = 60
"""Lines of a story or a class that are shown."""
_MISTAKES, _PLAYS = 3, 150
"""Wrong implementations that are tried for a rule, and stories that each plays, in `found`."""
STORIES: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("stories.json").read_text(encoding="utf-8")
)
"""What `found` has found: to look for it takes minutes, and to play it again two seconds."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """An implementation that breaks a rule: its class, and the story that shows it, if it is short.

    `fix`: what was expected and what was seen there; `token`: plays the story again.
    """

    cls: type[Any]
    fix: tuple[str, str] = ("", "")
    title: str = ""
    lines: tuple[str, ...] = ()
    token: str = ""


def rule_pages() -> dict[str, str]:
    """By the name of the file: the page of each rule, and the index of all."""
    made = {}
    for rules in ALL_SECTIONS.values():
        for rule in rules:
            made[f"rules/{rule.id}.md"] = "".join(_page(rule))
    made["rules.md"] = "".join(_index())
    return made


def _index() -> Iterator[str]:
    yield "# All rules\n\nEach has a page: its text, why it is there, a story in which a wrong "
    yield "implementation breaks it, and how to mend that.\n"
    for section, rules in ALL_SECTIONS.items():
        yield f"\n## {section}\n\n| rule | level | editions | |\n|---|---|---|---|\n"
        for rule in rules:
            first = " ".join(rule.text.split()).partition(". ")[0].rstrip(".").replace("|", "\\|")
            cells = (f"[{rule.id}](rules/{rule.id}.md)", rule.level.value, ", ".join(rule.editions))
            yield f"| {' | '.join((*cells, first))} |\n"


def _page(rule: Requirement) -> Iterator[str]:
    yield f"# {rule.id}\n\n**{rule.level.value}** · "
    yield f"section [{rule.section}](../rules.md#{rule.section})"
    yield f" · editions: {', '.join(rule.editions)}\n\n{_linked(rule, rule.text)}\n"
    if rule.allows:
        yield f"\n*Allowed:* {_linked(rule, rule.allows)}\n"
    yield f"\n## Why\n\n{_linked(rule, rule.why)}\n"
    if rule.seed is not None:
        yield f"\n## Source\n\nThe original `remotes/handlers.go`, {rule.seed}.\n"
    if rule.sources:
        yield "\n## Source\n\n" + "".join(f"* {one}\n" for one in rule.sources)
    mistake = _mistake(rule)
    if mistake is None:
        yield "\n## How it is judged\n\n"
        if rule.level is Level.TOLERATED:
            yield "It is never broken: a report only says how often it was seen.\n"
        else:
            yield "No wrong implementation of the project breaks it alone.\n"
        return
    yield from _shown(rule, mistake)


def _linked(rule: Requirement, text: str) -> str:
    """Ids of other rules as links."""
    words = []
    for word in " ".join(text.split()).split(" "):
        core = word.strip("(),.;:")
        is_other = core != rule.id and _is_rule(core)
        words.append(word.replace(core, f"[{core}]({core}.md)") if is_other else word)
    return " ".join(words)


def _is_rule(word: str) -> bool:
    return any(word == one.id for rules in ALL_SECTIONS.values() for one in rules)


def _shown(rule: Requirement, mistake: Mistake) -> Iterator[str]:
    if rule.section == "remote":
        titles = [
            one.name
            for one in CLIENT_STORIES
            if rule.id == one.asks or any(rule.id == scripted.asks for scripted in one.script)
        ]
        if titles:
            yield "\n## Scenarios\n\n" + "".join(f"* {one}\n" for one in dict.fromkeys(titles))
    if mistake.lines:
        yield f"\n## A story that breaks it\n\n{mistake.title}:\n\n{_code(mistake.lines)}"
    about = " ".join((mistake.cls.__doc__ or "").split())
    source = textwrap.dedent(inspect.getsource(mistake.cls)).rstrip().splitlines()
    yield f"\n## A wrong implementation\n\n{about or mistake.cls.__name__}\n\n"
    yield _code(source, "python")
    if mistake.fix[0]:
        expected, observed = map(plain, mistake.fix)
        yield f"\n## How to mend it\n\nExpected: {expected}.\n\nSeen here: {observed}.\n"
    if mistake.token:
        yield "\nPlay the same story on your implementation:\n\n"
        named = "pytest --pyargs remotes_suite --remotes MODULE:OBJECT"
        yield _code([f"{named} --remotes-replay {mistake.token}"])


def _code(lines: list[str] | tuple[str, ...], language: str = "text") -> str:
    shown = list(lines[:_LONG])
    if len(lines) > _LONG:
        shown.append(f"… {len(lines) - _LONG} more lines")
    fence = "````" if any("```" in line for line in shown) else "```"
    return f"{fence}{language}\n" + "\n".join(shown) + f"\n{fence}\n"


# -- mistakes ---------------------------------------------------------------------------------


def _mistake(rule: Requirement) -> Mistake | None:
    """The wrong implementation and the story that `STORIES` names, played again; without a story,
    the first one; None: there is no wrong implementation."""
    known = STORIES.get(rule.id)
    for cls, bench, scenarios in _wrong(rule):
        if known is None or bench is None:
            return Mistake(cls)
        if cls.__name__ == known[0]:
            found = _played(rule, bench, [one for one in scenarios if one[0] == known[1]])
            if found is None:
                raise LookupError(f"“{known[1]}” does not show {rule.id}: run build.py --find")
            return _mistake_of(cls, found, bench)
    if known is not None:
        raise LookupError(f"{known[0]} does not break {rule.id} any more: run build.py --find")
    return None


def found(begins: str = "") -> dict[str, tuple[str, str]]:
    """By rule: the class of a wrong implementation, and the title of the story that shows it best.

    Rules whose ids do not begin with *begins* keep what they have. Of the first mistake that a good
    story shows; if there is none, of that with the best one.
    """
    stories: dict[str, tuple[str, str]] = {}
    for rules in ALL_SECTIONS.values():
        for rule in rules:
            if not rule.id.startswith(begins):
                stories |= {id: (one[0], one[1]) for id, one in STORIES.items() if id == rule.id}
                continue
            shown: list[tuple[Showing, str, str]] = []
            for cls, bench, scenarios in islice(_wrong(rule), _MISTAKES):
                if bench is not None:
                    shown_by = showings(rule, bench, scenarios[:_PLAYS])
                    shown += [(showing, cls.__name__, title) for showing, title in shown_by]
                if any(showing.is_good for showing, _, _ in shown):
                    break
            if shown:
                _, name, title = min(shown)
                stories[rule.id] = (name, title)
    return stories


def _wrong(
    rule: Requirement,
) -> Iterator[tuple[type[Any], Bench | None, list[tuple[str, Scenario]]]]:
    if rule.section == "remote":
        for name, client in CLIENTS.items():
            if name.partition(" ")[0] == rule.id:
                yield client, None, []
        return
    if rule.section == "store":
        for store, wrong in STORES.items():
            if rule.id in wrong.ids and wrong.shown_by != "a process":
                loaded = open_store(store)
                yield store, loaded.bench, [(one.name, one.scenario) for one in STORE_STORIES]
                loaded.bench.door.close()
        return
    for one in SHELF.values():
        if one.rule == rule.id:
            bench = open_bench(one.factory(), patience=1, edition=one.edition).bench
            yield one.kind, bench, _small_stories(rule, one.edition)


def _small_stories(rule: Requirement, edition: str) -> list[tuple[str, Scenario]]:
    """Those of the rule's own section first; none that moves much, for these are long to read."""
    own = {story.name for story in SECTIONS.get(rule.section, ())}
    small = [
        story
        for story in of_edition(edition)
        if not any(c.source and c.source.blob.size > 10_000 for c in whole_calls(story.scenario))
    ]
    return [(one.name, one.scenario) for one in sorted(small, key=lambda one: one.name not in own)]


def _played(
    rule: Requirement, bench: Bench, scenarios: list[tuple[str, Scenario]]
) -> tuple[str, Breach] | None:
    """The title of the first story that breaks the rule, and the breach."""
    with bench.at_work():
        for title, scenario in scenarios:
            tally = Tally()
            if bench.can_play(scenario):
                bench.examine(scenario, tally)
            if rule.id in tally.breaches:
                return title, tally.breaches[rule.id]
    return None


def _mistake_of(cls: type[Any], found: tuple[str, Breach], bench: Bench | None) -> Mistake:
    assert bench is not None, "a story is played on a bench"
    title, breach = found
    lines = tuple(story(breach.scenario, bench.play(breach.scenario)))
    token = to_token(breach.scenario)
    fix = (breach.broken.expected, breach.broken.observed)
    return Mistake(cls, fix, title, lines, token if len(token) < 1_000 else "")
