"""Pushing a manifest or an index, byte for byte."""

from __future__ import annotations

from collections.abc import Callable

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument
from remotes_conformance.protocols import Context

from .client import Client
from .confirming import MANIFEST_PUT, confirm
from .documents import DOCUMENT_LIMIT, parsed
from .referrers import add_referrer
from .uploads import Upload


class ManifestUpload(Upload):
    """The upload of a manifest or index to *target*: a tag, or its digest."""

    def __init__(
        self,
        ctx: Context,
        client: Client,
        descriptor: Descriptor,
        observe: Callable[[int], object],
        target: str,
    ) -> None:
        self._target = target
        super().__init__(ctx, client, descriptor, observe)

    def _begin_again(self) -> None:
        super()._begin_again()
        self._pieces: list[bytes] = []

    def _take(self, piece: bytes) -> None:
        if self._offset + len(piece) > DOCUMENT_LIMIT:
            raise InvalidArgument(f"a manifest of more than {DOCUMENT_LIMIT} bytes")
        self._pieces.append(piece)

    def _finish(self) -> None:
        content, media_type = b"".join(self._pieces), self._descriptor.media_type
        document = parsed(content)
        declared = document.get("mediaType", media_type)
        if declared != media_type:
            raise InvalidArgument(
                f"a manifest that says it is {str(declared)[:80]!r}, and not {media_type}"
            )
        answer = self._client.send(
            self._ctx,
            "PUT",
            self._client.url(f"manifests/{self._target}"),
            headers={"Content-Type": media_type},
            body=content,
            expect=MANIFEST_PUT,
        )
        confirm(self._ctx, self._client, answer, self._descriptor, f"manifests/{self._target}")
        if document.get("subject") is not None and "OCI-Subject" not in answer.headers:
            add_referrer(self._ctx, self._client, self._descriptor, document)

    def _give_up(self) -> None:
        """Nothing was sent."""
