"""Names that come from anywhere: malformed digests and strange refs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

from ..script import Delete, Info, OpenReader
from .building import BLOBS, DIGESTS, SIZE, ScriptBuilder, Stories, made

story = Stories()

_HEX = DIGESTS[0].partition(":")[2]


def _malformed(digest: str) -> dict[str, str]:
    """Malformed forms of a digest, by what is wrong with them."""
    encoded = digest.partition(":")[2]
    return {
        "a path": "sha256:../../x",
        "a longer path": "sha256:../../../../x",
        "the path of a file outside": "sha256:../../../secret",
        "a path for an algorithm": f"../../../x:{encoded}",
        "upper-case hex": f"sha256:{encoded.upper()}",
        "a short one": f"sha256:{encoded[:-1]}",
        "a long one": f"sha256:{encoded}0",
        "an unknown algorithm": f"sha257:{encoded}",
        "no algorithm": encoded,
        "a colon": ":",
        "other signs": f"sha256:{encoded[:-1]}g",
        "a line break": f"sha256:{encoded}\n",
        "NUL": f"sha256:{encoded[:-1]}\0",
    }


MALFORMED = _malformed(DIGESTS[0])
"""Malformed digests, by what is wrong with them."""
_OTHER_ALGORITHMS = ("md5", "sha1", "sha224", "blake2b")
"""A library of hashes has them; content may not be named by them."""


def _digest_by(algorithm: str, content: bytes) -> str:
    # It has to work where md5 may not be used for security.
    hashed = hashlib.new(algorithm, content, usedforsecurity=False)
    return f"{algorithm}:{hashed.hexdigest()}"


def _digest(c: ScriptBuilder, *, present: str, written: str) -> None:
    """Malformed forms of the digest of content that is present, and of content that is written."""
    c.put()
    c.open("two", digest=present)
    writer = c.open("two", 1)
    c.write(writer, 1)
    c.commit(writer, digest=written)
    c.close(writer)
    c.do(OpenReader(present))
    c.do(Info(present))
    c.do(Delete(present))
    c.observe(0)


for _name, _written in _malformed(DIGESTS[1]).items():
    _steps = partial(_digest, present=MALFORMED[_name], written=_written)
    story.all.append(made(f"a digest is malformed: {_name}", _steps))
for _name in _OTHER_ALGORITHMS:
    _steps = partial(
        _digest, present=_digest_by(_name, BLOBS[0]), written=_digest_by(_name, BLOBS[1])
    )
    story.all.append(made(f"a digest is malformed: its algorithm is {_name}", _steps))


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
