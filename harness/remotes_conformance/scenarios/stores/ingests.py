"""The bytes of an ingest: write, resume, truncate, commit."""

from __future__ import annotations

from functools import partial

from ...content import digest_of
from ..script import Info, OpenReader
from .building import BLOBS, SIZE, ScriptBuilder, Stories, made

story = Stories()


def _back(c: ScriptBuilder, digest: str, size: int = 100) -> None:
    """Content that is none of the blobs is read back."""
    reader = c.do(OpenReader(digest))
    for _ in range(3):
        c.read(reader, size)
    c.close(reader)
    c.do(Info(digest))
    c.walk()


@story("an ingest is written, and read back")
def _(c: ScriptBuilder) -> None:
    c.put()
    c.observe(0)
    writer = c.open_unknown()
    c.status(writer)
    c.close(writer)
    c.observe(0)


@story("an ingest of unknown size and digest is committed")
def _(c: ScriptBuilder) -> None:
    writer = c.open_unknown()
    c.status(writer)
    c.write(writer)
    c.commit(writer, size=0, digest="")
    c.close(writer)
    c.observe(0)


@story("an ingest is committed, its size unknown, or negative")
def _(c: ScriptBuilder) -> None:
    for which, size in ((0, 0), (1, -1)):
        writer = c.open("one", which, size=size)
        c.write(writer, which)
        c.commit(writer, which, size=size)
        c.close(writer)
    c.observe(0, 1)


@story("an ingest is resumed")
def _(c: ScriptBuilder) -> None:
    c.leave_ingest()
    writer = c.open()
    c.status(writer)
    c.write(writer, 0, 5)
    c.status(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(0)


@story("an ingest of unknown size and digest is resumed")
def _(c: ScriptBuilder) -> None:
    for start, end in ((0, 3), (3, 7), (7, SIZE)):
        writer = c.open_unknown()
        c.status(writer)
        c.write(writer, 0, start, end)
        c.status(writer)
        c.close(writer)
    writer = c.open_unknown()
    c.commit(writer, size=0, digest="")
    c.close(writer)
    c.observe(0)


@story("a complete ingest is resumed, and committed")
def _(c: ScriptBuilder) -> None:
    c.leave_ingest(end=SIZE)
    writer = c.open()
    c.status(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(0)


@story("an ingest is truncated, and written again")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.truncate(writer)
    c.status(writer)
    c.write(writer)
    c.status(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(0)


@story("an ingest is truncated, its digest unknown")
def _(c: ScriptBuilder) -> None:
    writer = c.open_unknown()
    c.write(writer, 1)
    c.truncate(writer)
    c.write(writer)
    c.commit(writer, size=0, digest="")
    c.close(writer)
    c.observe(0, 1)


def _truncated(c: ScriptBuilder, *, algorithm: str) -> None:
    c.put_bytes("other", BLOBS[2], algorithm)  # a store without the algorithm fails here
    digest = digest_of(BLOBS[0], algorithm)
    writer = c.open(digest=digest)
    c.write(writer, 1)
    c.truncate(writer)
    c.write(writer)
    c.commit(writer, digest=digest)
    c.close(writer)
    _back(c, digest)


for _name in ("SHA-512", "SHA-384"):
    _steps = partial(_truncated, algorithm=_name.replace("-", "").lower())
    story.all.append(made(f"an ingest is truncated, and committed with a {_name}", _steps))


@story("a resumed ingest is truncated, and written again")
def _(c: ScriptBuilder) -> None:
    c.leave_ingest("one", 1)
    writer = c.open()
    c.truncate(writer)
    c.status(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(0, 1)


@story("a truncated ingest is left behind, and resumed")
def _(c: ScriptBuilder) -> None:
    c.leave_ingest("one", 1)
    writer = c.open()
    c.truncate(writer)
    c.close(writer)
    writer = c.open()
    c.status(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(0, 1)


@story("a refused Truncate does not free the ref")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.truncate(writer, 5)
    c.open()
    c.abort()
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(0)


@story("an ingest is resumed for another digest, or for any")
def _(c: ScriptBuilder) -> None:
    c.close(c.open("one", 1))
    writer = c.open_unknown()
    c.write(writer)
    c.commit(writer, size=0, digest="")
    c.close(writer)
    c.observe(0)


@story("an ingest cannot be truncated to another size")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.truncate(writer)
    c.write(writer, 0, 0, 5)
    for size in (3, 5, 7, -1):
        c.truncate(writer, size)
    c.status(writer)
    c.write(writer, 0, 5)
    c.commit(writer)
    c.close(writer)
    c.observe(0)


@story("the status says what was written")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.status(writer)
    c.write(writer, 0, 0, 1)
    c.status(writer)
    c.write(writer, 0, 1, 1)
    c.status(writer)
    c.wait(1_500)
    c.write(writer, 0, 1)
    c.status(writer)
    c.close(writer)
    c.wait(1_500)
    writer = c.open_unknown()
    c.status(writer)
    c.close(writer)
    writer = c.open()
    c.status(writer)
    c.commit(writer)
    c.close(writer)


@story("the times of an ingest do not run backwards when it is truncated")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.wait(1_500)
    c.write(writer)
    c.status(writer)
    c.truncate(writer)
    c.status(writer)
    c.close(writer)


@story("time passes between the last Write and the Commit")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.wait(5_000)
    c.write(writer)
    c.wait(5_000)
    c.commit(writer)
    c.wait(5_000)
    c.close(writer)
    c.info()


@story("empty content is committed")
def _(c: ScriptBuilder) -> None:
    writer = c.open(size=0, digest=digest_of(b""))
    c.write_bytes(writer, b"")
    c.commit(writer, size=0, digest=digest_of(b""))
    c.close(writer)
    _back(c, digest_of(b""))


def _longer(c: ScriptBuilder, *, algorithm: str) -> None:
    digest = digest_of(BLOBS[0], algorithm)
    writer = c.open(size=SIZE, digest="")
    c.write(writer)
    c.commit(writer, size=SIZE, digest=digest)
    c.close(writer)
    _back(c, digest)


for _name in ("SHA-512", "SHA-384"):
    _steps = partial(_longer, algorithm=_name.replace("-", "").lower())
    story.all.append(made(f"content with a {_name} is committed", _steps))


@story("content of 100 kB is written at once, and read back")
def _(c: ScriptBuilder) -> None:
    content = bytes(range(250)) * 400
    c.put_bytes("one", content)
    _back(c, digest_of(content), len(content))


@story("content of 300 kB is written in pieces, resumed, and read back")
def _(c: ScriptBuilder) -> None:
    piece = bytes(range(256)) * 400
    content = piece * 3
    digest = digest_of(content)
    writer = c.open(size=len(content), digest=digest)
    c.write_bytes(writer, piece)
    c.write_bytes(writer, piece)
    c.close(writer)
    writer = c.open(size=len(content), digest=digest)
    c.status(writer)
    c.write_bytes(writer, piece)
    c.commit(writer, size=len(content), digest=digest)
    c.close(writer)
    _back(c, digest, len(content))
