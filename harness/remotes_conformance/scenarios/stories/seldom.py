"""Stories for the ways through the table of the rules that no other story leads."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import Answer
from .building import (
    SIZE,
    Story,
    answered,
    blob,
    both,
    fetch,
    from_source,
    since_1_6,
    story,
    with_size,
)
from .resets import SEEKS, reset
from .resuming import resumed

_FETCHED = fetch()

STORIES: tuple[Story, ...] = (
    *both(
        "{} whose source breaks right after the last byte",
        from_source(_FETCHED, breaks_at=SIZE, breaks_with="unavailable"),
    ),
    *both(
        "{} whose source breaks with its last bytes, of which a write takes a part",
        answered(
            from_source(
                _FETCHED, pieces=(15,), breaks_at=15, breaks_with="unavailable", with_end=True
            ),
            Answer("Write", 1, count=7),
        ),
    ),
    *both(
        "{} whose seek to the start would fail",
        answered(from_source(_FETCHED, **SEEKS), Answer("Seek", error="unavailable")),
    ),
    *both(
        "{} whose seek to the start would land elsewhere",
        answered(from_source(_FETCHED, **SEEKS), Answer("Seek", position=5)),
    ),
    *both(
        "{} that resumes from a seekable source, which breaks after three bytes",
        resumed(10, ("seek",), breaks_at=3, breaks_with="unavailable"),
    ),
    *both(
        "{} whose source breaks with its first three bytes",
        from_source(_FETCHED, breaks_at=3, with_end=True, breaks_with="unavailable"),
    ),
    *both(
        "{} that resumes from a plain source, which breaks with its first three bytes",
        resumed(10, (), breaks_at=3, with_end=True, breaks_with="unavailable"),
    ),
    story(
        "a fetch resumes, of unknown size, from a read-at source that breaks at once",
        with_size(resumed(10, ("read_at",), breaks_at=0, breaks_with="unavailable"), -1),
    ),
    *since_1_6(
        *both(
            "{} whose write asks for a reset five times",
            answered(from_source(_FETCHED, **SEEKS), *reset("Write", *([0] * 5))),
        ),
        *(
            variant
            for times, words in ((1, "a reset"), (5, "five resets"))
            for variant in both(
                f"{{}} whose source breaks, and whose write then asks for {words}",
                answered(
                    from_source(_FETCHED, breaks_at=11, breaks_with="unavailable", **SEEKS),
                    *reset("Write", *([0] * times)),
                ),
            )
        ),
        story(
            "a descriptor embeds its content, of which all is there",
            fetch(
                descriptor=replace(_FETCHED.descriptor, data=blob().content),
                partial=blob(),
            ),
        ),
    ),
)
