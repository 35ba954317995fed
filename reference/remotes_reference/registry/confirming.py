"""What the answers to a push mean: success, where to go on, or an error."""

from __future__ import annotations

from typing import Final

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import ContentError, FailedPrecondition, InvalidArgument
from remotes_conformance.protocols import Context

from ..digests import parse_digest
from .addresses import joined
from .answers import Answer
from .client import Client
from .resolver import DIGEST

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
    said = answer.headers.get(DIGEST, descriptor.digest).strip()
    if said == descriptor.digest and answer.status == CREATED:
        return
    try:
        parse_digest(said)
    except InvalidArgument:
        raise answer.error(FailedPrecondition, f"{DIGEST} is no digest: {said}") from None
    if said.partition(":")[0] == descriptor.digest.partition(":")[0] and said != descriptor.digest:
        raise answer.error(FailedPrecondition, f"the registry has {said} instead")
    there = client.send(
        ctx,
        "HEAD",
        client.url(path),
        headers={"Accept": f"{descriptor.media_type}, */*"},
        expect=(200, 404),
    )
    there.finish()
    if there.status != 200 or there.headers.get(DIGEST, said) not in (said, descriptor.digest):
        raise answer.error(FailedPrecondition, f"{answer.status}, and the content is not there")


def upload_at(answer: Answer) -> str:
    """Where the upload that *answer* has begun goes on. Raises `ContentError`."""
    location = answer.headers.get("Location")
    if not location:
        raise answer.error(ContentError, f"{answer.status} without a Location")
    return joined(answer.url, location)
