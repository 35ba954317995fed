"""REMOTE, third part: what only some clients do, or what only a client in Python shows."""

from __future__ import annotations

from typing import Final

from .requirement import CLIENT_EDITION, Level, Requirement

REMOTE_ERROR_TEXT: Final = Requirement(
    id="REMOTE-2a",
    level=Level.SHOULD,
    text="The error for an answer has the code and the message that the registry has sent.",
    editions=CLIENT_EDITION,
    why="“403” alone does not say whether the quota is used up or the password is wrong.",
    allows="In the error itself or in one that it was raised from.",
    needs="client_errors",
    sources=("distribution-spec: Error codes",),
)

REMOTE_STREAM: Final = Requirement(
    id="REMOTE-3a",
    level=Level.SHOULD,
    text=(
        "The body of a blob is handed out as it arrives: while nothing is read, no more than "
        "16 MiB come ahead, whatever its size."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise the largest layer decides how much memory a pull needs.",
    needs="client_parts",
    sources=("containerd: the resolver's fetcher",),
)

REMOTE_NOTHING_LEFT: Final = Requirement(
    id="REMOTE-4a",
    level=Level.SHOULD,
    text="If a resume begins at the size of the content, nothing is asked for.",
    editions=CLIENT_EDITION,
    why="The registry could only answer 416.",
    needs="client_resume",
    sources=("containerd: the resolver's fetcher",),
)

REMOTE_SINGLE_POST: Final = Requirement(
    id="REMOTE-7a",
    level=Level.MUST,
    text=(
        "If a single POST, with the digest and all bytes, is answered by 202, the client goes on "
        "with a PUT of all bytes to its Location."
    ),
    editions=CLIENT_EDITION,
    why="A registry need not support single POSTs, and has then stored nothing.",
    needs="client_push",
    sources=("distribution-spec: Single POST",),
)

REMOTE_CANCEL: Final = Requirement(
    id="REMOTE-9a",
    level=Level.SHOULD,
    text="An upload that is given up is deleted.",
    editions=CLIENT_EDITION,
    why="Otherwise its bytes stay at the registry until that cleans up, if it does.",
    needs="client_cancel",
    sources=("distribution-spec: Cancel a blob upload",),
)

REMOTE_MOUNT: Final = Requirement(
    id="REMOTE-27",
    level=Level.MUST,
    text=(
        "If a mount is answered by 201, the blob is not sent; if it is answered by 202, it is sent "
        "to the Location of that answer."
    ),
    editions=CLIENT_EDITION,
    why="A registry need not mount: 202 begins an ordinary upload.",
    needs="client_push",
    sources=("distribution-spec: Mounting a blob from another repository",),
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
        "If a manifest with a `subject` is pushed, and the answer has no `OCI-Subject`, its "
        "descriptor is appended, once, to the index that has the referrers tag of the subject, "
        "with its `artifactType` and annotations. If there is no such tag, the index is a new one. "
        "If the tag names another kind of document, that is a reported failure."
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
    sources=("distribution-spec: Warnings",),
)

REQUIREMENTS: Final = (
    REMOTE_ERROR_TEXT,
    REMOTE_STREAM,
    REMOTE_NOTHING_LEFT,
    REMOTE_SINGLE_POST,
    REMOTE_CANCEL,
    REMOTE_MOUNT,
    REMOTE_CHUNK_SIZE,
    REMOTE_REFERRERS,
    REMOTE_WARNINGS,
)
