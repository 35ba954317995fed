"""Numbers of scenarios on the pages are those of the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.scenarios.clients import TELLING
from remotes_conformance.scenarios.stores import STORE_STORIES
from remotes_conformance.scenarios.stores.cuts import CUT_STORIES, FAILING

DOCS = Path(__file__).parents[2] / "docs"
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def telling(does: str) -> int:
    return sum(slug.startswith(f"{does}.") for slug in TELLING)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("stores.md", f"about {round(len(STORE_STORIES), -1)} small scripts"),
        ("stores.md", f"{WORDS[len(CUT_STORIES)]} scripts of one caller, with a power cut"),
        ("stores.md", f"In {len(FAILING)} further scripts, the disk fails"),
        ("clients.md", f"{telling('pull')} pulls, {telling('push')} pushes, "),
        ("clients.md", f"{telling('fetch')} fetches |"),
        *(
            ("clients.md", f"| `{name}` | {profile.scripts:,} |")
            for name, profile in PROFILES.items()
            if profile.scripts
        ),
    ],
)
def test_a_page_has_the_number_of_the_code(page: str, sentence: str) -> None:
    assert sentence in (DOCS / page).read_text(encoding="utf-8")
