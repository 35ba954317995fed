"""REMOTE, third part: uploads, their answers, and secrets that are written."""

from __future__ import annotations

from typing import Final

from .requirement import CLIENT_EDITION, Level, Requirement

REMOTE_EXISTS: Final = Requirement(
    id="REMOTE-6",
    level=Level.MUST,
    text=(
        "If the client sends HEAD for a blob and the response is 200, the client MUST NOT send "
        "that blob. If a manifest is present under its digest, but the tag is missing or names "
        "another manifest, the client MUST still put the manifest under the tag."
    ),
    editions=CLIENT_EDITION,
    why="A push of an image whose layers are present then costs little, and the tag still moves.",
    allows="The client MAY send everything without sending HEAD first.",
    needs="client_push",
    sources=("containerd: the resolver's pusher",),
)

REMOTE_LOCATION: Final = Requirement(
    id="REMOTE-7",
    level=Level.MUST,
    text=(
        "The client MUST send an upload to the Location in the response to the POST that began "
        "the upload. The client MUST use the Location as given, including its query, whether the "
        "Location is absolute, relative to the host, or relative to the path of the request. The "
        "final PUT MUST add `digest` to that query. If a later response has a Location, the client "
        "MUST use the newest one."
    ),
    editions=CLIENT_EDITION,
    why="The Location belongs to the registry, and may hold the state of the upload.",
    needs="client_push",
    sources=("distribution-spec: POST then PUT", "distribution-spec: Pushing a blob in chunks"),
)

REMOTE_SINGLE_POST: Final = Requirement(
    id="REMOTE-7a",
    level=Level.MUST,
    text=(
        "If the response to a single POST with the digest and all bytes is 202, the client MUST "
        "send all bytes to the Location of that response, as in any other upload."
    ),
    editions=CLIENT_EDITION,
    why="A registry need not support single POSTs. If it responds with 202, it has stored nothing.",
    needs="client_push",
    sources=("distribution-spec: Single POST",),
)

REMOTE_PUT_SUCCESS: Final = Requirement(
    id="REMOTE-8",
    level=Level.MUST,
    text=(
        "A push MUST NOT succeed unless the registry has taken everything. The client MUST treat "
        "the last response to a PUT, after redirects and challenges (REMOTE-18), as an error in "
        "two cases: its status is not 201, or its `Docker-Content-Digest` is not the digest of "
        "what was sent. The client MUST NOT fail because that header is missing. It MUST NOT take "
        "a blob as sent only because it tried to send it in an earlier push that failed."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise an image is deployed that the registry does not have.",
    allows=(
        "The client MAY accept 200, 202 or 204 instead of 201, if the content is present "
        "afterwards. It MAY send the content again."
    ),
    needs="client_push",
    sources=("distribution-spec: Pushing blobs", "distribution-spec: Pushing manifests"),
)

REMOTE_POST_CREATED: Final = Requirement(
    id="REMOTE-8a",
    level=Level.MUST,
    text=(
        "If a POST neither sends bytes nor asks for a mount, and the response is 201, the client "
        "MUST NOT take the blob as sent."
    ),
    editions=CLIENT_EDITION,
    why="No bytes were sent.",
    needs="client_push",
    sources=("distribution-spec: POST then PUT",),
)

REMOTE_NO_LOCATION: Final = Requirement(
    id="REMOTE-8b",
    level=Level.MUST,
    text="If the response to a POST is 202 without a Location, that attempt to push MUST fail, "
    "without another request for the upload.",
    editions=CLIENT_EDITION,
    why="The client cannot know where to send the bytes.",
    allows="The client MAY attempt the whole push up to two more times.",
    needs="client_push",
    sources=("distribution-spec: POST then PUT",),
)

REMOTE_FINAL_ANSWER: Final = Requirement(
    id="REMOTE-9",
    level=Level.MUST,
    text=(
        "The client MUST NOT report success of a push before it has the final response to each "
        "PUT. If the caller gives up a push, the client MUST NOT complete the upload by a PUT. A "
        "blob without bytes MUST be pushed like any other."
    ),
    editions=CLIENT_EDITION,
    why="Until the final response, the registry may still refuse the content.",
    allows="The client MAY send a PUT again after the connection was lost.",
    needs="client_push",
    sources=("distribution-spec: POST then PUT",),
)

REMOTE_CANCEL: Final = Requirement(
    id="REMOTE-9a",
    level=Level.SHOULD,
    text="If the caller gives up a push, the client SHOULD delete the upload.",
    editions=CLIENT_EDITION,
    why="Otherwise the bytes stay at the registry until it removes them, if it ever does.",
    needs="client_cancel",
    sources=("distribution-spec: Cancel a blob upload",),
)

REMOTE_WHOLE_AGAIN: Final = Requirement(
    id="REMOTE-10",
    level=Level.MUST,
    text=(
        "If a request with the body of an upload ends in a challenge, a redirect or a lost "
        "connection, the client MUST either send the whole body again or fail. It MUST NOT take "
        "the body as sent."
    ),
    editions=CLIENT_EDITION,
    why="The registry may have discarded what it received of the body.",
    allows="The client MAY continue at the position that the registry reports for the upload.",
    needs="client_push",
    sources=("RFC 9110, 15.4.8", "RFC 9110, 9.2.2"),
)

REMOTE_SECRETS_WRITTEN: Final = Requirement(
    id="REMOTE-11",
    level=Level.MUST,
    text=(
        "Passwords and tokens MUST NOT appear in anything that the client writes during an "
        "operation. This includes its standard output and error; its records of `logging`, at the "
        "levels that it has enabled; its `warnings`; the text and the notes of its error, of the "
        "errors that it was raised from or during, and of the members of exception groups; and "
        "files below the folders that the client is given."
    ),
    editions=CLIENT_EDITION,
    why="Logs are kept and shared.",
    sources=("CWE-532",),
)

REQUIREMENTS: Final = (
    REMOTE_EXISTS,
    REMOTE_LOCATION,
    REMOTE_SINGLE_POST,
    REMOTE_PUT_SUCCESS,
    REMOTE_POST_CREATED,
    REMOTE_NO_LOCATION,
    REMOTE_FINAL_ANSWER,
    REMOTE_CANCEL,
    REMOTE_WHOLE_AGAIN,
    REMOTE_SECRETS_WRITTEN,
)
