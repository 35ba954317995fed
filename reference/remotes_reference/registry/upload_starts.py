"""The beginning of the push of a blob: a POST with all bytes, a mount, or a POST for an upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import AlreadyExists, ContentError, InvalidArgument
from remotes_conformance.protocols import Context

from .answers import Answer, Refused
from .client import Client
from .confirming import CREATED, upload_at
from .resolver import DIGEST

BEGUN: Final = 202
MIB: Final = 1024 * 1024
CHUNKED: Final = 256 * MIB
"""docker-registry 2.8 takes twice as long for a blob in chunks: only a really large one, which a
broken connection would make expensive, is worth that."""
_LARGEST_CHUNK: Final = 64 * MIB
"""Bytes of a chunk that are kept in memory, at most, whatever a registry asks for."""
_FINAL: Final = (401, 403, 413, 429)
"""Refusals that do not mean that a registry has no single POST."""


@dataclass(frozen=True, slots=True)
class UploadSizes:
    """Sizes of blobs, in bytes, that decide how they are sent. Raises `InvalidArgument`.

    * `posted`: up to so many are sent with the POST itself, which saves a request; 0: none;
    * `chunked`: more are sent in chunks, so that after a broken connection only a chunk is sent
      again;
    * `chunk`: of a chunk, unless the registry asks for larger ones. It is kept in memory.
    """

    posted: int = 32 * 1024
    chunked: int = CHUNKED
    chunk: int = 4 * MIB

    def __post_init__(self) -> None:
        if self.posted < 0 or self.chunked < 0 or not 0 < self.chunk <= _LARGEST_CHUNK:
            raise InvalidArgument(f"no sizes of uploads: {self}")


@dataclass(frozen=True, slots=True)
class Begun:
    """An upload that has begun: where it goes on, and the fewest bytes that its chunks have."""

    location: str
    smallest: int = 0


class UploadStarts:
    """Begins pushes to one repository. It remembers what the registry has not taken."""

    def __init__(self, client: Client, sizes: UploadSizes) -> None:
        self._client = client
        self._sizes = sizes
        self._takes_posts = True
        self._mounts_its_own = True

    def is_posted(self, size: int) -> bool:
        """True if a blob of *size* bytes is to be sent with its POST."""
        return self._takes_posts and 0 < size <= self._sizes.posted

    def begins_by_mount(self, size: int) -> bool:
        """True if the upload of a blob of *size* bytes is to begin by `mount_own`."""
        is_small = 0 < size <= self._sizes.posted
        return is_small and not self._takes_posts and self._mounts_its_own

    def mount_own(self, ctx: Context, descriptor: Descriptor) -> Begun | None:
        """Mount from the repository itself, as `mount` does: one request asks whether the blob is
        there and, if not, begins its upload. With HEAD and POST, a small blob takes three."""
        begun = self.mount(ctx, descriptor, self._client.name)
        self._mounts_its_own = begun is not None
        return begun

    def chunk_of(self, size: int, begun: Begun) -> int:
        """Bytes of each chunk of a blob of *size* bytes; 0: it is sent by one PUT."""
        chunk = max(self._sizes.chunk, begun.smallest)
        return chunk if size > self._sizes.chunked and chunk <= _LARGEST_CHUNK else 0

    def begin(self, ctx: Context) -> Begun:
        """Begin an upload."""
        url = self._client.url("blobs/uploads/")
        return _begun(self._client.send(ctx, "POST", url, expect=(BEGUN,)))

    def post(self, ctx: Context, descriptor: Descriptor, content: bytes) -> Answer | Begun:
        """Send *content* by one POST: the answer 201, or the upload that has begun instead."""
        try:
            answer = self._client.send(
                ctx,
                "POST",
                self._client.url(f"blobs/uploads/?digest={descriptor.digest}"),
                headers={"Content-Type": "application/octet-stream"},
                body=content,
                expect=(CREATED, BEGUN),
            )
        except Refused as error:
            if error.status in _FINAL or error.status >= 500:
                raise
            ctx.logger.info("no single POST: %s", error)
        else:
            if answer.status == CREATED:
                return answer
            self._takes_posts = False
            return _begun(answer)
        self._takes_posts = False
        return self.begin(ctx)

    def mount(self, ctx: Context, descriptor: Descriptor, source: str) -> Begun | None:
        """Mount from the repository *source*. Raises `AlreadyExists` if that succeeds; the upload
        that has begun instead; None: the registry refuses."""
        query = f"mount={descriptor.digest}&from={source}"
        url = self._client.url(f"blobs/uploads/?{query}")
        try:
            answer = self._client.send(ctx, "POST", url, expect=(CREATED, BEGUN))
        except Refused as error:
            ctx.logger.info("not mounted: %s", error)
            return None
        if answer.status == BEGUN:
            return _begun(answer)
        answer.finish()
        named = answer.headers.get(DIGEST, descriptor.digest).strip()
        if named != descriptor.digest:
            raise answer.error(ContentError, f"{named} is mounted instead")
        raise answer.error(AlreadyExists, f"{descriptor.digest} is mounted")


def _begun(answer: Answer) -> Begun:
    answer.finish()
    smallest = answer.headers.get("OCI-Chunk-Min-Length", "").strip()
    is_number = smallest.isascii() and smallest.isdecimal() and len(smallest) < 16
    return Begun(upload_at(answer), int(smallest) if is_number else 0)
