"""The pusher: content to a repository by its descriptor, unless it is there."""

from __future__ import annotations

from functools import partial
from typing import Final

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import AlreadyExists, ContentError
from remotes_conformance.protocols import Context

from ..digests import parse_digest
from .answers import Refused
from .blob_uploads import BlobUpload
from .client import Client
from .confirming import CREATED, upload_at
from .documents import is_document
from .fetcher import Observe
from .manifest_uploads import ManifestUpload
from .resolver import DIGEST
from .uploads import Upload

_BEGUN: Final = 202


class RegistryPusher:
    """Pushes to one repository. *tag*: manifests and indexes go there, and not only to their
    digest. *mount_from*: a repository of the registry that may have the blobs."""

    def __init__(
        self,
        client: Client,
        *,
        tag: str = "",
        mount_from: str = "",
        observe: Observe | None = None,
    ) -> None:
        self._client = client
        self._tag = tag
        self._mount_from = mount_from
        self._observe = observe or (lambda descriptor, size: None)

    def push(self, ctx: Context, descriptor: Descriptor, /) -> Upload:
        """A writer of the content of *descriptor*. Raises `AlreadyExists` if it is there."""
        parse_digest(descriptor.digest)
        observe = partial(self._observe, descriptor)
        if is_document(descriptor.media_type):
            target = self._tag or descriptor.digest
            self._check_missing(ctx, descriptor, f"manifests/{target}")
            return ManifestUpload(ctx, self._client, descriptor, observe, target)
        self._check_missing(ctx, descriptor, f"blobs/{descriptor.digest}")
        location = self._mounted(ctx, descriptor) if self._mount_from else None
        begin = partial(self._begin, ctx)
        return BlobUpload(ctx, self._client, descriptor, observe, location or begin(), begin)

    def _check_missing(self, ctx: Context, descriptor: Descriptor, path: str) -> None:
        """By tag, only if the registry says that the tag means this content."""
        accept = f"{descriptor.media_type}, */*"
        answer = self._client.send(
            ctx, "HEAD", self._client.url(path), headers={"Accept": accept}, expect=(200, 404)
        )
        answer.finish()
        is_this = path.endswith(descriptor.digest) or (
            answer.headers.get(DIGEST, "").strip() == descriptor.digest
        )
        if answer.status == 200 and is_this:
            raise answer.error(AlreadyExists, f"{descriptor.digest} is there")

    def _begin(self, ctx: Context) -> str:
        url = self._client.url("blobs/uploads/")
        answer = self._client.send(ctx, "POST", url, expect=(_BEGUN,))
        answer.finish()
        return upload_at(answer)

    def _mounted(self, ctx: Context, descriptor: Descriptor) -> str | None:
        """Where to upload, if the registry has begun an upload instead; None: it refuses."""
        query = f"mount={descriptor.digest}&from={self._mount_from}"
        url = self._client.url(f"blobs/uploads/?{query}")
        try:
            answer = self._client.send(ctx, "POST", url, expect=(CREATED, _BEGUN))
        except Refused as error:
            ctx.logger.info("not mounted: %s", error)
            return None
        answer.finish()
        if answer.status == _BEGUN:
            return upload_at(answer)
        said = answer.headers.get(DIGEST, descriptor.digest).strip()
        if said != descriptor.digest:
            raise answer.error(ContentError, f"{said} is mounted instead")
        raise answer.error(AlreadyExists, f"{descriptor.digest} is mounted")
