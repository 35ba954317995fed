"""The contract's table "Event orders (edition 2017-06)", each line literally."""

from __future__ import annotations

from typing import Any

import pytest
from remotes_conformance.content import Descriptor
from remotes_conformance.errors import (
    AlreadyExists,
    ContentError,
    InvalidArgument,
    Locked,
    NotFound,
    Unavailable,
)
from remotes_conformance.media_types import DOCKER_SCHEMA1

FETCHED = ["Writer", "Fetch", "Status", "Write", "Commit", "r.Close", "w.Close"]


def test_content_that_is_not_there_is_fetched(runner: Any) -> None:
    """Writer, Fetch, Status, Write…, Commit, r.Close, w.Close; no children."""
    assert list(runner.run("fetch")) == []
    assert runner.events == FETCHED
    assert runner.written == runner.content


def test_content_that_exists_is_not_fetched(runner: Any) -> None:
    """Writer, and that is all."""
    runner.failures["Writer"] = [AlreadyExists("there")]
    assert list(runner.run("fetch")) == []
    assert runner.events == ["Writer"]


def test_a_locked_ref_is_waited_for(runner: Any) -> None:
    """Locked ten times: the waits double from 16 ms to 2048 ms and stay there, then a fetch."""
    runner.failures["Writer"] = [Locked(str(n)) for n in range(10)]
    runner.run("fetch")
    ladder = [16, 32, 64, 128, 256, 512, 1024, 2048, 2048, 2048]
    waits = [event for ms in ladder for event in ("Writer", f"wait {ms} ms")]
    assert runner.events == [*waits, *FETCHED]
    assert len(set(runner.asked[:11])) == 1


def test_content_that_came_while_waiting_is_not_fetched(runner: Any) -> None:
    """Writer, Writer: success, no Fetch."""
    runner.failures["Writer"] = [Locked("held"), AlreadyExists("done")]
    assert list(runner.run("fetch")) == []
    assert runner.events == ["Writer", "wait 16 ms", "Writer"]


def test_a_cancelled_caller_does_not_wait(runner: Any) -> None:
    """Locked, the context already cancelled: that lock error, no wait."""
    error = Locked("held")
    runner.failures["Writer"], runner.cancelled = [error], True
    with pytest.raises(Locked) as caught:
        runner.run("fetch")
    assert caught.value is error
    assert runner.events == ["Writer"]


def test_a_cancelled_wait_ends_with_the_last_lock_error(runner: Any) -> None:
    """Cancelled in the third wait: the third error itself, and no fourth call."""
    errors = [Locked(str(n)) for n in range(5)]
    runner.failures["Writer"], runner.cancelled_in_wait = list(errors), 3
    with pytest.raises(Locked) as caught:
        runner.run("fetch")
    assert caught.value is errors[2]
    waits = [16, 32, 64]
    assert runner.events == [event for ms in waits for event in ("Writer", f"wait {ms} ms")]


def test_a_cancelled_caller_still_fetches_a_free_ref(runner: Any) -> None:
    """The whole normal sequence: the handler itself never looks at the context."""
    runner.cancelled = True
    runner.run("fetch")
    assert runner.events == FETCHED


def test_a_source_that_cannot_be_opened_ends_a_fetch(runner: Any) -> None:
    """Writer, Fetch, w.Close: that error itself."""
    error = NotFound("gone")
    runner.failures["Fetch"] = [error]
    with pytest.raises(NotFound) as caught:
        runner.run("fetch")
    assert caught.value is error
    assert runner.events == ["Writer", "Fetch", "w.Close"]


@pytest.mark.parametrize(
    ("source", "offset", "size", "begin", "written"),
    [
        ("seekable", 3, 10, "Seek(3, 0)", b"3456789"),
        ("seekable and read-at", 3, 10, "Seek(3, 0)", b"3456789"),
        ("seekable", 3, 0, "Seek(3, 0)", b"3456789"),
        ("read-at", 3, 10, "ReadAt(3)", b"3456789"),
        ("read-at", 3, 0, "Truncate(0)", b"0123456789"),
        ("read-at", 3, -1, "Truncate(0)", b"0123456789"),
        ("read-at", 10, 10, "Truncate(0)", b"0123456789"),
        ("read-at", 12, 10, "Truncate(0)", b"0123456789"),
        ("plain", 3, 10, "Truncate(0)", b"0123456789"),
        ("plain", 10, 10, "Truncate(0)", b"0123456789"),
    ],
)
def test_an_ingest_that_has_begun_is_resumed(
    runner: Any, source: str, offset: int, size: int, begin: str, written: bytes
) -> None:
    """Seek is preferred to ReadAt, ReadAt to Truncate; then the rest, or everything."""
    runner.source, runner.offset = source, offset
    runner.descriptor = Descriptor(runner.descriptor.media_type, runner.descriptor.digest, size)
    runner.run("fetch")
    middle = [begin, "Write", "Commit"]
    assert runner.events == ["Writer", "Fetch", "Status", *middle, "r.Close", "w.Close"]
    assert runner.written == written
    assert runner.committed == (size, runner.descriptor.digest)


