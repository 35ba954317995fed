"""The pusher: content to a repository by its descriptor, unless it is there."""

from __future__ import annotations

from functools import partial

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import AlreadyExists
from remotes_conformance.protocols import Context

from ..digests import parse_digest
from .blob_uploads import BlobUpload
from .chunked_uploads import ChunkedUpload
from .client import Client
from .documents import is_document
from .fetcher import Observe
from .manifest_uploads import ManifestUpload
from .posted_uploads import PostedUpload
from .resolver import DIGEST
from .upload_starts import UploadStarts
from .uploads import Upload


class RegistryPusher:
    """Pushes to one repository, whose uploads begin by *starts*.

    *tag*: manifests and indexes go there, and not only to their digest. *mount_from*: a repository
    of the registry that may have the blobs.
    """

    def __init__(
        self,
        client: Client,
        starts: UploadStarts,
        *,
        tag: str = "",
        mount_from: str = "",
        observe: Observe | None = None,
    ) -> None:
        self._client = client
        self._starts = starts
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
        starts, begun = self._starts, None
        if not self._mount_from and starts.begins_by_mount(descriptor.size):
            begun = starts.mount_own(ctx, descriptor)
        if begun is None:
            self._check_missing(ctx, descriptor, f"blobs/{descriptor.digest}")
            if self._mount_from:
                begun = starts.mount(ctx, descriptor, self._mount_from)
        if begun is None and starts.is_posted(descriptor.size):
            return PostedUpload(ctx, self._client, descriptor, observe, starts)
        begin = partial(starts.begin, ctx)
        begun = begun or begin()
        if chunk := starts.chunk_of(descriptor.size, begun):
            return ChunkedUpload(ctx, self._client, descriptor, observe, begun, begin, chunk)
        return BlobUpload(ctx, self._client, descriptor, observe, begun, begin)

    def _check_missing(self, ctx: Context, descriptor: Descriptor, path: str) -> None:
        """By tag, only if the registry reports that the tag means this content."""
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
