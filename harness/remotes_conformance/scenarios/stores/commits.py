"""Commits that fail, how a ref recovers from them, and content that is there already."""

from __future__ import annotations

from functools import partial

from ...content import digest_of
from .building import BLOBS, DIGESTS, SIZE, ScriptBuilder, Stories, made

story = Stories()


def _wrong(c: ScriptBuilder, *, end: int, size: int, digest: str | None) -> None:
    """Something is wrong at the Commit."""
    writer = c.open(size=0, digest="")
    c.write(writer, 0, 0, end)
    c.commit(writer, size=size, digest=digest)
    c.observe()
    c.close(writer)
    c.close(c.open_unknown())
    c.observe()


for _name, _end, _size, _digest in (
    ("less was written than its size", 5, SIZE, ""),
    ("more was written than its size", SIZE, 5, ""),
    ("it has another digest", SIZE, 0, digest_of(BLOBS[1])),
    ("it has another digest, and the right size", SIZE, SIZE, digest_of(BLOBS[1])),
    ("its digest differs in the last sign", SIZE, 0, DIGESTS[0][:-1] + "0"),
    ("its digest differs in the first sign", SIZE, 0, "sha256:0" + DIGESTS[0][8:]),
    ("it has another SHA-512", SIZE, 0, digest_of(BLOBS[1], "sha512")),
    ("it has another SHA-384", SIZE, 0, digest_of(BLOBS[1], "sha384")),
    ("it has the right digest, and another size", SIZE, 13, None),
    ("nothing was written", 0, 0, None),
):
    story.all.append(
        made(f"a Commit fails: {_name}", partial(_wrong, end=_end, size=_size, digest=_digest))
    )


@story("after a failed Commit the ref is written again")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.commit(writer)
    c.close(writer)
    writer = c.open()
    c.truncate(writer)
    c.status(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe()


@story("after a failed Commit the same writer is written again")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.commit(writer)
    c.truncate(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(1)


@story("after a failed Commit the ingest is aborted, and begun anew")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.commit(writer)
    c.close(writer)
    c.abort()
    writer = c.open()
    c.status(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe()


@story("after a failed Commit the ingest is aborted, before its writer is closed")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.commit(writer)
    c.abort()
    c.write(writer, 2)
    c.status(writer)
    c.truncate(writer)
    c.commit(writer)
    c.close(writer)
    c.put()
    c.observe()


@story("after a Commit that came too early the rest is written")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 0, 0, 5)
    c.commit(writer)
    c.close(writer)
    writer = c.open()
    c.truncate(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe()


@story("after a failed Commit other content is written under the ref")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 1)
    c.commit(writer)
    c.close(writer)
    writer = c.open_unknown()
    c.truncate(writer)
    c.write(writer, 2)
    c.commit(writer, 2)
    c.close(writer)
    c.observe()


@story("after a failed Commit the ref is opened again, before the writer is closed")
def _(c: ScriptBuilder) -> None:
    first = c.open()
    c.write(first, 1)
    c.commit(first)
    second = c.open()
    c.write(first, 2)
    c.close(first)
    c.truncate(second)
    c.write(second)
    c.commit(second)
    c.close(second)
    writer = c.open()
    c.truncate(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(0)


@story("the same content is committed under two refs")
def _(c: ScriptBuilder) -> None:
    first, second = c.open("one"), c.open("two")
    c.write(first)
    c.write(second)
    c.commit(first)
    c.close(first)
    c.info()
    c.wait(2_000)
    c.commit(second)
    c.close(second)
    c.observe(0)
    c.abort("two")
    writer = c.open_unknown("two")
    c.status(writer)
    c.close(writer)
    c.observe(0)


@story("the same content is committed under two refs, its digest unknown")
def _(c: ScriptBuilder) -> None:
    c.put()
    c.observe(0)
    writer = c.open_unknown("two")
    c.write(writer)
    c.commit(writer, size=0, digest="")
    c.close(writer)
    writer = c.open_unknown("two")
    c.status(writer)
    c.close(writer)
    c.observe(0)


@story("a writer whose Commit failed with exists takes nothing")
def _(c: ScriptBuilder) -> None:
    writer = c.open_unknown("two")
    c.write(writer)
    c.put()
    c.commit(writer)
    c.write(writer, 1)
    c.truncate(writer)
    c.commit(writer, 1)
    c.close(writer)
    c.observe(0, 1)


@story("two callers commit the same content", branches=True)
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    for ref, c in (("one", one), ("two", two)):
        c.put(ref)
        c.observe(0)


@story("a ref is used for one content after the other")
def _(c: ScriptBuilder) -> None:
    for which in range(3):
        c.put("one", which)
        c.observe(which)
    for which in range(3):
        c.get(which)
