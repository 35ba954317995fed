"""The end of an upload, and the meaning of answers to a push: success, where to go on, an error."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import ContentError, FailedPrecondition, InvalidArgument
from remotes_conformance.protocols import Context

from ..call_context import CallContext
from ..digests import parse_digest
from .addresses import joined, with_digest
from .answers import Answer
from .client import Client
from .resolver import DIGEST
from .wire import Stream

CREATED: Final = 201
BLOB_PUT: Final = (CREATED, 200, 204)
"""Answers to the PUT of a blob. Other than 201, they are success if it is there afterwards."""
MANIFEST_PUT: Final = (*BLOB_PUT, 202)
"""Answers to the PUT of a manifest."""


def confirm(
    ctx: Context, client: Client, answer: Answer, descriptor: Descriptor, path: str
) -> None:
    """Raises `FailedPrecondition` unless *answer* means that the content is at *path* now."""
    answer.finish()
    named = answer.headers.get(DIGEST, descriptor.digest).strip()
    if named == descriptor.digest and answer.status == CREATED:
        return
    try:
        parse_digest(named)
    except InvalidArgument:
        raise answer.error(FailedPrecondition, f"{DIGEST} is no digest: {named}") from None
    if (
        named.partition(":")[0] == descriptor.digest.partition(":")[0]
        and named != descriptor.digest
    ):
        raise answer.error(FailedPrecondition, f"the registry has {named} instead")
    there = client.send(
        ctx,
        "HEAD",
        client.url(path),
        headers={"Accept": f"{descriptor.media_type}, */*"},
        expect=(200, 404),
    )
    there.finish()
    if there.status != 200 or there.headers.get(DIGEST, named) not in (named, descriptor.digest):
        raise answer.error(FailedPrecondition, f"{answer.status}, and the content is not there")


def upload_at(answer: Answer) -> str:
    """The URL where the upload that *answer* has begun goes on. Raises `ContentError`."""
    location = answer.headers.get("Location")
    if not location:
        raise answer.error(ContentError, f"{answer.status} without a Location")
    return joined(answer.url, location)


def put_blob(
    ctx: Context, client: Client, location: str, descriptor: Descriptor, body: bytes | Stream
) -> Answer:
    """End the upload at *location* by a PUT of *body*; the answer, which has to be confirmed."""
    return client.send(
        ctx,
        "PUT",
        with_digest(location, descriptor.digest),
        headers={"Content-Type": "application/octet-stream"},
        body=body,
        expect=BLOB_PUT,
    )


def delete_upload(client: Client, location: str) -> None:
    """Give the upload at *location* up; that the registry does not know about deleting is no error.

    The caller may have cancelled, but the registry should not keep an unwanted upload.
    """
    with suppress(ContentError):
        client.send(CallContext(), "DELETE", location, expect=(200, 202, 204, 404)).finish()
