"""Pushing a small blob by one POST, or, if the registry wants that, by a PUT after it."""

from __future__ import annotations

from collections.abc import Callable

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import FailedPrecondition
from remotes_conformance.protocols import Context

from .client import Client
from .confirming import confirm, delete_upload, put_blob
from .upload_starts import Begun, UploadStarts
from .uploads import Upload


class PostedUpload(Upload):
    """Nothing is asked or sent before the commit."""

    def __init__(
        self,
        ctx: Context,
        client: Client,
        descriptor: Descriptor,
        observe: Callable[[int], object],
        starts: UploadStarts,
    ) -> None:
        self._starts = starts
        self._begun: Begun | None = None
        super().__init__(ctx, client, descriptor, observe)

    def _begin_again(self) -> None:
        super()._begin_again()
        self._pieces: list[bytes] = []

    def _take(self, piece: bytes) -> None:
        if self._offset + len(piece) > self._descriptor.size:
            raise FailedPrecondition(f"more than {self._descriptor.size} bytes")
        self._pieces.append(piece)

    def _finish(self) -> None:
        content, descriptor = b"".join(self._pieces), self._descriptor
        answer = self._starts.post(self._ctx, descriptor, content)
        if isinstance(answer, Begun):
            self._begun = answer
            answer = put_blob(self._ctx, self._client, answer.location, descriptor, content)
        confirm(self._ctx, self._client, answer, descriptor, f"blobs/{descriptor.digest}")

    def _give_up(self) -> None:
        if self._begun is not None and not self._is_unreachable:
            delete_upload(self._client, self._begun.location)
