"""Content of other forms than text, and content under each of its digests."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import partial

from ...content import digest_of
from ..script import Delete, Info, OpenReader
from .building import BLOBS, ScriptBuilder, Stories, made

story = Stories()


def _look(c: ScriptBuilder, digest: str) -> None:
    """What is there under a digest."""
    c.do(Info(digest))
    reader = c.do(OpenReader(digest))
    for _ in range(2):
        c.read(reader)
    c.close(reader)


@story("content has two digests, and is deleted by one of them")
def _(c: ScriptBuilder) -> None:
    digests = tuple(digest_of(BLOBS[0], algorithm) for algorithm in ("sha256", "sha512"))
    for deleted, kept in (digests, digests[::-1]):
        for digest in (deleted, kept):
            c.put_bytes("one", BLOBS[0], digest.partition(":")[0])
            _look(c, digest)
        c.do(Delete(deleted))
        _look(c, kept)
        c.do(Info(deleted))
        c.walk()


_GZIPPED = (
    b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01\x0c\0\xf3\xff"
    + BLOBS[0]
    + zlib.crc32(BLOBS[0]).to_bytes(4, "little")
    + len(BLOBS[0]).to_bytes(4, "little")
)
"""A gzip stream, the same bytes with every version of the library."""
_FORMS = {
    "ends in zeros": (b"abc", b"\0" * 9),
    "begins with zeros": (b"\0" * 9, b"abc"),
    "is a gzip stream": (_GZIPPED[:18], _GZIPPED[18:]),
    "has the line ends of several systems": (b"one\r\ntwo\r", b"\nthree\n\x1a\r"),
}
"""Content that a store may take for something other than bytes, in pieces."""


def _in_pieces(c: ScriptBuilder, *, pieces: Sequence[bytes]) -> None:
    content = b"".join(pieces)
    digest = digest_of(content)
    writer = c.open(size=len(content), digest=digest)
    for piece in pieces:
        c.write_bytes(writer, piece)
        c.status(writer)
    c.commit(writer, size=len(content), digest=digest)
    c.close(writer)
    _look(c, digest)
    reader = c.do(OpenReader(digest))
    c.read_at(reader, 2, len(content))
    c.close(reader)


for _name, _pieces in _FORMS.items():
    story.all.append(made(f"content {_name}", partial(_in_pieces, pieces=_pieces)))
