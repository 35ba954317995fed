"""Pushing a blob: POST, then one PUT with all bytes."""

from __future__ import annotations

from collections.abc import Callable

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context

from .answers import Answer
from .client import Client
from .confirming import confirm, delete_upload, put_blob
from .sending import Sending
from .upload_starts import Begun
from .uploads import Upload
from .wire import Stream


class BlobUpload(Upload):
    """An upload that was begun. *begin* begins another.

    A blob of one piece is sent at the commit, and again if need be. A longer one is sent as it is
    written.
    """

    def __init__(
        self,
        ctx: Context,
        client: Client,
        descriptor: Descriptor,
        observe: Callable[[int], object],
        begun: Begun,
        begin: Callable[[], Begun],
    ) -> None:
        self._location = begun.location
        self._begin = begin
        self._held: bytes | None = None
        self._sending: Sending | None = None
        super().__init__(ctx, client, descriptor, observe)

    def _begin_again(self) -> None:
        super()._begin_again()
        self._held = None
        if self._sending is not None:
            self._sending.abort()
            self._sending = None
            self._location = self._begin().location

    def _take(self, piece: bytes) -> None:
        if self._held is not None:
            if self._sending is None:
                size = self._descriptor.size
                self._sending = Sending(self._ctx, self._put, size if size > 0 else -1)
            self._sending.write(self._held)
        self._held = piece

    def _finish(self) -> None:
        last, self._held = self._held or b"", None
        answer = self._put(last) if self._sending is None else self._sending.finish(last)
        path = f"blobs/{self._descriptor.digest}"
        confirm(self._ctx, self._client, answer, self._descriptor, path)

    def _put(self, body: bytes | Stream) -> Answer:
        return put_blob(self._ctx, self._client, self._location, self._descriptor, body)

    def _give_up(self) -> None:
        if self._sending is not None:
            self._sending.abort()
        if not self._is_unreachable:
            delete_upload(self._client, self._location)
