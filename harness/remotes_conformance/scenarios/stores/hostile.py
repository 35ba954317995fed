"""Names that come from anywhere: malformed digests and strange refs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..script import Delete, Info, OpenReader
from .building import DIGESTS, SIZE, ScriptBuilder, Stories, made

story = Stories()

_HEX = DIGESTS[0].partition(":")[2]
MALFORMED = {
    "a path": "sha256:../../x",
    "a longer path": "sha256:../../../../x",
    "the path of a file outside": "sha256:../../../secret",
    "a path for an algorithm": f"../../../x:{_HEX}",
    "upper-case hex": f"sha256:{_HEX.upper()}",
    "a short one": f"sha256:{_HEX[:-1]}",
    "a long one": f"sha256:{_HEX}0",
    "an unknown algorithm": f"sha257:{_HEX}",
    "no algorithm": _HEX,
    "a colon": ":",
    "other signs": f"sha256:{_HEX[:-1]}g",
    "a line break": f"sha256:{_HEX}\n",
    "NUL": f"sha256:{_HEX[:-1]}\0",
}
"""Malformed digests, by what is wrong with them."""


def _digest(c: ScriptBuilder, *, digest: str) -> None:
    c.put()
    c.open("two", digest=digest)
    writer = c.open("two", 1)
    c.write(writer, 1)
    c.commit(writer, digest=digest)
    c.close(writer)
    c.do(OpenReader(digest))
    c.do(Info(digest))
    c.do(Delete(digest))
    c.observe(0)


for _name, _malformed in MALFORMED.items():
    story.all.append(made(f"a digest is malformed: {_name}", partial(_digest, digest=_malformed)))


STRANGE: dict[str, Sequence[str]] = {
    "paths": ("..", "../..", "../../x", "../../../x", "./x", "x/../x", "a/b", "a"),
    "keys of handlers": (
        f"layer-{DIGESTS[0]}",
        f"config-{DIGESTS[0]}",
        f"layer-{DIGESTS[1]}",
        f"unknown-sha512:{_HEX}{_HEX}",
    ),
    "slashes and other signs": ("a/b", "a_b", "a-b", "a%2Fb", "a\\b", "a:b", "a b"),
    "cases": ("ref", "REF", "Ref"),
    "long ones": ("x" * 5_000, "x" * 4_999, "x" * 200, "x" * 201),
    "empty, blank": ("", " ", ".", "a"),
    "control characters": ("a\0b", "a", "a\n", "a\r"),
    "Unicode": ("\u00e9", "e\u0301", "\U0001f40b", "\u202eref", "ref"),
    "what looks like a file of the store": ("ref", "ref.json", "ref.lock", "data", "sha256"),
}
"""Refs that have to be kept apart, by what they have in common."""


def _refs(c: ScriptBuilder, *, refs: Sequence[str]) -> None:
    """All are open at once; each keeps its own bytes, as many as its number."""
    writers = [c.open_unknown(ref) for ref in refs]
    for number, writer in enumerate(writers, 1):
        c.write(writer, number % 3, 0, number)
    c.close(*writers)
    writers = [c.open_unknown(ref) for ref in refs]
    for writer in writers:
        c.status(writer)
    c.close(*writers)
    for number, ref in enumerate(refs, 1):
        writer = c.open_unknown(ref)
        c.write(writer, number % 3, number, SIZE)
        if number <= 3:
            c.commit(writer, number % 3)
        c.close(writer)
    c.observe()


for _name, _strange in STRANGE.items():
    story.all.append(made(f"refs are strange: {_name}", partial(_refs, refs=_strange)))
