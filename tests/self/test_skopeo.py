"""The real skopeo, judged as a client of a registry: it breaks the rules in its ledger."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from remotes_conformance.judging.clients.checking import open_client
from remotes_conformance.judging.clients.known import Known
from remotes_conformance.judging.clients.plan import CLIENT_PLAN
from remotes_conformance.judging.ledger import read_ledger
from remotes_conformance.verdict.results import Result

FOLDER = Path(__file__).parents[2] / "adapters" / "skopeo"

pytestmark = pytest.mark.skipif(shutil.which("skopeo") is None, reason="there is no skopeo here")


def results() -> list[Result]:
    """In every part in which nothing waits for a limit."""
    bench = open_client(
        None, {"pull": "skopeo", "push": "skopeo", "fetch": "skopeo"}, patience=5, seed=1
    )
    if bench.version != "1.9.3":
        pytest.skip(f"the ledger is about version 1.9.3, not {bench.version}")
    ledger = read_ledger(FOLDER / "ledger.toml", "distribution-1.1")
    bench.known = Known(ledger.entries, datetime.date(2026, 1, 1))
    assert not bench.why_blocked(CLIENT_PLAN[2].scenario)
    return [
        part.run(bench)
        for part in CLIENT_PLAN
        if part.can_be_played(bench) and not part.scenario.waits
    ]


@pytest.mark.timeout(240)
def test_skopeo_breaks_what_its_ledger_says() -> None:
    """Every entry is known; nothing else is broken."""
    found = results()
    standings = [standing for result in found for standing in result.standings]
    assert {standing.outcome for standing in standings} == {"known"}
    assert [violation for result in found for violation in result.violations] == []
    broken = {standing.id for standing in standings}
    assert broken >= {"REMOTE-8", "REMOTE-10", "REMOTE-13", "REMOTE-17", "REMOTE-18", "REMOTE-22"}


@pytest.mark.timeout(240)
def test_every_entry_shows_without_the_harness() -> None:
    """With nothing but a small server that lies."""
    entries = len(read_ledger(FOLDER / "ledger.toml", "distribution-1.1").entries)
    done = subprocess.run(
        [sys.executable, str(FOLDER / "confirm.py")],
        env={**os.environ, "PYTHONPATH": str(FOLDER.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("shows  REMOTE-") == entries
