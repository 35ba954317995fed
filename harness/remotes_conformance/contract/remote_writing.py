"""REMOTE, third part: uploads, their answers, and secrets that are written."""

from __future__ import annotations

from typing import Final

from .requirement import CLIENT_EDITION, Level, Requirement

REMOTE_EXISTS: Final = Requirement(
    id="REMOTE-6",
    level=Level.MUST,
    text=(
        "A blob for which the client has asked, and which the registry has (HEAD answers 200), is "
        "not sent. A manifest that is there under its digest, but not under the tag, is still put "
        "under the tag, also if the tag names another one."
    ),
    editions=CLIENT_EDITION,
    why="A push of an image whose layers are there costs nothing, and the tag has to move.",
    allows="Not asking at all, and sending everything.",
    needs="client_push",
    sources=("containerd: the resolver's pusher",),
)

REMOTE_LOCATION: Final = Requirement(
    id="REMOTE-7",
    level=Level.MUST,
    text=(
        "An upload goes to the Location that POST has answered, as it was given: absolute, or "
        "relative to the host or to the path that was asked for, with its query, to which `digest` "
        "is added. Of several answers the newest "
        "Location counts."
    ),
    editions=CLIENT_EDITION,
    why="The Location is the registry's: it may hold the state of the upload.",
    needs="client_push",
    sources=("distribution-spec: POST then PUT", "distribution-spec: Pushing a blob in chunks"),
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

REMOTE_PUT_SUCCESS: Final = Requirement(
    id="REMOTE-8",
    level=Level.MUST,
    text=(
        "A push ends in success only if the registry has taken everything: a PUT that is answered "
        "by another status than success, by a redirect that is not followed, or by a digest that "
        "does not match, is an error. If the digest header is missing, nothing fails."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise an image is deployed that is not there.",
    allows=(
        "200, 202 and 204 in the place of 201, if the content is there afterwards. Sending it "
        "again."
    ),
    needs="client_push",
    sources=("distribution-spec: Pushing blobs", "distribution-spec: Pushing manifests"),
)

REMOTE_POST_CREATED: Final = Requirement(
    id="REMOTE-8a",
    level=Level.MUST,
    text="A POST that sent no bytes and asked for no mount is no success if it is answered by 201.",
    editions=CLIENT_EDITION,
    why="Nothing was sent.",
    needs="client_push",
    sources=("distribution-spec: POST then PUT",),
)

REMOTE_NO_LOCATION: Final = Requirement(
    id="REMOTE-8b",
    level=Level.MUST,
    text="A POST that is answered by 202 without a Location is an error, at once.",
    editions=CLIENT_EDITION,
    why="There is nowhere to send the bytes to.",
    allows="Up to two more attempts at the whole push.",
    needs="client_push",
    sources=("distribution-spec: POST then PUT",),
)

REMOTE_FINAL_ANSWER: Final = Requirement(
    id="REMOTE-9",
    level=Level.MUST,
    text="A push reports success only after the final answer to each of its PUTs.",
    editions=CLIENT_EDITION,
    why="Until then the registry may refuse it.",
    allows="Sending it again after a connection was lost.",
    needs="client_push",
    sources=("distribution-spec: POST then PUT",),
)

REMOTE_CANCEL: Final = Requirement(
    id="REMOTE-9a",
    level=Level.SHOULD,
    text="An upload that is given up is deleted.",
    editions=CLIENT_EDITION,
    why="Otherwise its bytes stay there until the registry removes them, if it ever does.",
    needs="client_cancel",
    sources=("distribution-spec: Cancel a blob upload",),
)

REMOTE_WHOLE_AGAIN: Final = Requirement(
    id="REMOTE-10",
    level=Level.MUST,
    text=(
        "After a challenge, a redirect or a lost connection in the middle of an upload, the body "
        "is sent again as a whole, or the push fails. It is never taken as sent."
    ),
    editions=CLIENT_EDITION,
    why="The registry has thrown away what it had of the body.",
    allows="Going on where the registry says that the upload stands.",
    needs="client_push",
    sources=("RFC 9110, 15.4.8", "RFC 9110, 9.2.2"),
)

REMOTE_SECRETS_WRITTEN: Final = Requirement(
    id="REMOTE-11",
    level=Level.MUST,
    text=(
        "Passwords and tokens are in no message and in no file that the client writes for this "
        "operation: not in its standard output or error, nor in its records of `logging` (of the "
        "levels that it has enabled) or its `warnings`, nor in the text or the notes of its error, "
        "of those that this was raised from, or of the members of a group, nor in files below the "
        "folders that it is given."
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
