"""Every row of the table of the rules is walked: by a story, and an implementation for which it is.

A row that is never walked is either dead, or a leniency (or a demand) that was never tried.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import remotes_reference
from different import DIFFERENT, SINCE_1_6
from different.prying import ReadsBeforeItAsks
from longest import shorter_stories
from remotes_conformance.contract import EDITIONS
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.walking import Edge, all_edges, walks
from remotes_conformance.scenarios.stories import SECTIONS, of_edition
from test_permitted_copies import ROWS, played
from wrong import SHELF

# The walked rows are put together in one process.
pytestmark = pytest.mark.xdist_group("edges")

_OF_2017_06 = (
    "AsksBeforeItReads",
    "AsksForTheStatusOften",
    "AsyncReadingAhead",
    "LooksAtTheStartBeforeItTruncates",
    "NoticesAtTheEndThatItsCallerGaveUp",
    "SeeksToZero",
)
_SINCE_1_6 = (
    "AsksWhatIsThereWhenACommitFails16",
    "DiscardsByReadAt16",
    "FetchesWhatWasCompleteAndIsReset16",
    "FillsTheNextPieceMeanwhile16",
    "LooksForMoreBeforeItGoesBack16",
    "PushesTwoRangesAtATime16",
    "RefusesAnIngestThatIsTooLong16",
    "RefusesToPushUnknownSizes16",
    "SeeksWhenItPushes16",
)
_WRONG = ("AsksTheStatusBeforeTheFetcher", "ReturnsQuietlyWhenCancelled")

WALKERS: dict[str, tuple[Callable[[], object], str]] = {
    **{
        f"the reference {name}": (partial(remotes_reference.of_edition, name), name)
        for name in EDITIONS
    },
    **{name: (DIFFERENT[name], "2017-06") for name in _OF_2017_06},
    "ReadsBeforeItAsks": (ReadsBeforeItAsks, "2017-06"),
    **{name: SINCE_1_6[name] for name in _SINCE_1_6},
    **{name: (SHELF[name].factory, SHELF[name].edition) for name in _WRONG},
}
"""Together they walk all rows. Wrong ones walk those that note or blame a fault."""

OF_ALL_STORIES = {*_WRONG, *(name for name in WALKERS if name.startswith("the reference"))}
OF_COPIES = {story.name for name in ("fetch", "copy", "push") for story in SECTIONS[name]}
PERMITTED = "permitted copies"
WALKED: dict[str, set[Edge]] = {}


@pytest.mark.parametrize("name", WALKERS)
def test_a_walker_walks(name: str) -> None:
    """All stories of its edition; a right one that is not the reference, those of copies."""
    factory, edition = WALKERS[name]
    bench = open_bench(factory(), patience=2, edition=edition).bench
    copies = [story for story in shorter_stories(edition) if story.name in OF_COPIES]
    found: set[Edge] = set()
    WALKED[name] = found
    with bench.at_work():
        for story in of_edition(edition) if name in OF_ALL_STORIES else copies:
            if bench.can_play(story.scenario):
                for edges in walks(story.scenario, bench.play(story.scenario)):
                    found.update(edges)
    assert found


def test_permitted_copies_walk() -> None:
    """The rows of what is seldom done."""
    WALKED[PERMITTED] = found = set[Edge]()
    for _, *row in ROWS:
        for edges in walks(*played(*row)[1:]):
            found.update(edges)
    assert found


def test_no_row_of_the_table_is_left(request: pytest.FixtureRequest) -> None:
    """The file that REMOTES_EDGE_COVERAGE names gets the first walker of each edge."""
    chosen = [one for one in request.session.items if one.name.startswith("test_a_walker_walks[")]
    if len(chosen) < len(WALKERS):
        pytest.skip("only a part of the walkers was chosen")
    assert set(WALKED) == {*WALKERS, PERMITTED}, "the group is not kept in one process"
    first: dict[Edge, str] = {}
    for name, edges in WALKED.items():
        for edge in edges:
            first.setdefault(edge, name)
    table = all_edges()
    rows = {edge.row for edge in first}
    if path := os.environ.get("REMOTES_EDGE_COVERAGE"):
        lines = []
        for edge, editions in table.items():
            elsewhere = "in other states only" if edge.row in rows else "NEVER"
            lines.append(
                f"{first.get(edge, elsewhere):<36} {', '.join(sorted(editions)):<17} {edge}"
            )
        Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")
    left: dict[object, str] = {}
    for edge in table:
        if edge.row not in rows:
            left.setdefault(edge.row, str(edge))
    assert not left