def test_a_complete_ingest_is_committed_after_a_seek_to_the_end(runner: Any) -> None:
    """Offset == size, seekable: Fetch all the same, Seek, Commit, nothing written."""
    runner.source, runner.offset = "seekable", 10
    runner.run("fetch")
    expected = ["Writer", "Fetch", "Status", "Seek(10, 0)", "Commit", "r.Close", "w.Close"]
    assert runner.events == expected


@pytest.mark.parametrize(
    ("op", "source", "upto"),
    [
        ("Status", "plain", ["Status"]),
        ("Truncate", "plain", ["Status", "Truncate(0)"]),
        ("Seek", "seekable", ["Status", "Seek(3, 0)"]),
        ("ReadAt", "read-at", ["Status", "ReadAt(3)"]),
        ("Read", "seekable", ["Status", "Seek(3, 0)"]),
        ("Read at the end", "seekable", ["Status", "Seek(3, 0)", "Write"]),
        ("Write", "seekable", ["Status", "Seek(3, 0)", "Write"]),
    ],
)
def test_whatever_fails_before_the_commit_ends_the_copy(
    runner: Any, op: str, source: str, upto: list[str]
) -> None:
    """No Commit, then r.Close, w.Close; the error itself comes out."""
    error = Unavailable("broken")
    runner.source, runner.offset, runner.failures[op] = source, 3, [error]
    with pytest.raises(Unavailable) as caught:
        runner.run("fetch")
    assert caught.value is error
    assert runner.events == ["Writer", "Fetch", *upto, "r.Close", "w.Close"]


def test_a_seek_that_lands_elsewhere_ends_the_copy(runner: Any) -> None:
    """It did not fail, and is an error all the same: nothing is written."""
    runner.source, runner.offset, runner.astray = "seekable", 3, 1
    with pytest.raises(ContentError, match="is at 4"):
        runner.run("fetch")
    assert runner.events == ["Writer", "Fetch", "Status", "Seek(3, 0)", "r.Close", "w.Close"]


def test_a_schema_1_manifest_is_refused(runner: Any) -> None:
    """No event at all; the error names the media type."""
    runner.descriptor = Descriptor(DOCKER_SCHEMA1, runner.descriptor.digest, 10)
    with pytest.raises(InvalidArgument, match="prettyjws"):
        runner.run("fetch")
    assert runner.events == []


def test_content_is_pushed(runner: Any) -> None:
    """Push, Reader, Status, Write…, Commit, r.Close, w.Close; schema 1 too."""
    runner.descriptor = Descriptor(DOCKER_SCHEMA1, runner.descriptor.digest, 10)
    assert list(runner.run("push")) == []
    assert runner.events == ["Push", "Reader", "Status", "Write", "Commit", "r.Close", "w.Close"]
    assert runner.written == runner.content


def test_content_that_the_remote_has_is_not_pushed(runner: Any) -> None:
    """Push, and the provider is not touched."""
    runner.failures["Push"] = [AlreadyExists("there")]
    assert list(runner.run("push")) == []
    assert runner.events == ["Push"]


def test_a_locked_remote_is_not_waited_for(runner: Any) -> None:
    """Push: the lock error itself, at once."""
    error = Locked("held")
    runner.failures["Push"] = [error]
    with pytest.raises(Locked) as caught:
        runner.run("push")
    assert caught.value is error
    assert runner.events == ["Push"]


def test_a_missing_source_ends_a_push(runner: Any) -> None:
    """Push, Reader, w.Close: that error itself."""
    error = NotFound("gone")
    runner.failures["Reader"] = [error]
    with pytest.raises(NotFound) as caught:
        runner.run("push")
    assert caught.value is error
    assert runner.events == ["Push", "Reader", "w.Close"]
