"""REMOTE, fourth part: manifests, mounts, chunks, referrers, warnings."""

from __future__ import annotations

from typing import Final

from .requirement import CLIENT_EDITION, Level, Requirement

REMOTE_MANIFEST_AS_GIVEN: Final = Requirement(
    id="REMOTE-25",
    level=Level.MUST,
    text=(
        "The bytes of a manifest are sent exactly as given, with a `Content-Type` equal to its "
        "`mediaType`."
    ),
    editions=CLIENT_EDITION,
    why="Any other byte is another digest, and signatures are lost.",
    needs="client_push",
    sources=("distribution-spec: Pushing manifests",),
)

REMOTE_ORDER: Final = Requirement(
    id="REMOTE-26",
    level=Level.MUST,
    text="In a push of an image, every blob is there before the manifest that names it.",
    editions=CLIENT_EDITION,
    why="A registry may refuse the manifest, and others may pull it already.",
    needs="client_push",
    sources=("distribution-spec: Push",),
)

REMOTE_MOUNT: Final = Requirement(
    id="REMOTE-27",
    level=Level.MUST,
    text=(
        "If a mount is answered by 201, the blob is not sent; if it is answered by 202, it is sent "
        "to the Location of that answer, and not by another POST."
    ),
    editions=CLIENT_EDITION,
    why="A registry need not mount: 202 begins an ordinary upload.",
    needs="client_mount",
    sources=("distribution-spec: Mounting a blob from another repository",),
)

REMOTE_CHUNKS: Final = Requirement(
    id="REMOTE-28",
    level=Level.MUST,
    text=(
        "Chunks have a `Content-Range` of the form `<start>-<end>`, without a unit or a size, that "
        "begins where the upload stands, the first at 0, and whose end is inclusive. After 416 the "
        "client asks where the upload stands, or fails."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise bytes are lost or sent twice.",
    allows="One PATCH with everything and without a `Content-Range`.",
    needs="client_push",
    sources=("distribution-spec: Pushing a blob in chunks",),
)

REMOTE_CHUNK_SIZE: Final = Requirement(
    id="REMOTE-28a",
    level=Level.SHOULD,
    text="All chunks but the last have at least `OCI-Chunk-Min-Length` bytes.",
    editions=CLIENT_EDITION,
    why="The registry may refuse smaller ones.",
    needs="client_push",
    sources=("distribution-spec: Pushing a blob in chunks",),
)

REMOTE_REFERRERS: Final = Requirement(
    id="REMOTE-31",
    level=Level.MUST,
    text=(
        "If a manifest with a `subject` is pushed, and the answer has no `OCI-Subject`, the client "
        "appends the manifest's descriptor, with the manifest's `artifactType` and annotations, "
        "once, to the index under the subject's referrers tag, and keeps what that has besides. If "
        "there is no such tag (404), the index is a new one. If the tag names another kind of "
        "document, or what it names cannot be read, that is a reported failure, and nothing is "
        "replaced."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise nobody finds the manifest: the registry keeps no list of referrers.",
    needs="client_subject",
    sources=("distribution-spec: Pushing manifests with subject",),
)

REMOTE_WARNINGS: Final = Requirement(
    id="REMOTE-32",
    level=Level.SHOULD,
    text="Each text of a `Warning` header is reported once, and changes nothing else.",
    editions=CLIENT_EDITION,
    why="It is how an operator reaches the users of a registry.",
    allows="On the standard error or output, by `logging` or by `warnings`.",
    needs="client_errors",
    sources=("distribution-spec: Warnings",),
)

REQUIREMENTS: Final = (
    REMOTE_MANIFEST_AS_GIVEN,
    REMOTE_ORDER,
    REMOTE_MOUNT,
    REMOTE_CHUNKS,
    REMOTE_CHUNK_SIZE,
    REMOTE_REFERRERS,
    REMOTE_WARNINGS,
)
