"""docs/mutants.md: which mutants of the reference's handlers the suite finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_INTRODUCTION = (
    "# Mutants\n\nDo the rules and stories notice a small mistake? A mutant is the reference "
    "implementation with one change: a comparison turned round, a number one higher, a statement "
    "left out, two arguments swapped, another class of exception, an `await` left out. "
    "`benchmarks/mutants.py` makes every such mutant of the handlers' modules (keys, fetch, push, "
    "copying, waiting, editions; blocking and awaited). It judges them by the suite alone, without "
    "any other tests, in every edition, up to the first violation. Annotations and docstrings are "
    "not changed, nor are texts that stand in a `raise` or in a call that logs, because the "
    "contract leaves them free.\n\nThe program also writes this page; "
    "[CONTRIBUTING](../CONTRIBUTING.md) has the command. A mutant is *equivalent* if it changes "
    "nothing, or only what the contract leaves free; such mutants are not played.\n"
)


class Judged(NamedTuple):
    """One mutant. `found`: the rule and the story that find it; `why`: why it is equivalent."""

    file: str
    line: int
    function: str
    change: str
    found: str
    why: str

    @property
    def name(self) -> str:
        """By which `mutants.toml` knows it."""
        return f"{self.file} {self.function}: {self.change}"


def page(judged: Sequence[Judged], played: str, missing: Mapping[str, str]) -> str:
    """The whole page. *played*: how much was played of a mutant, in words; *missing*: by the names
    of survivors, what would find them."""
    return "\n".join(
        [_INTRODUCTION, played, "", *_table(judged), *_survivors(judged, missing), *_why(judged)]
    )


def _table(judged: Sequence[Judged]) -> Iterator[str]:
    yield "| module | mutants | equivalent | found | survived |"
    yield "|---|---:|---:|---:|---:|"
    files = dict.fromkeys(one.file for one in judged)
    for name, part in [*((f"`{f}.py`", [o for o in judged if o.file == f]) for f in files)]:
        yield _row(name, part)
    yield _row("all", judged)
    found = sum(bool(one.found) for one in judged)
    others = sum(not one.why or bool(one.found) for one in judged)
    yield f"\nOf the {others} that are not equivalent, {found} were found: {found / others:.1%}."


def _row(name: str, judged: Sequence[Judged]) -> str:
    found = sum(bool(one.found) for one in judged)
    alike = sum(bool(one.why) and not one.found for one in judged)
    return f"| {name} | {len(judged)} | {alike} | {found} | {len(judged) - found - alike} |"


def _survivors(judged: Sequence[Judged], missing: Mapping[str, str]) -> Iterator[str]:
    yield "\n## Survivors\n"
    left = [one for one in judged if not one.found and not one.why]
    for one in left:
        yield f"{_line(one)}: {missing.get(one.name, 'not looked at yet')}"
    if not left:
        yield "None."


def _why(judged: Sequence[Judged]) -> Iterator[str]:
    reasons: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.why and not one.found:
            reasons[one.why].append(one)
    yield "\n## Equivalent\n"
    for why, alike in reasons.items():
        yield f"{why}\n"
        yield from (_line(one) for one in alike)
        yield ""


def _line(one: Judged) -> str:
    where = f"`{one.file}.py:{one.line}`"
    before, _, after = one.change.partition(" → ")
    return f"* {where} `{before}` → `{after}`"
