"""A cut in a script: where the power is cut, and what of the last operations the disk has lost.

Operations of the file system are numbered in the order in which the store made them, from 0 on; its
constructor's come first. A cut in which nothing is lost is a killed process.
"""

from __future__ import annotations

from dataclasses import dataclass

AFTERWARDS = ("other", "resume", "blind")
"""The callers' use of the refs of the script when the store is opened again: write other content;
go on at the offset, with the digest; go on at the offset, without it."""


@dataclass(frozen=True, slots=True)
class Torn:
    """The rest of bytes that were not synced.

    `file`: the number of the operation that made the file. `how`: "none"; "zeros" (the length, but
    no bytes); "half" (the last write is torn); "first N" (so many writes); "hole N" (that write is
    lost, later ones are not).
    """

    file: int
    how: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The power is cut, or the process is killed, when `after` operations are done.

    `lost`: the numbers of the operations on names which the disk has lost. `torn`: the files that
    have lost bytes. `then`: one of `AFTERWARDS`. `killed`: before that, when so many operations
    were done, the process was killed, and another one took all steps again (None: it was not).

    `by_calls`: the store is that of a program, whose operations are not seen, and which is killed:
    after 2 n, when n calls were answered; after 2 n + 1, while the next one is under way.
    """

    after: int
    lost: tuple[int, ...] = ()
    torn: tuple[Torn, ...] = ()
    then: str = "other"
    killed: int | None = None
    by_calls: bool = False

    @property
    def is_kill(self) -> bool:
        """The disk has lost nothing."""
        return not self.lost and not self.torn
