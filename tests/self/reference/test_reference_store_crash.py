"""STORE-17: a process that is killed at any point of its life with the store on disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from remotes_conformance.content import digest_of
from remotes_conformance.errors import FailedPrecondition, NotFound
from remotes_reference.disk import DiskStore

CTX: Any = None
OLD = b"committed before"
CONTENT = bytes(range(200))

needs_kill = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The stores of all that were killed, in the order of how far they came."""
    folder = tmp_path_factory.mktemp("crashed")
    program = str(Path(__file__).with_name("killed_writer.py"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, program, str(folder)], env=environment, check=True)
    return sorted(folder.iterdir(), key=lambda path: int(path.name))


def visible(store: DiskStore) -> set[bytes]:
    """All content, read back and compared with its digest."""
    contents = set()
    for info in store.walk(CTX):
        with store.reader(CTX, info.digest) as reader:
            content = reader.read()
        assert digest_of(content) == info.digest
        contents.add(content)
    return contents


def finish(store: DiskStore, ref: str) -> int:
    """Go on with *ref* as a fetch from a seekable source would; the offset at which it began."""
    digest = digest_of(CONTENT)
    with store.writer(CTX, ref, len(CONTENT), digest) as writer:
        offset: int = writer.status().offset
        writer.write(CONTENT[offset:])
        writer.commit(len(CONTENT), digest)
    return offset


@needs_kill
def test_a_kill_loses_nothing_and_shows_nothing_unfinished(crashed: list[Path]) -> None:
    """The blob from before is there; the other one is there whole, or not at all."""
    states = [visible(DiskStore(path)) for path in crashed]
    assert len(states) > 40
    assert all(state in ({OLD}, {OLD, CONTENT}) for state in states)
    assert [CONTENT in state for state in states] == sorted(CONTENT in state for state in states)
    assert states[0] == {OLD}
    assert states[-1] == {OLD, CONTENT}


@needs_kill
def test_after_a_kill_a_resume_goes_on_after_the_bytes_that_are_there(crashed: list[Path]) -> None:
    """With the bytes that were written, half a write too; if they are wrong, the commit fails,
    and the next fetch starts over or truncates."""
    offsets = set()
    for path in crashed:
        store = DiskStore(path)
        if CONTENT in visible(store):
            continue
        try:
            offsets.add(finish(store, "ref"))
        except FailedPrecondition:  # half of the false start is there
            store.abort(CTX, "ref")
            finish(store, "ref")
        assert visible(store) == {OLD, CONTENT}
        store.delete(CTX, digest_of(CONTENT))
    assert {0, 35, 70} <= offsets


@needs_kill
def test_after_a_kill_no_ref_is_locked_or_unusable(crashed: list[Path]) -> None:
    """Each can be opened, and aborted; then nothing of it is left."""
    for path in crashed:
        store = DiskStore(path)
        for ref in ("ref", "twin", "aborted"):
            store.writer(CTX, ref).close()
            store.abort(CTX, ref)
            with pytest.raises(NotFound):
                store.status(CTX, ref)
        assert list((path / "locks").iterdir()) == []
        assert OLD in visible(store)
