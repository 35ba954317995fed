"""Two stores in one process, of which neither knows what the other one holds.

No other story has this content, or these refs: what an earlier scenario may have left in the
process does not hide what these show.
"""

from __future__ import annotations

from ...content import digest_of
from ..scenario import MILLISECOND
from ..script import Delete, Info, OpenReader
from .building import NO_SUCH, ScriptBuilder, Stories

story = Stories()


@story("a second store, made when the first one holds everything, is empty")
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    content = b"of one store"
    digest = digest_of(content)
    one.put_bytes("store-one", content)
    left = one.open("left-by-one", digest=NO_SUCH)
    one.write_bytes(left, content[:5])
    one.close(left)
    one.write_bytes(one.open("held-by-one", digest=NO_SUCH), content[:5])
    two.store, two.at = 1, 10 * MILLISECOND
    two.do(Info(digest))
    two.do(OpenReader(digest))
    for ref in ("left-by-one", "held-by-one"):
        writer = two.open(ref, digest=NO_SUCH)
        two.status(writer)
        two.close(writer)
        two.abort(ref)
    two.put_bytes("store-one", content)
    two.do(Delete(digest))
    two.walk()
    one.wait(20)
    one.read(one.do(OpenReader(digest)))
    one.abort("left-by-one")


@story("what one store lacks, another one may have")
def _(one: ScriptBuilder, two: ScriptBuilder) -> None:
    content = b"of the other"
    digest = digest_of(content)
    one.do(Info(digest))
    one.do(OpenReader(digest))
    one.do(Delete(digest))
    one.abort("the-other")
    two.store, two.at = 1, 10 * MILLISECOND
    two.put_bytes("the-other", content)
    two.do(Info(digest))
    two.read(two.do(OpenReader(digest)))
    one.wait(20)
    one.do(Info(digest))
    one.do(OpenReader(digest))
    two.wait(20)
    two.do(Delete(digest))
    two.do(Info(digest))
