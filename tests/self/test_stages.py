"""The order of a run: stories, their schedules, drawn scenarios; -x stops before the last part."""

from __future__ import annotations

import re

import pytest
from plugin_runs import REFERENCE, WRONG, Run, both, run, suite

__all__ = ["run"]

STAGES = ("in_stories", "in_every_schedule", "between_lines", "whatever_happens")
DRAWN = STAGES[-1]


def test_stories_come_before_schedules_and_these_before_what_is_drawn(run: Run) -> None:
    """In all sections, whatever the order of the files."""
    result = run(*suite("--remotes", REFERENCE, "--collect-only"))
    names = [line for line in result.outlines if "::test_the_contract_is_kept" in line]
    stages = [next(n for n, stage in enumerate(STAGES) if stage in name) for name in names]
    assert stages == sorted(stages)
    assert set(stages) == set(range(len(STAGES)))
    of_stories = names[: stages.index(1)]
    assert len({name.partition("::")[0] for name in of_stories}) == 6


@pytest.mark.parametrize("how", [(), ("-n", "2")], ids=["one process", "two"])
def test_nothing_is_drawn_once_something_is_broken(run: Run, how: tuple[str, ...]) -> None:
    """With -x, also under pytest-xdist: a story is the simpler report."""
    result = run("-v", *suite("--remotes", WRONG, "--remotes-seed", "0", "-x", *how)[1:])
    output = both(result)
    assert "conformant: no (broken: " in output, output
    outcomes = [line for line in result.outlines if re.search("PASSED|FAILED", line)]
    assert [line for line in outcomes if "FAILED" in line]
    assert not [line for line in outcomes if DRAWN in line]
