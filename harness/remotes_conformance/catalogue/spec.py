"""The contract in words, made from the catalogue.

`python -m remotes_conformance.catalogue.spec > SPEC.md` writes the page anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Final

from . import EDITIONS, EVERY_EDITION, SECTIONS
from .event_orders import EVENT_ORDERS, EVENTS
from .glossary import GLOSSARY
from .requirement import Requirement

_WIDTH: Final = 100

_PREFACE: Final = (
    "# What a remotes implementation has to do",
    "containerd moves content between a remote and a local store with three functions: "
    "`MakeRefKey`, `FetchHandler` and `PushHandler`. This is their contract, rule by rule, for an "
    "implementation in any language. Each rule has an id that is never given to another one.",
    "*This page is generated from `remotes_conformance.catalogue`; change it there.*",
    "## Editions",
    "An edition is what one line of containerd releases asks for. `2017-06` is containerd "
    "at commit `5a124794ae` of 2017-06-16, with `remotes/handlers.go` as its original; `1.6` and "
    "`2.x` are the later lines of those numbers. A rule names the editions in which it is exact, "
    "together with what it allows; where an edition is missing, something else holds there. "
    "Judged at present: {editions}.",
    "*Original* points to the lines of that file: the ones that are not blank, counted from "
    "`package remotes`, which is line 1.",
    "## Levels",
    "* **MUST**: whoever breaks it does not conform.\n"
    "* **SHOULD**: a breach is reported, and counts only when judging is strict.\n"
    "* **TOLERATED**: there is more than one right way; the report says which one was seen.",
)

_TITLES: Final = {
    "key": "KEY: the ref key",
    "lock": "LOCK: waiting for a locked ref",
    "fetch": "FETCH: the fetch handler",
    "copy": "COPY: moving the bytes",
    "push": "PUSH: the push handler",
    "conduct": "RUN: conduct",
}

_INTRODUCTIONS: Final = {
    "key": "`MakeRefKey` names the ingest of a descriptor: a prefix for its kind, and its digest.",
    "lock": "A ref has one writer at a time. This is what a fetch does when it is not the first.",
    "fetch": "One call of the handler brings one blob into the store.",
    "copy": "From open reader and open writer to the Commit, in fetch and push alike. The original "
    "calls `content.Copy` for it, in lines 91 and 121.",
    "push": "One call of the handler brings one blob to the remote.",
    "conduct": "What every call owes the process it runs in, whatever it was asked to do.",
}


_NEEDS: Final = {
    "key_prefix": "implementations that offer `with_key_prefix`.",
    "pusher_ingests": "implementations that can be given a pusher which is also an ingester.",
    "foreign_wraps": "implementations in Python that run in the judging process.",
    "interrupts": "implementations in Python that run in the judging process.",
    "task_cancel": "implementations for asyncio that run in the judging process.",
}


def render() -> str:
    """The whole page, as Markdown."""
    return "\n\n".join(_blocks()) + "\n"


def _blocks() -> Iterator[str]:
    judged = ", ".join(f"`{name}`" for name in EDITIONS)
    for block in _PREFACE:
        yield block if block.startswith(("#", "* ")) else _filled(block.format(editions=judged))
    yield "## Words"
    yield _table(("word", "meaning"), GLOSSARY.items())
    yield "## Events"
    events = ((f"`{name}`", text) for name, text in EVENTS.items())
    yield _table(("event", "what happens"), events)
    for edition, orders in EVENT_ORDERS.items():
        yield f"## Event orders, edition {edition}"
        yield _filled(
            "Which calls the collaborators receive in the original, and how the handler ends. "
            "`*` stands for as often as needed, perhaps never; plain reads are left out. The rules "
            "below say how much of this order is binding."
        )
        rows = (
            (f"{order.handler}: {order.case}", _code(order.events), order.ends) for order in orders
        )
        yield _table(("case", "events", "ends in"), rows)
    for section, requirements in SECTIONS.items():
        yield f"## {_TITLES[section]}"
        yield _filled(_INTRODUCTIONS[section])
        for requirement in requirements:
            yield from _requirement(requirement)


def _requirement(one: Requirement) -> Iterator[str]:
    editions = "all" if one.editions == EVERY_EDITION else ", ".join(one.editions)
    yield f"### {one.id} {one.level} (editions: {editions})"
    yield _filled(one.text)
    notes = [("Why", one.why), ("Allowed", one.allows)]
    if one.needs:
        notes.append(("Asked of", _NEEDS[one.needs]))
    if one.seed is not None:
        notes.append(("Original", f"{one.seed}."))
    yield "\n".join(_filled(f"* *{name}:* {note}", indent="  ") for name, note in notes if note)


def _code(events: tuple[str, ...]) -> str:
    return f"`{', '.join(events)}`" if events else "none"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _filled(text: str, *, indent: str = "") -> str:
    lines = wrap(
        text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(render())
