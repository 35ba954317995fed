"""Times in words never hide a difference."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from remotes_conformance.scenarios.durations import MINUTE, as_text
from remotes_conformance.scenarios.scenario import MILLISECOND

NANOSECONDS = st.integers(-(10**15), 10**15)
NEAR = st.builds(
    lambda whole, off: whole * MILLISECOND + off, st.integers(0, 10**8), st.integers(-2, 2)
)


def test_times_read_as_a_person_writes_them() -> None:
    """Milliseconds, then minutes and hours, to the nanosecond."""
    assert as_text(0) == "0 ms"
    assert as_text(496 * MILLISECOND) == "496 ms"
    assert as_text(496 * MILLISECOND - 1) == "495.999999 ms"
    assert as_text(496 * MILLISECOND - 1_000) == "495.999 ms"
    assert as_text(MINUTE) == "1 min 0 s"
    assert as_text(61 * MINUTE + 1) == "1 h 1 min 0.000000001 s"
    assert as_text(-1) == "-0.000001 ms"


@given(NANOSECONDS | NEAR, NANOSECONDS | NEAR)
def test_different_times_look_different(one: int, other: int) -> None:
    """However near they are."""
    assert (as_text(one) == as_text(other)) == (one == other)
