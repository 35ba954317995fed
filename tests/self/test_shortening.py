"""A quotation that is cut ends with a mark."""

from __future__ import annotations

import pytest
from remotes_conformance.telling.shortening import beside, cut, short


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ten chars.", "ten chars."),
        ("just too long", "just too…"),
        ("a 'layer-123456'", "a 'layer…'"),
        ("“an error” and so on", "“an erro…”"),
        ("'ab' or 'cdefghij'", "'ab' or …"),
        ("it's what doesn't fit", "it's wha…"),
        ("b'a\\'bcdefghijkl'", "b'a\\'bcd…'"),
    ],
)
def test_a_quotation_that_is_cut_is_closed(text: str, expected: str) -> None:
    """Apostrophes and escaped quotes open and close nothing."""
    assert cut(text, 10) == expected


def test_observed_texts_are_cut_so() -> None:
    """The end of a long quotation is marked inside of it."""
    assert short(f"the error “{'x' * 300}”").endswith("x…”")


def test_the_shorter_of_two_texts_leaves_its_room_to_the_other() -> None:
    """On one line."""
    assert beside("a" * 50, "never", 30) == ("a" * 23 + "…", "never")
    assert beside("a" * 5, "b" * 50, 30) == ("aaaaa", "b" * 23 + "…")
    assert [len(text) for text in beside("a" * 50, "b" * 50, 30)] == [14, 15]
