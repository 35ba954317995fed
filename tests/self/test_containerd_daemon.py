"""Debian's containerd as a content store behind its own API, and over the reference's.

Skipped only where the programs are not installed; `tox -e containerd-store` fails there.
"""

from __future__ import annotations

import shlex
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_daemon import FOLDER, Ctr, needs_daemon, program
from remotes_conformance.content import digest_of
from remotes_conformance.contract import STORE_EDITION
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.ledger import read_ledger
from remotes_conformance.judging.stores.command import open_named_store
from remotes_conformance.judging.stores.kills import kill_service
from remotes_conformance.scenarios.stores import STORE_STORIES
from stores.broken import broken_by

pytestmark = needs_daemon
daemon = program("daemon")

BROKEN = {"STORE-4", "STORE-6", "STORE-13", "STORE-15"}
"""The requirements that are broken in the stories."""
LOCAL_STORE = "io.containerd.content.v1.content"
COLLECTOR = "io.containerd.gc.v1.scheduler"


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="c-") as folder:
        yield Path(folder)


def test_the_stories_show_what_the_ledger_says(room: Path) -> None:
    """No other requirement, and no other cause."""
    ledger = read_ledger(FOLDER / "ledger-store.toml", STORE_EDITION[0])
    with daemon.daemon(room):
        bench = open_named_store(f"unix:{room}/c.sock").bench
        bench.known, tally = set(), Tally()
        for story in STORE_STORIES:
            if bench.can_play(story.scenario):
                bench.examine(story.scenario, tally)
        bench.door.close()
    listed = {entry.key for entry in ledger.entries}
    assert {(one.id, one.cause) for one in tally.breaches.values()} == listed


def test_a_daemon_whose_namespaces_share_content_is_refused(room: Path) -> None:
    """The error names the setting to change; without content in namespaces nothing is left."""
    shared = '[plugins."io.containerd.metadata.v1.bolt"]\ncontent_sharing_policy = "shared"\n'
    settings = daemon.SETTINGS.partition("[plugins.")[0] + shared
    daemon_of_others = program("daemon")
    daemon_of_others.SETTINGS = settings
    with (
        daemon_of_others.daemon(room),
        pytest.raises(Unusable, match='content_sharing_policy = "isolated"'),
    ):
        open_named_store(f"unix:{room}/c.sock")


def test_a_daemon_without_its_content_service_is_refused(room: Path) -> None:
    """Its socket answers all the same, if all snapshotters are disabled."""
    left_out = (*daemon.LEFT_OUT, "io.containerd.snapshotter.v1.native")
    with (
        daemon.daemon(room, left_out=left_out),
        pytest.raises(Unusable, match="has no content service"),
    ):
        open_named_store(f"unix:{room}/c.sock")


def test_a_daemon_that_is_killed_loses_nothing(room: Path) -> None:
    """SIGKILL at random moments, and a start on the same folder after each."""
    command = shlex.join(daemon.command(room))
    found = kill_service(f"unix:{room}/c.sock", command, kills=20)
    assert (found.kills, found.broken) == (20, "")


@pytest.fixture
def over_ours(room: Path) -> Iterator[Path]:
    """A daemon whose content store is the reference's, as a proxy plugin; it collects garbage."""
    from remotes_reference.content_server import Running

    running = Running(room / "ours.sock", room / "ours")
    plugin = f'[proxy_plugins.ours]\ntype = "content"\naddress = "{room}/ours.sock"\n'
    # Not at its start: content that has just been ingested has no lease.
    plugin += '[plugins."io.containerd.gc.v1.scheduler"]\n'
    plugin += 'startup_delay = "1h"\ndeletion_threshold = 1\n'
    left_out = [name for name in (*daemon.LEFT_OUT, LOCAL_STORE) if name != COLLECTOR]
    try:
        with daemon.daemon(room, plugin, left_out):
            yield room
    finally:
        running.stop()


def test_ctr_uses_our_store_through_a_proxy_plugin(over_ours: Path) -> None:
    """Ingest, ls, get; removed content is collected; a wrong digest is refused."""
    content = bytes(range(256)) * 5_000
    digest = digest_of(content)
    blob = over_ours / "ours" / "blobs" / "sha256" / digest.partition(":")[2]
    ctr = Ctr(over_ours)
    named = ("--expected-digest", digest, "--expected-size", len(content))
    ctr("content", "ingest", *named, "one", content=content)
    assert digest.encode() in ctr("content", "ls")
    assert ctr("content", "get", digest) == content
    assert blob.read_bytes() == content
    with pytest.raises(AssertionError, match="failed precondition"):
        ctr("content", "ingest", "--expected-digest", digest_of(b"x"), "two", content=b"other")
    ctr("content", "rm", digest)
    assert digest.encode() not in ctr("content", "ls")
    deadline = time.monotonic() + 20
    while blob.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not blob.exists()


def test_a_daemon_over_our_store_is_judged_as_well(room: Path) -> None:
    """It breaks the same as the daemon itself. Its client of a proxy plugin empties an ingest only
    with the next Write, and content that our store has taken under a SHA-512 is not found there."""
    from remotes_reference.content_server import Running

    running = Running(room / "ours.sock", room / "ours")
    plugin = f'[proxy_plugins.ours]\ntype = "content"\naddress = "{room}/ours.sock"\n'
    with daemon.daemon(room, plugin, (*daemon.LEFT_OUT, LOCAL_STORE)):
        found: Any = broken_by(f"unix:{room}/c.sock")
    running.stop()
    assert set(found) <= {*BROKEN, "STORE-5", "STORE-7", "STORE-9"}
    assert found["STORE-9"] == 2, "in the stories of SHA-384 and SHA-512, and no other"
