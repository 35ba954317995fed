"""REMOTE, fourth part: manifests, mounts, chunks, referrers, warnings."""

from __future__ import annotations

from typing import Final

from .requirement import CLIENT_EDITION, Level, Requirement

REMOTE_MANIFEST_AS_GIVEN: Final = Requirement(
    id="REMOTE-25",
    level=Level.MUST,
    text=(
        "The client MUST send the bytes of a manifest exactly as given, with a `Content-Type` "
        "equal to its `mediaType`."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise the manifest has another digest, and its signatures are lost.",
    needs="client_push",
    sources=("distribution-spec: Pushing manifests",),
)

REMOTE_ORDER: Final = Requirement(
    id="REMOTE-26",
    level=Level.MUST,
    text=(
        "In a push of an image, the client MUST NOT send a manifest before all blobs that the "
        "manifest names are present at the registry, and MUST NOT send an index before all "
        "manifests that the index names are present. It MUST NOT give the tag to the image before "
        "everything that the image names is present, and MUST NOT give the tag to a manifest that "
        "the image's index names. What the client sends counts as present once the registry has "
        "responded with success."
    ),
    editions=CLIENT_EDITION,
    why=(
        "Otherwise the registry may refuse the manifest, or others pull an image that is "
        "incomplete."
    ),
    allows=(
        "The client MAY send the image by its digest first, and then give it the tag. After that, "
        "it MAY send again what is present already, and MAY send the list of referrers (REMOTE-31)."
    ),
    needs="client_push",
    sources=("distribution-spec: Push",),
)

REMOTE_MOUNT: Final = Requirement(
    id="REMOTE-27",
    level=Level.MUST,
    text=(
        "If the response to a mount is 201, the client MUST NOT send the blob. If it is 202, the "
        "client MUST send the blob to the Location of that response, without another POST."
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
        "Each chunk of an upload MUST have a `Content-Range` of the form `<start>-<end>`, without "
        "a unit or a size. The start MUST be the number of bytes that the upload already has, "
        "which is 0 for the first chunk. The end MUST be the position of the last byte of the "
        "chunk. After 416, the client MUST either ask for the position of the upload or fail."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise bytes are lost or sent twice.",
    allows=(
        "The client MAY send everything in one PATCH without a `Content-Range`. A registry gives "
        "the position as `Range: 0-<end>`, where the end is the position of the last byte that the "
        "upload has. For an upload without bytes it is `0-0`, as for an upload with one byte. "
        "After that answer, the client MAY continue at 0 or at 1."
    ),
    needs="client_push",
    sources=("distribution-spec: Pushing a blob in chunks",),
)

REMOTE_CHUNK_SIZE: Final = Requirement(
    id="REMOTE-28a",
    level=Level.SHOULD,
    text=(
        "If a response of the upload has an `OCI-Chunk-Min-Length`, every chunk except the last "
        "SHOULD have at least that many bytes."
    ),
    editions=CLIENT_EDITION,
    why="The registry may refuse smaller chunks.",
    needs="client_push",
    sources=("distribution-spec: Pushing a blob in chunks",),
)

REMOTE_REFERRERS: Final = Requirement(
    id="REMOTE-31",
    level=Level.MUST,
    text=(
        "If the client pushes a manifest with a `subject`, and the response has no `OCI-Subject`, "
        "the client MUST list the manifest in the index under the subject's referrers tag. It MUST "
        "append the manifest's descriptor, with the `artifactType` and the annotations of the "
        "manifest, and MUST keep everything else in that index. The index MUST NOT list the "
        "manifest twice. If the registry has no such tag (404), the client MUST put a new index "
        "there. If the tag names another kind of document, or one that cannot be read, the client "
        "MUST report a failure and MUST NOT replace the document."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise nobody finds the manifest, because such a registry keeps no list of referrers.",
    needs="client_subject",
    sources=("distribution-spec: Pushing manifests with subject",),
)

REMOTE_WARNINGS: Final = Requirement(
    id="REMOTE-32",
    level=Level.SHOULD,
    text=(
        "The client SHOULD report each text of a `Warning` header exactly once. The header SHOULD "
        "NOT have any other effect."
    ),
    editions=CLIENT_EDITION,
    why="The header is how an operator reaches the users of a registry.",
    allows=(
        "The client MAY report the text on the standard output or error, by `logging` or by "
        "`warnings`."
    ),
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
