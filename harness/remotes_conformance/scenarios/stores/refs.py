"""The owner of a ref: one writer at a time, and what frees it."""

from __future__ import annotations

from .building import DIGESTS, ScriptBuilder, Stories

story = Stories()


@story("a ref has one writer at a time")
def _(c: ScriptBuilder) -> None:
    first = c.open()
    c.open()
    c.write(first)
    c.close(first)
    second = c.open()
    c.status(second)
    c.commit(second)
    c.close(second)
    c.observe(0)


@story("a ref has one writer at a time, whatever digest is named")
def _(c: ScriptBuilder) -> None:
    first = c.open("one", 0)
    c.open("one", 1)
    c.open_unknown("one")
    c.write(first)
    c.commit(first)
    c.close(first)
    c.get()


@story("two callers open one ref", branches=True)
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    for c in (one, two):
        c.put("one", 0)
        c.get(0)


@story("a ref is held for long")
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    writer = one.open()
    one.wait(10_000)
    one.close(writer)
    two.wait(5)
    two.open()


@story("other refs are not affected")
def _(c: ScriptBuilder) -> None:
    first, second = c.open("one", 0), c.open("two", 1)
    c.write(first, 0, 0, 5)
    c.write(second, 1, 0, 7)
    c.write(first, 0, 5)
    c.status(second)
    c.write(second, 1, 7)
    c.commit(second, 1)
    c.commit(first, 0)
    c.close(first, second)
    c.observe(0, 1)


@story("two stores have the same ref, and not the same content")
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    two.store = 1
    first = one.open()
    one.write(first)
    one.wait(10)
    one.commit(first)
    one.close(first)
    one.observe(0)
    two.wait(1)
    other = two.open()
    two.status(other)
    two.write(other, 0, 0, 5)
    two.wait(20)
    two.info(0)
    two.reader(0)
    two.walk()
    two.close(other)


@story("content that is there is not ingested again")
def _(c: ScriptBuilder) -> None:
    c.put()
    c.open("one", 0)
    c.open("two", 0)
    # Neither of the two refs is left locked.
    for ref in ("one", "two"):
        writer = c.open(ref, 1)
        c.status(writer)
        c.close(writer)
    c.observe(0)


@story("a ref is free after each way to close it")
def _(c: ScriptBuilder) -> None:
    for _ in range(2):
        c.close(c.open())
    c.put()
    c.close(c.open_unknown())


@story("a writer that cannot be opened leaves its ref free")
def _(c: ScriptBuilder) -> None:
    c.open("one", digest="sha256:nonsense")
    c.open("one", digest="nonsense")
    c.close(c.open("one"))


@story("a ref is opened with another size, or another digest")
def _(c: ScriptBuilder) -> None:
    c.leave_ingest()
    c.close(c.open("one", 0, size=13))
    c.close(c.open("one", 1))
    last = c.open("one", 0)
    c.status(last)
    c.close(last)


@story("an ingest is resumed with another size")
def _(c: ScriptBuilder) -> None:
    c.leave_ingest()
    writer = c.open("one", 0, size=13)
    c.status(writer)
    c.write(writer, 0, 5)
    c.commit(writer, size=0)
    c.close(writer)
    c.observe(0)


@story("a second Close frees no ref of another writer")
def _(c: ScriptBuilder) -> None:
    first = c.open()
    c.close(first, first)
    second = c.open()
    c.close(first)
    c.open()
    c.write(second)
    c.commit(second)
    c.close(second, second)
    c.get()


@story("a Close after a Commit frees no ref of another writer")
def _(c: ScriptBuilder) -> None:
    first = c.open()
    c.write(first)
    c.commit(first)
    c.close(first)
    second = c.open("one", 1)
    c.close(first)
    c.open("one", 1)
    c.write(second, 1)
    c.commit(second, 1)
    c.close(second)
    c.observe(0, 1)


@story("a closed writer takes nothing")
def _(c: ScriptBuilder) -> None:
    first = c.open()
    c.write(first, 0, 0, 5)
    c.close(first)
    c.write(first, 1)
    c.truncate(first)
    c.commit(first, size=5, digest="")
    second = c.open()
    c.status(second)
    c.write(second, 0, 5)
    c.write(first, 1)
    c.commit(second)
    c.close(second)
    c.observe(0)


@story("a committed writer takes nothing")
def _(c: ScriptBuilder) -> None:
    first = c.open()
    c.write(first)
    c.commit(first)
    c.write(first, 1)
    c.truncate(first)
    c.commit(first)
    c.get()
    c.close(first)
    c.write(first, 1)
    c.observe(0)


@story("an ingest is aborted")
def _(c: ScriptBuilder) -> None:
    c.abort("never opened")
    c.leave_ingest()
    c.abort()
    c.abort()
    writer = c.open()
    c.status(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.abort()
    c.observe(0)
    c.abort(f"layer-{DIGESTS[1]}")


@story("other refs begin like one that is aborted, and then committed")
def _(c: ScriptBuilder) -> None:
    others = ("a/b", "ab", "a.b", "b/a")
    for ref in ("a", *others):
        c.leave_ingest(ref)
    c.abort("a")
    for ref in others:
        writer = c.open(ref)
        c.status(writer)
        c.close(writer)
    c.put("a", 1)
    for ref in others:
        writer = c.open(ref)
        c.status(writer)
        c.close(writer)
    c.put("a", 2)


@story("an ingest that is open cannot be aborted")
def _(c: ScriptBuilder) -> None:
    writer = c.open()
    c.write(writer, 0, 0, 5)
    c.abort()
    c.status(writer)
    c.write(writer, 0, 5)
    c.commit(writer)
    c.close(writer)
    c.observe(0)


@story("one caller writes, another one aborts", branches=True)
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    one.put()
    one.get()
    two.abort()
    two.abort()


@story("one caller commits, another one opens its ref", branches=True)
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    one.put()
    writer = two.open()
    two.status(writer)
    two.close(writer)
