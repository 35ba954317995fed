"""Scripts in which the power is cut: one caller, and content that is known by its digest."""

from __future__ import annotations

from functools import partial
from typing import Final

from ...content import digest_of
from ..script import DISK_CALLS
from .building import BLOBS, SIZE, ScriptBuilder, Stories, made

LARGE: Final = bytes(range(1, 251)) * 40
"""More than a page, and more than the buffer of a file."""


KNOWN: Final = {
    digest_of(content, algorithm): content
    for content in (*BLOBS, LARGE, b"")
    for algorithm in ("sha256", "sha512")
}
"""All content of these scripts, by its digests."""

story = Stories()


@story("content is committed")
def _committed(c: ScriptBuilder) -> None:
    c.put()


@story("content is there, and its digest is opened and committed again")
def _exists(c: ScriptBuilder) -> None:
    second = c.open("two", 0, digest="")
    c.write(second)
    c.put()
    c.open("three", 0)
    c.commit(second)
    c.close(second)


@story("an ingest is left behind, resumed and committed")
def _resumed(c: ScriptBuilder) -> None:
    c.leave_ingest()
    writer = c.open()
    c.write(writer, 0, 5)
    c.commit(writer)
    c.close(writer)


@story("a whole ingest is left behind, and committed by another writer")
def _left(c: ScriptBuilder) -> None:
    c.leave_ingest(end=SIZE)
    writer = c.open()
    c.commit(writer)
    c.close(writer)


@story("two contents are committed, then the first is deleted")
def _deleted(c: ScriptBuilder) -> None:
    c.put("one", 0)
    c.put("two", 1)
    c.delete(0)


@story("an ingest is aborted, and its ref used for other content")
def _aborted(c: ScriptBuilder) -> None:
    c.leave_ingest("one", 0)
    c.abort("one")
    c.put("one", 1)


@story("content of several pages is committed by its SHA-512")
def _large(c: ScriptBuilder) -> None:
    digest = digest_of(LARGE, "sha512")
    writer = c.open("large", size=len(LARGE), digest=digest)
    c.write_bytes(writer, LARGE[:6000])
    c.write_bytes(writer, LARGE[6000:])
    c.commit(writer, size=len(LARGE), digest=digest)
    c.close(writer)


@story("empty content is committed")
def _empty(c: ScriptBuilder) -> None:
    writer = c.open("empty", size=0, digest=digest_of(b""))
    c.commit(writer, size=0, digest=digest_of(b""))
    c.close(writer)


CUT_STORIES: Final = tuple(story.all)
"""In the order in which they are played, without cuts."""


def _failing(c: ScriptBuilder, *, where: str, call: str, nth: int, then: int = 0) -> None:
    """Something fails once; then all is done again, or the ref is used for other content."""
    writer = c.open()
    steps = {"open": writer, "write": c.write(writer), "commit": c.commit(writer)}
    c.close(writer)
    steps["close"] = len(c.steps) - 1
    c.fail(steps[where], call, nth, "ENOSPC" if call in ("open", "write") else "EIO")
    again = c.open("one", then)
    c.truncate(again)
    c.write(again, then)
    c.commit(again, then)
    c.close(again)


def _failing_sync(c: ScriptBuilder, *, closes: bool) -> None:
    """A sync fails in a Commit, which is called again: by the same writer, or after a resume."""
    writer = c.open()
    c.write(writer)
    c.fail(c.commit(writer), "fsync", 1, "EIO")
    if closes:
        c.close(writer)
        writer = c.open()
    c.commit(writer)
    c.close(writer)


FAILING: Final = (
    tuple(
        made(f"fsync fails in commit, {name}", partial(_failing_sync, closes=closes))
        for name, closes in (
            ("which is called again", False),
            ("the ref is opened and committed", True),
        )
    )
    + tuple(
        made(
            f"{call} fails in commit, then other content",
            partial(_failing, where="commit", call=call, nth=nth, then=1),
        )
        for call in ("fsync", "rename")
        for nth in (1, 2)
    )
    + tuple(
        made(f"{call} fails in {where}", partial(_failing, where=where, call=call, nth=nth))
        for where in ("open", "write", "commit", "close")
        for call in DISK_CALLS
        for nth in ((1, 2, 3) if where == "commit" else (1,))
    )
)
"""An ingest in which a call of the operating system fails, from the first, second or third on."""
