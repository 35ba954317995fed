"""The outcomes of the faults that `--remotes-self-check` has planted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PlantedReport:
    """A fault that was planted around the implementation.

    * `title`: the fault; `section`: that of the contract to which it belongs;
    * `outcome`: "found": with the fault a rule is broken that is kept without it; "missed": the
      fault has done something, and no rule was broken; "not planted": the fault could have no
      effect, or it broke only rules that this implementation breaks anyway;
    * `rule`: the rule by which it was found ("": it was not);
    * `story`: the title of the story in which it was found, or missed.
    """

    title: str
    section: str
    outcome: Literal["found", "missed", "not planted"]
    rule: str = ""
    story: str = ""


def missed(planted: Sequence[PlantedReport]) -> list[str]:
    """The titles of the faults that were not found."""
    return [one.title for one in planted if one.outcome == "missed"]


def unnoticed(planted: Sequence[PlantedReport]) -> Iterator[str]:
    """A sentence for each fault that was not found."""
    for one in planted:
        if one.outcome == "missed":
            yield f"a planted fault was missed: {one.title}, in “{one.story}”"


def in_words(planted: Sequence[PlantedReport]) -> str:
    """The number of faults that were found, in a sentence; empty: none were planted."""
    if not planted:
        return ""
    tried = [one for one in planted if one.outcome != "not planted"]
    found = sum(one.outcome == "found" for one in tried)
    return f"{found} of {len(tried)} planted faults were found"


def lines(planted: Sequence[PlantedReport]) -> Iterator[str]:
    """The same, with a line for each fault that was missed, and one for all that were not tried."""
    if planted:
        yield f"planted   {in_words(planted)}"
    for one in planted:
        if one.outcome == "missed":
            yield f"planted   missed ({one.section}): {one.title}, in “{one.story}”"
    if others := [one.title for one in planted if one.outcome == "not planted"]:
        why = "they have no effect here, or the same rules are broken without them"
        yield f"planted   {len(others)} not tried, because {why}: {'; '.join(others)}"
