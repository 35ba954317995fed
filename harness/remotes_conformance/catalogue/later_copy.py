"""COPY, what editions from 1.6 on ask for instead of, or beside, rules of 2017-06."""

from __future__ import annotations

from typing import Final

from .requirement import EDITION_1_6, EDITION_2_X, LATER_EDITIONS, Level, Requirement

REQUIREMENTS: Final = (
    Requirement(
        id="COPY-6a",
        level=Level.MUST,
        text=(
            "A fetch that begins above offset 0 from a source that can neither be sought nor read "
            "at an offset, or has read-at but a `size` that is unknown or not above the offset, "
            "reads up to the offset for nothing and writes the rest. Truncate is never called."
        ),
        editions=LATER_EDITIONS,
        why="What was written stays written; only the line is used once more.",
    ),
    Requirement(
        id="COPY-7a",
        level=Level.MUST,
        text=(
            "If such a source ends before the offset, the handler fails without a Write or a "
            "Commit."
        ),
        editions=LATER_EDITIONS,
        why="A source that is shorter than what is there already is another one.",
    ),
    Requirement(
        id="COPY-8a",
        level=Level.MUST,
        text=(
            "Of the ways to begin above offset 0 that the source of a fetch offers, seeking comes "
            "before read-at, and reading for nothing is the last resort."
        ),
        editions=LATER_EDITIONS,
        why="The bytes that are there already should be moved again only when nothing else works.",
    ),
    Requirement(
        id="COPY-17a",
        level=Level.MUST,
        text=(
            "A size below 0 stands for an unknown one. A fetch runs as usual; in fetch and push "
            "the number reaches the opening of the writer and Commit as it is."
        ),
        editions=LATER_EDITIONS,
        why="Some remotes cannot tell the size beforehand, and the store knows what it means.",
        allows="How a push of unknown size ends is left open.",
    ),
    Requirement(
        id="COPY-18b",
        level=Level.MUST,
        text=(
            "If the size is known and the source ends sooner, though cleanly, an error of the "
            "class *unexpected end* comes out, and Commit is not called."
        ),
        editions=LATER_EDITIONS,
        why="A line that breaks often looks like an end, and the next attempt can resume.",
    ),
    Requirement(
        id="COPY-22a",
        level=Level.MUST,
        text=(
            "An ingest that has all `size` bytes is committed without another Write. A fetch does "
            "not ask the fetcher; a push opens its source."
        ),
        editions=LATER_EDITIONS,
        why="A pull that was killed right before Commit can be finished without any traffic.",
    ),
    Requirement(
        id="COPY-23",
        level=Level.SHOULD,
        text="Every Write but the last of a copy is of 1 MiB, however slowly the bytes come.",
        editions=LATER_EDITIONS,
        why="Each Write of a remote store is a message, and small ones cost as much as large ones.",
        allows="The remainder of a short write, in a Write of its own.",
    ),
    Requirement(
        id="COPY-24",
        level=Level.MUST,
        text=(
            "A *reset* from Write or Commit asks for another round: the Status is asked again, the "
            "source is brought to the offset that it tells, and the copy goes on from there to a "
            "Commit. It succeeds if the source can go back and nothing else is wrong; whenever it "
            "succeeds, the whole content was committed. Truncate is not called."
        ),
        editions=LATER_EDITIONS,
        why="A remote may lose an upload half-way, and knows best where it wants to go on.",
        allows=(
            "An error, where a source that only runs forwards had to go back, or where the ingest "
            "was complete and no source has been opened."
        ),
    ),
    Requirement(
        id="COPY-25",
        level=Level.MUST,
        text=(
            "After the fifth *reset* of one copy the handler fails, without another Write or "
            "Commit."
        ),
        editions=EDITION_1_6,
        why="A remote that asks for resets for ever has another problem.",
        allows="An error of any class.",
    ),
    Requirement(
        id="COPY-26",
        level=Level.MUST,
        text="The number of rounds after a *reset* has no limit: COPY-24 holds for each of them.",
        editions=EDITION_2_X,
        why="Whoever moves tens of gigabytes may meet more than a few restarts of the remote.",
    ),
)
