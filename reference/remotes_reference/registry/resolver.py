"""From a tag or a digest to the manifest or index that it means: its descriptor and its bytes."""

from __future__ import annotations

from typing import Final

from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import FailedPrecondition, InvalidArgument
from remotes_conformance.media_types import INDEXES, MANIFESTS
from remotes_conformance.protocols import Context

from ..digests import parse_digest, parse_optional
from .answers import Answer
from .client import Client
from .documents import DOCUMENT_LIMIT, is_document, parsed

ACCEPT: Final = ", ".join([*INDEXES, *MANIFESTS])
DIGEST: Final = "Docker-Content-Digest"


def resolve(ctx: Context, client: Client, target: str) -> tuple[Descriptor, bytes]:
    """The document that *target*, a tag or a digest, names in a repository.

    The bytes are read, so the digest is theirs: no header is believed. Raises `NotFound`, and
    `FailedPrecondition` where digests differ.
    """
    wanted = parse_optional(target if ":" in target else "")
    answer = client.send(
        ctx,
        "GET",
        client.url(f"manifests/{target}"),
        headers={"Accept": ACCEPT},
        expect=(200,),
    )
    answer.check_coding()
    content = answer.read_all(DOCUMENT_LIMIT)
    digest = digest_of(content, wanted.algorithm if wanted else "sha256")
    if wanted and digest != str(wanted):
        raise answer.error(FailedPrecondition, f"the content has digest {digest}")
    check_digest(answer, content)
    return Descriptor(_media_type(answer, content), digest, len(content)), content


def check_digest(answer: Answer, content: bytes) -> None:
    """Raises `FailedPrecondition` if the answer names another digest than that of *content*."""
    named = answer.headers.get(DIGEST)
    if named is None:
        return
    try:
        algorithm = parse_digest(named.strip()).algorithm
    except InvalidArgument:
        raise answer.error(FailedPrecondition, f"{DIGEST} is no digest: {named}") from None
    actual = digest_of(content, algorithm)
    if actual != named.strip():
        raise answer.error(FailedPrecondition, f"{DIGEST} is {named}, the content has {actual}")


def _media_type(answer: Answer, content: bytes) -> str:
    """The one media type that header and document agree on (CVE-2021-41190)."""
    announced = answer.headers.get("Content-Type", "").partition(";")[0].strip()
    declared = parsed(content).get("mediaType", announced)
    media_type = announced or declared
    if declared != media_type:
        text = f"sent as {announced[:80]!r}, and the document says {str(declared)[:80]!r}"
        raise answer.error(InvalidArgument, text)
    if not isinstance(media_type, str) or not is_document(media_type):
        raise answer.error(InvalidArgument, f"no manifest or index, but {media_type!r}")
    return media_type
