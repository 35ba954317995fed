"""Pushing a large blob in chunks: POST, a PATCH for each, and an empty PUT.

After a broken connection, or an answer that does not take the whole chunk, the upload goes on where
the registry reports that it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import ContentError, NotFound, Reset
from remotes_conformance.protocols import Context

from .answers import Answer
from .client import Client
from .confirming import confirm, delete_upload, put_blob, upload_at
from .upload_starts import BEGUN, Begun
from .uploads import Upload
from .waits import Patience
from .wire import NoAnswer, TimedOut

_ELSEWHERE: Final = 416
_NEW_UPLOADS: Final = 2
"""The number of times that a blob is sent again in full, because the registry lost the upload."""


class ChunkedUpload(Upload):
    """An upload that was begun, by chunks of *chunk* bytes. *begin* begins another."""

    def __init__(
        self,
        ctx: Context,
        client: Client,
        descriptor: Descriptor,
        observe: Callable[[int], object],
        begun: Begun,
        begin: Callable[[], Begun],
        chunk: int,
    ) -> None:
        self._location = begun.location
        self._begin = begin
        self._chunk = chunk
        self._is_first = True
        self._new_uploads = _NEW_UPLOADS
        super().__init__(ctx, client, descriptor, observe)

    def _begin_again(self) -> None:
        super()._begin_again()
        self._held = bytearray()
        self._sent = 0
        if not self._is_first:
            self._location = self._begin().location
        self._is_first = False

    def _take(self, piece: bytes) -> None:
        self._held += piece
        while len(self._held) >= self._chunk:
            self._send_first(self._chunk)

    def _finish(self) -> None:
        if self._held:
            self._send_first(len(self._held))
        answer = put_blob(self._ctx, self._client, self._location, self._descriptor, b"")
        path = f"blobs/{self._descriptor.digest}"
        confirm(self._ctx, self._client, answer, self._descriptor, path)

    def _give_up(self) -> None:
        if not self._is_unreachable:
            delete_upload(self._client, self._location)

    # -- one chunk -------------------------------------------------------------------------------

    def _send_first(self, size: int) -> None:
        """Send the first *size* bytes that are held."""
        with memoryview(self._held) as held, held[:size] as first:
            chunk = bytes(first)
        del self._held[:size]
        patience, done = Patience(self._ctx), 0
        while done < size:
            reached = self._reached(chunk, done, patience) - self._sent
            if not 0 <= reached <= size:
                where = f"{self._sent + reached}, outside of the chunk at {self._sent}"
                raise ContentError(f"{self._descriptor.digest}: the upload stands at {where}")
            if reached <= done and not patience.survives():
                raise ContentError(f"{self._descriptor.digest}: the upload does not go on")
            done = reached
        self._sent += size

    def _reached(self, chunk: bytes, done: int, patience: Patience) -> int:
        """Send the rest of *chunk*, from *done* on; the bytes that the registry has then, of all.

        Raises `Reset` if it has lost the upload.
        """
        begins, ends = self._sent + done, self._sent + len(chunk)
        try:
            answer = self._client.send(
                self._ctx,
                "PATCH",
                self._location,
                headers={
                    "Content-Type": "application/octet-stream",
                    "Content-Range": f"{begins}-{ends - 1}",
                },
                body=chunk[done:] if done else chunk,
                expect=(BEGUN, _ELSEWHERE),
            )
        except TimedOut:
            raise
        except NoAnswer as error:
            self._ctx.logger.info("a chunk was not answered: %s", error)
            return self._standing(begins, error)
        answer.finish()
        if answer.status == _ELSEWHERE:
            return self._standing(begins, None)
        self._location = upload_at(answer)
        # A registry may take less than it was sent; one that reports more counts in its own way,
        # and 0 is only another reading of 1.
        return min(_stands_at(answer, begins) or ends, ends)

    def _standing(self, begins: int, cause: NoAnswer | None) -> int:
        """Ask the registry how many bytes it has."""
        try:
            answer = self._client.send(self._ctx, "GET", self._location, expect=(204, 200))
        except NotFound as error:
            self._new_uploads -= 1
            if self._new_uploads < 0:
                raise cause or error from None
            raise Reset(f"the registry has lost the upload: {error}") from None
        answer.finish()
        if "Location" in answer.headers:
            self._location = upload_at(answer)
        stands_at = _stands_at(answer, begins)
        if stands_at is None:
            raise answer.error(ContentError, "it does not say where the upload stands")
        return stands_at


def _stands_at(answer: Answer, begins: int) -> int | None:
    """The bytes that the registry has, by `Range`; None: it has no such header.

    `0-0` stands for one byte, and, in many registries, for none as well. At the beginning it is
    read as none: if that is wrong, the digest does not match in the end.
    """
    found = re.fullmatch("(?:bytes=)?0-([0-9]{1,18})", answer.headers.get("Range", "").strip())
    if found is None:
        return None
    last = int(found[1])
    return 0 if last == 0 and begins == 0 else last + 1
