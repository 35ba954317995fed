"""Reading committed content: on and on, after a seek, or at any offset."""

from __future__ import annotations

import io
import os
import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Blob(Protocol):
    """Bytes that do not change. `read_at` may give fewer than *size*, and b"" from the end on."""

    @property
    def size(self) -> int: ...
    def read_at(self, offset: int, size: int) -> bytes: ...
    def close(self) -> None: ...


def position_after(offset: int, whence: int, position: int, size: int) -> int:
    """The offset of a reader of *size* bytes (below 0: not known) after a seek from *position*.

    Raises `ValueError` if there is no such place.
    """
    begins = {os.SEEK_SET: 0, os.SEEK_CUR: position, os.SEEK_END: size}
    begin = begins.get(whence, -1)
    if begin < 0 or begin + offset < 0:
        raise ValueError(f"cannot seek to {offset}, whence {whence}")
    return begin + offset


class MemoryBlob:
    """Content that is a `bytes` object."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)

    def read_at(self, offset: int, size: int) -> bytes:
        return self._content[offset : offset + size]

    def close(self) -> None:
        """Nothing is held that must be given back."""


class FileBlob:
    """Content in a file. It stays readable when the file is deleted meanwhile."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self.size = os.fstat(self._file).st_size
        # Seek and read are two steps: `os.pread` would be one, but is not there everywhere.
        self._both = threading.Lock()

    def read_at(self, offset: int, size: int) -> bytes:
        size = min(size, self.size - offset)
        if size <= 0:
            return b""
        with self._both:
            os.lseek(self._file, offset, os.SEEK_SET)
            return os.read(self._file, size)

    def close(self) -> None:
        os.close(self._file)


class BlobReader(io.RawIOBase):
    """A reader of one blob, with a position of its own. Closing it again does nothing."""

    def __init__(self, blob: Blob) -> None:
        super().__init__()
        self._blob = blob
        self._position = 0

    def read_at(self, offset: int, size: int, /) -> bytes:
        self._check_open()
        if offset < 0 or size < 0:
            raise ValueError(f"cannot read {size} bytes at {offset}")
        return self._blob.read_at(offset, size)

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            return self.readall()
        content = self.read_at(self._position, size)
        self._position += len(content)
        return content

    def readall(self) -> bytes:
        rest = max(self._blob.size - self._position, 0)
        pieces = []
        while piece := self.read(rest):
            pieces.append(piece)
            rest -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        content = self.read(len(view))
        view[: len(content)] = content
        return len(content)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._check_open()
        self._position = position_after(offset, whence, self._position, self._blob.size)
        return self._position

    def tell(self) -> int:
        self._check_open()
        return self._position

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            try:
                self._blob.close()
            finally:
                super().close()

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("the reader is closed")
