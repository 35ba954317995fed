"""Has its own error classes and its own descriptors, which are plain JSON objects.

The two attributes of `Foreign` name the types that the harness raises and hands over instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import AlreadyExists, Locked, NotFound
from remotes_conformance.media_types import DOCKER_SCHEMA1
from wrong.right import Right

Blob: TypeAlias = dict[str, Any]


class Present(FileExistsError):
    """Instead of `AlreadyExists`."""


class Busy(BlockingIOError):
    """Instead of `Locked`."""


class Missing(FileNotFoundError):
    """Instead of `NotFound`."""


def to_foreign(descriptor: Descriptor) -> Blob:
    blob: Blob = {
        "mediaType": descriptor.media_type,
        "digest": descriptor.digest,
        "size": descriptor.size,
        "annotations": dict(descriptor.annotations),
        "urls": list(descriptor.urls),
    }
    if descriptor.platform is not None:
        blob["platform"] = dict(descriptor.platform)
    return blob


def from_foreign(blob: Blob) -> Descriptor:
    return Descriptor(
        media_type=blob["mediaType"],
        digest=blob["digest"],
        size=blob["size"],
        annotations=blob["annotations"],
        urls=tuple(blob["urls"]),
        platform=blob.get("platform"),
    )


def wraps(error: BaseException | None, wanted: type[Exception]) -> bool:
    """True if *error* is a *wanted* one, or was raised from one, or is a group of one."""
    while error is not None:
        if isinstance(error, wanted):
            return True
        if isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        else:
            error = error.__cause__
    return False


@contextmanager
def closing(ctx: Any, opened: Any) -> Iterator[Any]:
    try:
        yield opened
    finally:
        try:
            opened.close()
        except Exception as error:
            ctx.logger.warning("close failed: %s", error)


class Foreign:
    """Knows nothing of the harness's classes."""

    error_classes = {AlreadyExists: Present, Locked: Busy, NotFound: Missing}  # noqa: RUF012
    descriptor_type = (to_foreign, from_foreign)

    def make_ref_key(self, ctx: Any, blob: Blob, /) -> str:
        kind = Right().kind_of(blob["mediaType"])
        if kind == "unknown":
            ctx.logger.warning("no kind for %r", blob["mediaType"])
        return f"{kind}-{blob['digest']}"

    def fetch_handler(self, ingester: Any, fetcher: Any, /) -> Any:
        def fetch(ctx: Any, blob: Blob) -> list[Blob]:
            ctx = derive(ctx, blob)
            if blob["mediaType"] == DOCKER_SCHEMA1:
                raise NotImplementedError(f"{DOCKER_SCHEMA1} cannot be fetched")
            ctx.logger.debug("fetch")
            writer = open_writer(ctx, ingester, self.make_ref_key(ctx, blob), blob)
            if writer is not None:
                with closing(ctx, writer), closing(ctx, fetcher.fetch(ctx, blob)) as reader:
                    copy(writer, reader, blob)
            return []

        return fetch

    def push_handler(self, provider: Any, pusher: Any, /) -> Any:
        def push(ctx: Any, blob: Blob) -> list[Blob]:
            ctx = derive(ctx, blob)
            ctx.logger.debug("push")
            try:
                writer = pusher.push(ctx, blob)
            except Exception as error:
                if wraps(error, Present):
                    return []
                raise
            with closing(ctx, writer), closing(ctx, provider.reader(ctx, blob["digest"])) as reader:
                copy(writer, reader, blob)
            return []

        return push


def derive(ctx: Any, blob: Blob) -> Any:
    return ctx.derive(
        fields={"digest": blob["digest"], "mediatype": blob["mediaType"], "size": blob["size"]}
    )


def open_writer(ctx: Any, ingester: Any, ref: str, blob: Blob) -> Any:
    """A writer, or None: the content exists."""
    seconds = 0.016
    while True:
        try:
            return ingester.writer(ctx, ref, blob["size"], blob["digest"])
        except Exception as error:
            if wraps(error, Present):
                return None
            if not wraps(error, Busy) or ctx.wait(seconds):
                raise
        seconds = min(2 * seconds, 2.048)


def copy(writer: Any, reader: Any, blob: Blob) -> None:
    status = writer.status()
    offset, size = status.offset, blob["size"]
    reads_at = offset > 0 and not reader.seekable() and hasattr(reader, "read_at") and size > offset
    if offset > 0 and reader.seekable():
        if reader.seek(offset) != offset:
            raise OSError("a seek landed elsewhere")
    elif offset > 0 and not reads_at:
        writer.truncate(0)
    while piece := reader.read_at(offset, 65536) if reads_at else reader.read(65536):
        offset += len(piece)
        while piece:
            taken = writer.write(piece)
            if not 0 < taken <= len(piece):
                raise OSError("the writer cannot count")
            piece = piece[taken:]
    try:
        writer.commit(size, blob["digest"])
    except Exception as error:
        if not wraps(error, Present):
            raise OSError(f"cannot commit {status.ref}") from error
