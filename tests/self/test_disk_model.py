"""The model of the disk: a kill loses nothing, and what a failed sync may cost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from remotes_conformance.world.disk import BYTES, ROOT, Disk, Operation, applied
from remotes_conformance.world.disk_states import states

FILE = 0
CREATE = Operation(0, "create", FILE, ((ROOT, "file"),))
NAMED = Operation(0, "fsync", ROOT)
SYNC, FAILED = Operation(0, "fsync", FILE), Operation(0, "failed fsync", FILE)


def write(data: bytes, at: int = 0) -> Operation:
    return Operation(0, "write", FILE, at=at, data=data)


def truncate(size: int = 0) -> Operation:
    return Operation(0, "truncate", FILE, at=size)


def contents(*operations: Operation) -> set[bytes | None]:
    """All that the file may have after a power cut."""
    whole = (CREATE, NAMED, *operations)
    found = states(Disk(whole, len(whole)), 1_000)
    assert found.is_whole
    return {layout["file"][1] for _, layout in found.found}


OPERATIONS = st.lists(
    st.one_of(
        st.builds(write, st.binary(min_size=1, max_size=4), st.integers(0, 5)),
        st.builds(truncate, st.integers(0, 4)),
        st.sampled_from([SYNC, FAILED]),
    ),
    max_size=12,
)


@given(OPERATIONS)
def test_a_kill_loses_nothing(operations: list[Operation]) -> None:
    """Whichever syncs have failed before."""
    whole = [CREATE, *operations]
    expected = applied([one for one in operations if one.kind in BYTES])
    assert Disk(whole, len(whole)).content(FILE, {}) == expected


@given(OPERATIONS)
def test_the_first_state_is_that_of_a_kill(operations: list[Operation]) -> None:
    """Before those in which something is lost."""
    whole = [CREATE, NAMED, *operations]
    expected = applied([one for one in operations if one.kind in BYTES])
    (cut, layout), *_ = states(Disk(whole, len(whole)), 5).found
    assert cut.is_kill
    assert layout["file"] == (FILE, expected)


def test_a_failed_sync_loses_its_bytes_although_the_next_one_succeeds() -> None:
    """They may be there, or not, or zeros; those written later are durable."""
    found = contents(write(b"ab"), FAILED, write(b"cd", 2), SYNC)
    assert found == {b"abcd", b"\0\0cd", b"a\0cd"}


def test_a_truncate_to_0_makes_up_for_a_failed_sync() -> None:
    """The next sync that succeeds saves all that was written since."""
    assert contents(write(b"old!"), FAILED, truncate(), write(b"new"), SYNC) == {b"new"}


def test_a_truncate_whose_sync_fails_comes_before_what_is_written_later() -> None:
    """A log that is cut off after a failed append, and goes on when the disk works again."""
    assert contents(write(b"old!"), FAILED, truncate(), FAILED, SYNC, write(b"new"), SYNC) == {
        b"new"
    }


def test_the_same_write_twice_is_lost_once() -> None:
    """Only the first one was to be saved by the sync that failed."""
    found = contents(write(b"aa"), FAILED, write(b"bb"), write(b"aa"), SYNC)
    assert found == {b"aa"}
