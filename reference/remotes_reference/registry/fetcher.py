"""The fetcher: content of a repository by its descriptor, as a reader that can be resumed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import ContentError, InvalidArgument, NotFound, UnexpectedEnd
from remotes_conformance.media_types import DOCKER_SCHEMA1
from remotes_conformance.protocols import Context

from ..digests import parse_digest
from .addresses import split
from .answers import Answer
from .client import Client
from .documents import DOCUMENT_LIMIT, is_document, is_media_type
from .streams import PIECE, ContentStream
from .waits import check

Observe = Callable[[Descriptor, int], None]
"""Called with the number of bytes that were just read or sent of a descriptor's content."""

_RANGE: Final = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)")


class RegistryFetcher:
    """Fetches from one repository. Nothing is asked before the first read.

    What is handed out is not compared with the digest: that is for the ingester. But it has the
    size of the descriptor, or reading fails.
    """

    def __init__(self, client: Client, observe: Observe | None = None) -> None:
        self._client = client
        self._observe = observe or (lambda descriptor, size: None)

    def fetch(self, ctx: Context, descriptor: Descriptor, /) -> ContentStream:
        """A reader of the content of *descriptor*. Raises `InvalidArgument`."""
        parse_digest(descriptor.digest)
        limit = DOCUMENT_LIMIT if is_document(descriptor.media_type) else None
        if limit is not None and descriptor.size > limit:
            raise InvalidArgument(f"a manifest of {descriptor.size} bytes: at most {limit}")
        size = known_size(descriptor)
        opening = _Opening(ctx, self._client, descriptor, size)
        return ContentStream(ctx, opening.at, size, limit, partial(self._observe, descriptor))


def known_size(descriptor: Descriptor) -> int:
    """The size of the content, or -1: to handlers, a size of 0 means that it is not known."""
    if descriptor.size > 0:
        return descriptor.size
    algorithm = parse_digest(descriptor.digest).algorithm
    return 0 if descriptor.digest == digest_of(b"", algorithm) else -1


class _Opening:
    """Opens the content of *descriptor*, of *size* bytes (-1: not known), at an offset."""

    def __init__(self, ctx: Context, client: Client, descriptor: Descriptor, size: int) -> None:
        self._ctx = ctx
        self._client = client
        self._descriptor = descriptor
        self._size = size

    def at(self, offset: int) -> Answer:
        """The first place that has it: the registry, or else the addresses in the descriptor."""
        missing: NotFound | None = None
        for url, is_ours in self._places():
            try:
                return self._open(url, is_ours, offset)
            except NotFound as error:
                missing = missing or error
        assert missing is not None
        raise missing

    def _places(self) -> Iterator[tuple[str, bool]]:
        descriptor = self._descriptor
        is_manifest = is_document(descriptor.media_type) or descriptor.media_type == DOCKER_SCHEMA1
        kind = "manifests" if is_manifest else "blobs"
        yield self._client.url(f"{kind}/{descriptor.digest}"), True
        for url in descriptor.urls:
            split(url)
            yield url, False

    def _open(self, url: str, is_ours: bool, offset: int) -> Answer:
        headers = {"Accept": _accept(self._descriptor.media_type)}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        expect = (200, 206) if offset else (200,)
        answer = self._client.send(
            self._ctx, "GET", url, headers=headers, expect=expect, is_ours=is_ours
        )
        try:
            answer.check_coding()
            self._check(answer, offset)
            if answer.status == 200:
                self._discard(answer, offset)
        except BaseException:
            answer.close()
            raise
        return answer

    def _check(self, answer: Answer, offset: int) -> None:
        """True if the answer is what was asked for, of the descriptor's length."""
        begin = offset if answer.status == 206 else 0
        if answer.status == 206:
            content_range = answer.headers.get("Content-Range", "")
            found = _RANGE.fullmatch(content_range.strip())
            if found is None or int(found[1]) != offset:
                where = f"{content_range[:60]!r}" if content_range else "no Content-Range"
                text = f"206 with {where}, not the bytes from {offset} on"
                raise answer.error(ContentError, text)
            if self._size >= 0 and found[3] not in ("*", str(self._size)):
                text = f"the content has {found[3]} bytes instead of {self._size}"
                raise answer.error(ContentError, text)
        if self._size >= 0 and answer.length not in (None, self._size - begin):
            text = f"{answer.length} bytes are announced instead of {self._size - begin}"
            raise answer.error(ContentError, text)

    def _discard(self, answer: Answer, offset: int) -> None:
        """The registry knows no ranges, or not this one: what is there already is read again."""
        left = offset
        while left:
            check(self._ctx)
            piece = answer.read(min(left, PIECE))
            if not piece:
                raise answer.error(UnexpectedEnd, f"the content ends before offset {offset}")
            left -= len(piece)


def _accept(media_type: str) -> str:
    """A registry may not know the type of a blob: then anything will do."""
    if is_document(media_type):
        return media_type
    return f"{media_type}, */*" if is_media_type(media_type) else "*/*"
