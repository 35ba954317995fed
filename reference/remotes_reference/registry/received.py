"""The answer to one request as it arrives: its head, and a body of a known length, in chunks, or up
to the end of the connection.

`http.client` reads heads with its parser of e-mails, and `urllib3` prepares for decoding, caching
and retries. Without them, a small request takes less than half of the CPU time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from http.client import (
    BadStatusLine,
    HTTPException,
    IncompleteRead,
    LineTooLong,
    RemoteDisconnected,
)
from typing import BinaryIO, Final

_LONGEST_LINE: Final = 64 * 1024
_MOST_FIELDS: Final = 100
_MOST_INTERIM: Final = 10
_STATUS: Final = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9][0-9])(?: .*)?\r?\n")
_CHUNK: Final = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;.*)?\r?\n")
_LENGTH: Final = re.compile("[0-9]{1,18}")
_TO_THE_END: Final = 2**63
"""The length of a body that ends with its connection."""


class Fields(Mapping[str, str]):
    """Header fields, whatever the case of their names; equal names have one value, with commas."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def add(self, name: str, value: str) -> None:
        name = name.lower()
        before = self._values.get(name)
        self._values[name] = value if before is None else f"{before}, {value}"

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Received:
    """The answer on *stream* to a request with *method*.

    *end* is called once, with True if the connection can be used for another request. Raises
    `HTTPException`, `OSError`.
    """

    def __init__(self, stream: BinaryIO, method: str, end: Callable[[bool], object]) -> None:
        self._stream = stream
        self._end: Callable[[bool], object] | None = end
        for _ in range(_MOST_INTERIM):
            minor, self.status = self._status_line()
            self.headers = self._fields()
            if self.status >= 200:
                break
        else:
            raise HTTPException("interim answers only")
        options = self.headers.get("Connection", "").lower()
        self._keeps = "close" not in options and (minor == 1 or "keep-alive" in options)
        self._is_chunked = False
        self._left = self._length(method)
        if not self._left and not self._is_chunked:
            self._ends(self._keeps)

    def _length(self, method: str) -> int:
        """The length of the body, by RFC 9112, 6.3; 0 before the first chunk."""
        if method == "HEAD" or self.status in (204, 304):
            return 0
        if coding := self.headers.get("Transfer-Encoding", ""):
            self._is_chunked = coding.lower().split(",")[-1].strip() == "chunked"
            # With a length as well, another program may see another end of this answer.
            self._keeps = self._keeps and self._is_chunked and "Content-Length" not in self.headers
            return 0 if self._is_chunked else _TO_THE_END
        lengths = {one.strip() for one in self.headers.get("Content-Length", "").split(",")}
        if len(lengths) > 1:
            raise HTTPException("several lengths")
        length = lengths.pop()
        if _LENGTH.fullmatch(length):
            return int(length)
        self._keeps = False
        return _TO_THE_END

    def read(self, size: int, decode_content: bool = False) -> bytes:
        """At most *size* bytes of the body, as they were sent; b"" only at its end.

        Raises `IncompleteRead` if the body is cut short.
        """
        if not self._is_chunked:
            return self._read(size)
        content = b""
        while len(content) < size and self._end is not None:
            if self._left or self._begins_chunk():
                content += self._read(size - len(content))
                if not self._left and self._line().strip():
                    raise HTTPException("a chunk that is longer than announced")
        return content

    def _read(self, size: int) -> bytes:
        if self._end is None:
            return b""
        piece = self._stream.read(min(size, self._left))
        self._left -= len(piece)
        if not piece and size:
            if self._left < _TO_THE_END // 2:
                raise IncompleteRead(b"", self._left)
            self._ends(False)
        elif not self._left and not self._is_chunked:
            self._ends(self._keeps)
        return piece

    def _begins_chunk(self) -> bool:
        """Read the line before the next chunk; False at the last one, whose end is read too."""
        line = self._line()
        found = _CHUNK.fullmatch(line)
        if found is None:
            raise HTTPException("a chunk without a length") if line else IncompleteRead(b"")
        self._left = int(found[1], 16)
        if not self._left:
            self._fields()
            self._ends(self._keeps)
        return self._left > 0

    def close(self) -> None:
        """Give up the rest of the body, and the connection with it."""
        self._ends(False)

    def _ends(self, is_usable: bool) -> None:
        end, self._end = self._end, None
        if end is not None:
            end(is_usable)

    def _status_line(self) -> tuple[int, int]:
        line = self._line()
        found = _STATUS.fullmatch(line)
        if found is None:
            if not line:
                raise RemoteDisconnected("no answer")
            raise BadStatusLine("a line that is no status")
        return int(found[1]), int(found[2])

    def _fields(self) -> Fields:
        lines: list[str] = []
        for _ in range(_MOST_FIELDS):
            line = self._line().decode("latin-1")
            if line[:1] in (" ", "\t") and lines:  # the field before goes on
                lines[-1] = f"{lines[-1].rstrip()} {line.strip()}"
            elif line.strip():
                lines.append(line)
            elif line:
                return _parsed(lines)
            else:
                raise HTTPException("the head has no end")
        raise HTTPException(f"more than {_MOST_FIELDS} header fields")

    def _line(self) -> bytes:
        line = self._stream.readline(_LONGEST_LINE + 1)
        if len(line) > _LONGEST_LINE:
            raise LineTooLong("an answer")
        return line


def _parsed(lines: list[str]) -> Fields:
    fields = Fields()
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            raise HTTPException("a header field without a name")
        fields.add(name, value.strip())
    return fields
