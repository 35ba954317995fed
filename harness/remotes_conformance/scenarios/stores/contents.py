"""Content that is there: readers, info, deletion, and the list of all of it."""

from __future__ import annotations

from ...content import digest_of
from ..script import Delete, Info, OpenReader
from .building import DIGESTS, NO_SUCH, SIZE, ScriptBuilder, Stories

story = Stories()


@story("unknown content is not found")
def _(c: ScriptBuilder) -> None:
    for _ in range(2):
        c.do(OpenReader(NO_SUCH))
        c.do(Info(NO_SUCH))
        c.do(Delete(NO_SUCH))
        c.put()


@story("content is asked for before it is there")
def _(c: ScriptBuilder) -> None:
    for ref in ("one", "two"):
        c.observe(0)
        c.put(ref)
        c.observe(0)
        c.delete()


@story("content is asked for before it is there, by a digest that its writer does not know")
def _(c: ScriptBuilder) -> None:
    c.observe(0)
    c.delete()
    writer = c.open_unknown()
    c.write(writer)
    c.commit(writer, size=0, digest="")
    c.close(writer)
    c.observe(0)
    c.delete()


@story("content is not found by the beginning of its digest")
def _(c: ScriptBuilder) -> None:
    c.put()
    for digest in (DIGESTS[0][:-1] + "0", DIGESTS[0][:40] + "0" * 31):
        c.do(OpenReader(digest))
        c.do(Info(digest))
        c.do(Delete(digest))
        c.close(c.open("two", digest=digest))
    c.observe(0)


@story("much content is listed once")
def _(c: ScriptBuilder) -> None:
    for number in range(25):
        writer = c.open_unknown()
        c.write_bytes(writer, b"%d" % number)
        c.commit(writer, size=0, digest="")
        c.close(writer)
    c.walk()


@story("what is only begun is not found")
def _(c: ScriptBuilder) -> None:
    c.leave_ingest(end=SIZE)
    c.observe(0)
    writer = c.open()
    c.observe(0)
    c.close(writer)


@story("content is read at offsets")
def _(c: ScriptBuilder) -> None:
    c.put()
    reader = c.reader()
    for offset, size in ((0, 12), (3, 4), (11, 5), (12, 1), (20, 3), (0, 0), (-3, 2), (5, 100)):
        c.read_at(reader, offset, size)
    c.read(reader)
    c.close(reader)


@story("content of several pages is read at offsets")
def _(c: ScriptBuilder) -> None:
    content = bytes(range(251)) * 40
    c.put_bytes("one", content)
    reader = c.do(OpenReader(digest_of(content)))
    for offset in (0, 4_000, 4_096, 8_192, 9_000, len(content) - 5):
        for size in (100, len(content)):
            c.read_at(reader, offset, size)
    c.close(reader)


@story("content is read in pieces")
def _(c: ScriptBuilder) -> None:
    c.put()
    reader = c.reader()
    for size in (5, 0, 5, 5, 5):
        c.read(reader, size)
    c.close(reader, reader)


@story("there are several readers of the same content")
def _(c: ScriptBuilder) -> None:
    c.put()
    first, second = c.reader(), c.reader()
    c.read(first, 5)
    c.read(second, 7)
    c.close(first)
    third = c.reader()
    c.read(second)
    c.read(third)
    c.close(second, third)


@story("content is deleted while it is read")
def _(c: ScriptBuilder) -> None:
    c.put()
    first, second = c.reader(), c.reader()
    c.read(first, 5)
    c.delete()
    c.observe(0)
    c.read(first)
    c.read_at(second, 3, 4)
    c.read(second)
    c.close(first, second)


@story("content is deleted, and committed again")
def _(c: ScriptBuilder) -> None:
    c.put()
    reader = c.reader()
    c.delete()
    c.delete()
    c.put("one", 1)
    c.wait(5_000)
    c.put("two", 0)
    c.read(reader)
    c.close(reader)
    c.observe(0, 1)


@story("content is deleted, for which an ingest was begun")
def _(c: ScriptBuilder) -> None:
    c.leave_ingest("begun")
    c.put()
    c.delete()
    writer = c.open("begun")
    c.status(writer)
    c.write(writer, 0, 5)
    c.commit(writer)
    c.close(writer)
    c.observe(0)


@story("writers do not disturb readers")
def _(c: ScriptBuilder) -> None:
    c.put()
    c.get()
    reader = c.reader()
    c.read(reader, 5)
    writer = c.open("one", 1)
    c.write(writer, 1)
    c.read(reader, 3)
    c.commit(writer, 1)
    c.close(writer)
    c.read(reader)
    c.close(reader)
    c.observe(0, 1)


@story("one caller reads, another one deletes", branches=True)
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    one.put()
    one.get()
    two.delete()
    two.put("two", 1)
    two.get(1)


@story("an empty store lists nothing")
def _(c: ScriptBuilder) -> None:
    c.walk()
    c.leave_ingest()
    c.walk()


@story("all content is listed once")
def _(c: ScriptBuilder) -> None:
    for which in range(3):
        c.put(f"ref-{which}", which)
        c.walk()
    c.leave_ingest("open")
    c.delete(1)
    c.walk()
    c.put("again", 1)
    c.walk()


@story("one caller lists all content, another one commits", branches=True)
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    one.put()
    one.walk()
    two.put("two", 1)


@story("content stays as it is")
def _(c: ScriptBuilder) -> None:
    c.put()
    c.observe(0)
    writer = c.open_unknown()
    c.write(writer, 1)
    c.get()
    c.truncate(writer)
    c.get()
    c.commit(writer, 2)
    c.close(writer)
    c.abort()
    c.put("one", 1)
    c.put("two", 2)
    c.observe()
