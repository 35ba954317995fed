"""REMOTE, first part: what a client of a registry asks for, and the bytes that come."""

from __future__ import annotations

from typing import Final

from .requirement import CLIENT_EDITION, Level, Requirement

REMOTE_PATHS: Final = Requirement(
    id="REMOTE-1",
    level=Level.MUST,
    text=(
        "The client MUST request a manifest or an index below `manifests/`, and everything else "
        "below `blobs/`."
    ),
    editions=CLIENT_EDITION,
    why="A registry keeps them apart, and responds with 404 at the other path.",
    allows="After 404, the client MAY try the other path.",
    needs="client_pull",
    sources=("distribution-spec: Pulling manifests", "distribution-spec: Pulling blobs"),
)

REMOTE_ACCEPT: Final = Requirement(
    id="REMOTE-1a",
    level=Level.SHOULD,
    text=(
        "The `Accept` header of a request for a manifest SHOULD contain the media type of that "
        "manifest."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise the registry may convert the manifest, or refuse the request.",
    allows="A media range that covers the type, such as `*/*`, is enough.",
    needs="client_pull",
    sources=("distribution-spec: Pulling manifests",),
)

REMOTE_STATUS: Final = Requirement(
    id="REMOTE-2",
    level=Level.MUST,
    text=(
        "Of the responses to a request for content, the last one counts, after redirects "
        "(REMOTE-16) and challenges (REMOTE-18). If its status is not a success, the client MUST "
        "fail with an error that names the status. If its status is 204, it brings no content, and "
        "the client MUST fail, too. The client MUST NOT take the body of an error response for "
        "content, even if the bytes are right. If a HEAD of a blob fails, the client MUST NOT "
        "assume that the registry has the blob."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise the text of an error is stored as an image, or a blob is missing after a push.",
    allows=(
        "The client MAY send the request again: then the response to the last attempt counts. "
        "After a HEAD that failed, it MAY send the blob. An error names a status by its number, by "
        "HTTP's words for it, or by the code or message that the registry sent, at any of the "
        "places that REMOTE-2a lists. Whether the error does so is judged only for clients in "
        "Python. For them, anything that is raised counts as a failure, even if it is not an "
        "`Exception`."
    ),
    sources=("distribution-spec: Error codes",),
)

REMOTE_ERROR_TEXT: Final = Requirement(
    id="REMOTE-2a",
    level=Level.SHOULD,
    text=(
        "If the client fails because of an error response, its error SHOULD contain the code and "
        "the message that the registry sent."
    ),
    editions=CLIENT_EDITION,
    why="“403” alone does not show whether the quota is used up or the password is wrong.",
    allows=(
        "Code and message MAY be in the text, the notes or the attributes of the error, of an "
        "error that it was raised from or during, or of a member of an `ExceptionGroup`. If the "
        "client sends more requests after an error response, and these fail, too, code and message "
        "MAY be those of any of these responses."
    ),
    needs="client_errors",
    sources=("distribution-spec: Error codes",),
)

REMOTE_CUT: Final = Requirement(
    id="REMOTE-3",
    level=Level.MUST,
    text=(
        "If a body is cut off, the client MUST fail, and MUST NOT take what has arrived for the "
        "whole. A body is cut off in these cases: fewer bytes arrive than its Content-Length "
        "gives; it has no Content-Length, and fewer bytes arrive than the size that the client "
        "knows; a chunked body has no last chunk; the connection is reset. A body is not cut off "
        "only because it has no Content-Length: the client MUST accept one that is whole, whether "
        "it comes in chunks or ends with the connection."
    ),
    editions=CLIENT_EDITION,
    why="To a client that does not compare the size, half a layer looks like a whole one.",
    allows=(
        "The client MAY send another request, for the rest or for everything. It MAY accept a "
        "chunked body without a last chunk if all bytes have arrived and are right."
    ),
    needs="client_pull",
    sources=("RFC 9110, 8.6", "RFC 9112, 6.3", "RFC 9112, 8"),
)

REMOTE_STREAM: Final = Requirement(
    id="REMOTE-3a",
    level=Level.SHOULD,
    text=(
        "The client SHOULD pass on the body of a blob as it arrives. While the caller does not "
        "read, the client SHOULD read at most 16 MiB ahead, whatever the size of the blob."
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
        "A client that resumes a read at byte *o* MUST send a `Range` that begins at *o*, such as "
        "`bytes=o-`. If the response is 206 with another start, the client MUST fail. If it is "
        "200, the client MUST drop the first *o* bytes. If it is 416, the client MUST NOT take its "
        "body for content."
    ),
    editions=CLIENT_EDITION,
    why="Bytes that are put together wrongly may still have the right length.",
    allows="The client MAY request everything again. It MAY fail if the response is 200.",
    needs="client_pull",
    sources=("RFC 9110, 14",),
)

REMOTE_NOTHING_LEFT: Final = Requirement(
    id="REMOTE-4a",
    level=Level.SHOULD,
    text="If a read would resume at the end of the content, the client SHOULD NOT send a request.",
    editions=CLIENT_EDITION,
    why="The registry could only respond with 416.",
    needs="client_resume",
    sources=("containerd: the resolver's fetcher",),
)

REMOTE_CODING: Final = Requirement(
    id="REMOTE-5",
    level=Level.MUST,
    text=(
        "A content coding MUST NOT change the content that the client obtains. The client MUST "
        "decode a body whose coding it asked for. It MUST either decode or refuse a body with any "
        "other coding."
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
        "If a client reports success, the bytes that it has obtained MUST match the digest that it "
        "requested, even if the registry sent changed, shorter or longer content, or none. The "
        "client MUST NOT leave wrong bytes under the name of the digest."
    ),
    editions=CLIENT_EDITION,
    why="The digest is the only protection against a registry or a proxy that sends other bytes.",
    allows=(
        "Wrong bytes MAY remain under a temporary name. Content that only a tag names is not "
        "judged."
    ),
    needs="client_pull",
    sources=("distribution-spec: Pulling blobs",),
)

REMOTE_DIGEST_HEADER: Final = Requirement(
    id="REMOTE-14",
    level=Level.MUST,
    text=(
        "If the client requested a manifest by its digest, it MUST compare the bytes with that "
        "digest, and MUST NOT use the value of `Docker-Content-Digest` instead. If the client "
        "resolves a tag, it MUST NOT return a digest other than that of the manifest's bytes. It "
        "MUST NOT fail because the header is missing."
    ),
    editions=CLIENT_EDITION,
    why="A server that sends wrong bytes can send their digest, too.",
    allows=(
        "If the client resolves the tag by HEAD, there are no bytes, and it MAY return the digest "
        "of the header."
    ),
    needs="client_pull",
    sources=("distribution-spec: Pulling manifests",),
)

REMOTE_AMBIGUOUS: Final = Requirement(
    id="REMOTE-15",
    level=Level.MUST,
    text=(
        "The client MUST refuse a document that has both `manifests` and `layers`. If the "
        "`mediaType` of a document differs from the `Content-Type` of the response, the client "
        "MUST refuse the document, or follow one of the two throughout: when it requests what the "
        "document names, and when it returns the media type or writes it into an image layout."
    ),
    editions=CLIENT_EDITION,
    why=(
        "Otherwise two clients, or two parts of one client, take it for two different images "
        "(CVE-2021-41190)."
    ),
    allows=(
        "If a manifest was sent as an index, a client that follows the `Content-Type` MAY succeed "
        "without the config and the layers of that manifest. A client that neither returns the "
        "media type nor writes it into an image layout is not judged in this point: its requests "
        "alone cannot contradict each other."
    ),
    needs="client_pull",
    sources=("CVE-2021-41190", "distribution-spec: Pulling manifests"),
)

REMOTE_TYPE_PARAMETERS: Final = Requirement(
    id="REMOTE-15a",
    level=Level.MUST,
    text=(
        "The client MUST ignore parameters of a `Content-Type`, such as `; charset=utf-8`, with or "
        "without a blank before them."
    ),
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
