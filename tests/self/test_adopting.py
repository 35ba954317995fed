"""An implementation that was imported before the harness came runs in virtual time all the same."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from directed import directed
from remotes_conformance.judging.loading import open_bench

_PROGRAM = """
import queue, threading
from time import sleep
from remotes_reference import remotes as right

{lock}

class Guarded:
    {in_class}
    def __init__(self):
        {in_instance}
        pass

    def fetch_handler(self, ingester, fetcher):
        handle = right.fetch_handler(ingester, fetcher)

        def guarded(ctx, descriptor):
            {before}
            try:
                sleep(0)
                return handle(ctx, descriptor)
            finally:
                {after}
        return guarded

remotes = Guarded()
"""
_WITH = {"before": "LOCK.acquire()", "after": "LOCK.release()"}
_KINDS = {
    "a lock": {"lock": "LOCK = threading.Lock()", **_WITH},
    "a reentrant lock": {"lock": "LOCK = threading.RLock()", **_WITH},
    "a condition": {"lock": "LOCK = threading.Condition()", **_WITH},
    "a semaphore": {"lock": "LOCK = threading.Semaphore()", **_WITH},
    "a lock of a class": {
        "in_class": "lock = threading.Lock()", "before": "self.lock.acquire()",
        "after": "self.lock.release()",
    },
    "a lock of an instance": {
        "in_instance": "self.lock = threading.RLock()", "before": "self.lock.acquire()",
        "after": "self.lock.release()",
    },
    "locks in a dictionary": {
        "lock": "LOCKS = {'one': [threading.Lock()]}", "before": "LOCKS['one'][0].acquire()",
        "after": "LOCKS['one'][0].release()",
    },
    "tokens in a queue": {
        "lock": "TOKENS = queue.Queue()\nTOKENS.put(1)", "before": "TOKENS.get()",
        "after": "TOKENS.put(1)",
    },
    "an event": {
        "lock": "FREE = threading.Event()\nFREE.set()",
        "before": "while not FREE.wait(): pass\n            FREE.clear()", "after": "FREE.set()",
    },
}  # fmt: skip
_NOTHING = {"lock": "", "in_class": "", "in_instance": ""}


@pytest.mark.parametrize("kind", _KINDS.values(), ids=_KINDS)
def test_locks_that_were_made_before_are_no_hang(
    kind: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Serialised handlers hold each other up: LOCK-10, and not a hang of the harness."""
    name = f"guarded_{list(_KINDS.values()).index(kind)}"
    (tmp_path / f"{name}.py").write_text(_PROGRAM.format(**{**_NOTHING, **kind}))
    monkeypatch.syspath_prepend(tmp_path)
    remotes = importlib.import_module(name).remotes
    bench = open_bench(remotes).bench
    with bench.at_work():
        tally = directed(bench, ["lock", "fetch"])
    assert "LOCK-10" in tally.breaches
    assert "RUN-1" not in tally.breaches
    assert tally.scenarios > 300
