"""The same seed gives the same report, to the byte, whatever the hashes of a process are."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest

# Five processes judge for all tests of this file, if one process runs them.
pytestmark = pytest.mark.xdist_group("reports")

_SEEDS = ("0", "1", "2", "4711", "random")
_PROGRAM = """
import json, re, sys
from little import OnlyKeys
from plugin_runs import without_times
from remotes_conformance import check
from wrong import SHELF
import remotes_reference
for name in sys.argv[1:]:
    remotes = OnlyKeys(SHELF[name].factory()) if name in SHELF else remotes_reference.remotes
    verdict = check(remotes, profile="quick", seed=3, sections=["key"], edition="2017-06")
    page = re.sub(r'<p class="times about">.*?</p>', "", verdict.to_html())
    print(json.dumps([without_times(verdict.to_json()), page, str(verdict)]))
"""
_JUDGED = ("the reference", "ForgetsOciManifests", "GuessesFromTheName", "WritesBlobForLayer")


def _reports(hash_seed: str, names: tuple[str, ...]) -> list[str]:
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *names],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": hash_seed},
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def reports() -> list[list[str]]:
    """For each process, the reports in JSON, HTML and words on all that are judged."""
    return [_reports(seed, _JUDGED) for seed in _SEEDS]


@pytest.mark.parametrize("number", range(len(_JUDGED)), ids=_JUDGED)
def test_five_processes_give_one_report(number: int, reports: list[list[str]]) -> None:
    """In JSON, as a page and in words; only when it began and how long it took differ."""
    found = [json.loads(of_process[number]) for of_process in reports]
    for form in range(3):
        digests = {hashlib.sha256(json.dumps(one[form]).encode()).hexdigest() for one in found}
        assert len(digests) == 1
    broken = {violation["id"] for violation in found[0][0]["violations"]}
    assert bool(broken) == (number > 0)
