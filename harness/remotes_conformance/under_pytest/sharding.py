"""A shard of a run: the tests that it plays, and the data for a merge of reports."""

from __future__ import annotations

import re
from collections.abc import Collection

import pytest

from ..judging.exploring.hunting import Profile
from ..verdict.findings import Findings
from ..verdict.shards import Shard
from .options import setting


def shard_of(config: pytest.Config, profile: Profile) -> tuple[int, int] | None:
    """The requested shard: its number, and the number of all shards; None: the whole plan.

    Raises `pytest.UsageError`.
    """
    text = setting(config, "remotes-shard")
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
    number, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= of:
        raise pytest.UsageError(
            f"--remotes-shard {text}: give the number of the shard and how many there are, from "
            "1/4 to 4/4 for four"
        )
    seed = setting(config, "remotes-seed") or config.getoption("hypothesis_seed", None)
    if seed in (None, "random") and not profile.derandomized:
        raise pytest.UsageError(
            f"--remotes-shard {text}: all shards need one seed: add --remotes-seed or "
            "--remotes-profile ci"
        )
    for other in ("remotes-replay", "remotes-ledger-update"):
        if setting(config, other):
            raise pytest.UsageError(f"--remotes-shard {text}: leave it out with --{other}")
    return number, of


def within(shard: tuple[int, int] | None, items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests of *shard*: every n-th, so that slow families are dealt out."""
    return items if shard is None else items[shard[0] - 1 :: shard[1]]


def found_by(
    shard: tuple[int, int] | None, findings: Findings, expected: Collection[str]
) -> Shard | None:
    """The findings of the shard, for a merge; None: the whole plan was played."""
    if shard is None:
        return None
    return Shard(
        *shard, tuple(sorted(expected)), tuple(findings.results), tuple(findings.substituted)
    )
