"""The real containerd 1.6.20 in its own edition: all that is broken is in its ledger.

`REMOTES_CONTAINERD` names the built adapter. That each entry is about a real fault is confirmed
without the harness, by the Go tests in `adapters/containerd-go/confirm`.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
from plugin_runs import Run, both, run, suite
from remotes_conformance.judging.ledger import Entry, read_ledger
from remotes_conformance.judging.ledger.blocks import with_more
from remotes_conformance.scenarios.stories.building import task
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.scenarios.written import to_token

__all__ = ["run"]

ADAPTER = os.environ.get("REMOTES_CONTAINERD", "")
KEYS, OF_KEYS = ("--remotes-sections", "key"), ("test_key", "test_ledger")
LEDGER = Path(__file__).parents[2] / "adapters" / "containerd-go" / "ledger-1.6.toml"

pytestmark = pytest.mark.skipif(
    not ADAPTER, reason="REMOTES_CONTAINERD does not name a built adapter"
)


def judged(
    run: Run, entries: list[Entry], *arguments: str, of: Sequence[str] = ()
) -> tuple[int, str]:
    """The exit status and the output of a run with these entries."""
    Path("ledger.toml").write_text(with_more("", entries), encoding="utf-8")
    result = run(*suite(
        "--remotes-command", shlex.quote(str(Path(ADAPTER).resolve())),
        "--remotes-edition", "1.6", "--remotes-ledger", "ledger.toml", *arguments, of=of,
    ))  # fmt: skip
    return int(result.ret), both(result)


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return list(read_ledger(LEDGER, "1.6").entries)


def test_all_that_is_broken_is_in_the_ledger(run: Run, entries: list[Entry]) -> None:
    """All stories: exit status 0, and every entry is still true. In profile ci: .ci/run."""
    status, output = judged(run, entries, "--remotes-seed", "0")
    assert status == 0, output
    assert "conformant: except for known divergences" in output
    for entry in entries:
        assert f"known     {entry.requirement}: {entry.reason}"[:90] in output, output


def test_an_entry_that_is_taken_out_fails_the_run(run: Run, entries: list[Entry]) -> None:
    """The section of keys alone: with its entries it passes, without them it fails."""
    of_keys = [entry for entry in entries if entry.requirement.startswith("KEY-")]
    assert {entry.requirement for entry in of_keys} == {"KEY-13", "KEY-7a"}
    assert judged(run, entries, *KEYS, of=OF_KEYS)[0] == 0
    others = [entry for entry in entries if entry not in of_keys]
    status, output = judged(run, others, *KEYS, of=OF_KEYS)
    assert status == 1
    assert "KEY-13 MUST" in output


def test_an_entry_that_is_not_true_fails_the_run(run: Run, entries: list[Entry]) -> None:
    """It is reported as fixed: containerd keeps that rule."""
    token = to_token(scenario_of(task("key"), edition="1.6"))
    wrong = Entry("KEY-3", "1.6", "the key was asked for: it failed", "it is not so", token)
    status, output = judged(run, [*entries, wrong], *KEYS, of=OF_KEYS)
    assert status == 1
    assert "KEY-3 is fixed" in output
