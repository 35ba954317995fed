"""REMOTE, first part: what a client of a registry asks for, and the bytes that come."""

from __future__ import annotations

from typing import Final

from .requirement import CLIENT_EDITION, Level, Requirement

REMOTE_PATHS: Final = Requirement(
    id="REMOTE-1",
    level=Level.MUST,
    text="A manifest or an index is asked for below `manifests/`, everything else below `blobs/`.",
    editions=CLIENT_EDITION,
    why="A registry keeps them apart, and answers 404 at the other path.",
    allows="The other path, after 404.",
    needs="client_pull",
    sources=("distribution-spec: Pulling manifests", "distribution-spec: Pulling blobs"),
)

REMOTE_ACCEPT: Final = Requirement(
    id="REMOTE-1a",
    level=Level.SHOULD,
    text="The `Accept` of a request for a manifest names the type that the manifest has.",
    editions=CLIENT_EDITION,
    why="A registry may convert a manifest, or refuse it, if its type is not accepted.",
    allows="A range that covers it, such as `*/*`.",
    needs="client_pull",
    sources=("distribution-spec: Pulling manifests",),
)

REMOTE_STATUS: Final = Requirement(
    id="REMOTE-2",
    level=Level.MUST,
    text=(
        "An answer with any status but success is an error. The body of an error is never content, "
        "whatever its bytes are; and a blob is there only if HEAD of it is answered by success."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise a page about an error is stored as an image.",
    allows=(
        "Asking again; then the last answer counts. After a HEAD that failed, sending the blob. "
        "In Python, anything that is raised is an error, also what is no `Exception`."
    ),
    sources=("distribution-spec: Error codes",),
)

REMOTE_ERROR_TEXT: Final = Requirement(
    id="REMOTE-2a",
    level=Level.SHOULD,
    text="The error for an answer has the code and the message that the registry has sent.",
    editions=CLIENT_EDITION,
    why="“403” alone does not say whether the quota is used up or the password is wrong.",
    allows=(
        "In its text, notes or attributes; in an error that it was raised from; in a member of an "
        "`ExceptionGroup`."
    ),
    needs="client_errors",
    sources=("distribution-spec: Error codes",),
)

REMOTE_CUT: Final = Requirement(
    id="REMOTE-3",
    level=Level.MUST,
    text=(
        "A body that is cut is an error and never a clean end: less than its Content-Length, "
        "chunks without their end, a connection that is reset. That also holds without a "
        "Content-Length, if the size is known."
    ),
    editions=CLIENT_EDITION,
    why="Half a layer looks like a whole one to a client that does not compare the size.",
    allows=(
        "Asking again for the rest or for everything. Chunks without their end whose bytes are all "
        "there and right."
    ),
    needs="client_pull",
    sources=("RFC 9110, 8.6", "RFC 9112, 8"),
)

REMOTE_STREAM: Final = Requirement(
    id="REMOTE-3a",
    level=Level.SHOULD,
    text=(
        "The body of a blob is handed out as it arrives: while the caller does not read, the "
        "client takes at most 16 MiB in advance, whatever the size of the blob."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise the largest layer decides how much memory a pull needs.",
    needs="client_parts",
    sources=("containerd: the resolver's fetcher",),
)

REMOTE_RANGE: Final = Requirement(
    id="REMOTE-4",
    level=Level.MUST,
    text=(
        "A client that goes on after a cut asks with `Range: bytes=o-` for the bytes from *o*. If "
        "the answer is 206 with another start, it is an error; if it is 200, the first *o* bytes "
        "are dropped; if it is 416, its body is no content."
    ),
    editions=CLIENT_EDITION,
    why="Bytes that are put together wrongly have the right length.",
    allows="Asking for everything again.",
    needs="client_pull",
    sources=("RFC 9110, 14",),
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

REMOTE_CODING: Final = Requirement(
    id="REMOTE-5",
    level=Level.MUST,
    text=(
        "A content coding never changes the bytes: a coded body is decoded if that coding was "
        "asked for, and is refused or decoded otherwise."
    ),
    editions=CLIENT_EDITION,
    why="The digest is that of the content, not of what a proxy has made of it.",
    needs="client_pull",
    sources=("RFC 9110, 8.4",),
)

REMOTE_DIGEST: Final = Requirement(
    id="REMOTE-13",
    level=Level.MUST,
    text=(
        "If a client reports success, the bytes that it has match the digest that was asked for, "
        "even if the registry sent others: changed, shorter, longer, or none. Wrong bytes are not "
        "left under the name of the digest."
    ),
    editions=CLIENT_EDITION,
    why="The digest is the only protection against a registry or a proxy that lies.",
    allows="Wrong bytes under a temporary name. What a tag alone names is not judged.",
    needs="client_pull",
    sources=("distribution-spec: Pulling blobs",),
)

REMOTE_DIGEST_HEADER: Final = Requirement(
    id="REMOTE-14",
    level=Level.MUST,
    text=(
        "`Docker-Content-Digest` does not replace the digest that was asked for: a manifest is "
        "compared with the requested digest. If the header is missing, nothing fails."
    ),
    editions=CLIENT_EDITION,
    why="A server that sends wrong bytes can send their digest, too.",
    allows=(
        "Of a tag no digest was asked for: a resolve by HEAD has no bytes, and returns what the "
        "header says."
    ),
    needs="client_pull",
    sources=("distribution-spec: Pulling manifests",),
)

REMOTE_AMBIGUOUS: Final = Requirement(
    id="REMOTE-15",
    level=Level.MUST,
    text="A document that has both `manifests` and `layers` is refused.",
    editions=CLIENT_EDITION,
    why="Two clients would take it for two different images (CVE-2021-41190).",
    needs="client_pull",
    sources=("CVE-2021-41190", "distribution-spec: Pulling manifests"),
)

REMOTE_TYPE_PARAMETERS: Final = Requirement(
    id="REMOTE-15a",
    level=Level.MUST,
    text="Parameters of a `Content-Type`, such as `; charset=utf-8`, do not matter.",
    editions=CLIENT_EDITION,
    why="Servers and proxies add them.",
    needs="client_pull",
    sources=("distribution-spec: Pulling manifests", "RFC 9110, 8.3"),
)

REQUIREMENTS: Final = (
    REMOTE_PATHS,
    REMOTE_ACCEPT,
    REMOTE_STATUS,
    REMOTE_ERROR_TEXT,
    REMOTE_CUT,
    REMOTE_STREAM,
    REMOTE_RANGE,
    REMOTE_NOTHING_LEFT,
    REMOTE_CODING,
    REMOTE_DIGEST,
    REMOTE_DIGEST_HEADER,
    REMOTE_AMBIGUOUS,
    REMOTE_TYPE_PARAMETERS,
)
