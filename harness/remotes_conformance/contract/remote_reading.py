"""REMOTE, first part: what a client of a registry does when it reads."""

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
        "An answer with any status but success is an error. The body of an error is never content."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise a page about an error is stored as an image.",
    allows="Asking again; then the last answer counts.",
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
    why="Half a layer looks like a whole one to whoever does not compare.",
    allows=(
        "Asking again for the rest or for everything. Chunks without their end whose bytes are all "
        "there and right."
    ),
    needs="client_pull",
    sources=("RFC 9110, 8.6", "RFC 9112, 8"),
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

REMOTE_LIMIT: Final = Requirement(
    id="REMOTE-12",
    level=Level.MUST,
    text=(
        "A client that is given a limit for its waits (`{limit}` in its command, or `limit` of a "
        "Python call) fails with an error when that limit has passed, whether the server never "
        "answers or stops in the middle of a body."
    ),
    editions=CLIENT_EDITION,
    why="A pull that hangs reports nothing, and whatever waits for it hangs too.",
    allows="Five seconds more than the limit.",
    sources=("containerd: the resolver's client",),
)

REMOTE_LIMIT_BY_DEFAULT: Final = Requirement(
    id="REMOTE-12a",
    level=Level.SHOULD,
    text=(
        "A client has such a limit by default: it stops waiting for a silent server, or for a body "
        "that stops, within the patience of the run (`--remotes-patience`)."
    ),
    editions=CLIENT_EDITION,
    why="Few users know that they have to ask for a limit.",
    allows="A client that is given a limit is not asked for one by default.",
    sources=("containerd: the resolver's client",),
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
        "compared with that. If the header is missing, nothing fails."
    ),
    editions=CLIENT_EDITION,
    why="Whoever sends wrong bytes can send their digest, too.",
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

REMOTE_REDIRECT: Final = Requirement(
    id="REMOTE-16",
    level=Level.MUST,
    text=(
        "Redirects (301, 302, 303, 307, 308) of GET and HEAD are followed, to other hosts, too. A "
        "chain of redirects without end is an error."
    ),
    editions=CLIENT_EDITION,
    why="Most registries keep blobs elsewhere.",
    needs="client_pull",
    sources=("distribution-spec: API", "RFC 9110, 15.4"),
)

REMOTE_SECRETS_ELSEWHERE: Final = Requirement(
    id="REMOTE-17",
    level=Level.MUST,
    text=(
        "User, password and token never go to another host: not after a redirect, not to the "
        "Location of an upload, not in answer to a challenge by a host that a redirect led to, and "
        "not to the realm that such a challenge names. That includes the bodies of requests for a "
        "token."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise a registry, or whoever can write its answers, collects them (CVE-2020-15157).",
    allows="Another port of the same host.",
    sources=("CVE-2020-15157", "distribution-spec: API"),
)

REMOTE_CHALLENGE: Final = Requirement(
    id="REMOTE-18",
    level=Level.MUST,
    text=(
        "After 401 with a Bearer challenge, a token is fetched from its realm, with its service "
        "and scope, and the request is made again; after 401 with a Basic challenge it is made "
        "again with the credentials. The parameters may be in any order, one may be unknown or "
        "empty, the scheme in any case, and other schemes may be offered, too."
    ),
    editions=CLIENT_EDITION,
    why="Registries word their challenges differently.",
    sources=("RFC 9110, 11.6.1", "distribution: token authentication"),
)

REMOTE_REFUSED_AGAIN: Final = Requirement(
    id="REMOTE-19",
    level=Level.MUST,
    text=(
        "If the new token or the credentials are refused, that is an error, not a loop. So is a "
        "challenge that makes no sense."
    ),
    editions=CLIENT_EDITION,
    why="A loop locks the account, and hides what is wrong.",
    allows="Up to ten attempts for the same request.",
    sources=("containerd: the resolver's authorizer",),
)

REMOTE_RENEWAL: Final = Requirement(
    id="REMOTE-19a",
    level=Level.SHOULD,
    text="A token that is no longer valid is renewed, and the request is made again.",
    editions=CLIENT_EDITION,
    why="Tokens live for minutes; a large image takes longer.",
    sources=("containerd: the resolver's authorizer",),
)

REMOTE_RETRY_AFTER: Final = Requirement(
    id="REMOTE-20",
    level=Level.SHOULD,
    text=(
        "After 429 or 503 with `Retry-After`, the same request is not made again before that time."
    ),
    editions=CLIENT_EDITION,
    why="A registry that is overloaded is not helped by more requests.",
    allows="An error at once.",
    needs="client_pull",
    sources=("distribution-spec: Error codes", "RFC 9110, 10.2.3"),
)

REMOTE_ENDLESS: Final = Requirement(
    id="REMOTE-22",
    level=Level.MUST,
    text="A body that is longer than the descriptor says is not read without end.",
    editions=CLIENT_EDITION,
    why="Otherwise any registry can fill the disk or the memory.",
    allows="Reading up to 32 MiB more.",
    needs="client_pull",
    sources=("distribution-spec: Pulling blobs",),
)

REMOTE_BIG_MANIFEST: Final = Requirement(
    id="REMOTE-23",
    level=Level.MUST,
    text="A manifest of 4 MiB is read and pushed.",
    editions=CLIENT_EDITION,
    why="Registries have to take manifests up to that size, and some images need it.",
    sources=("distribution-spec: Pushing manifests",),
)

REQUIREMENTS: Final = (
    REMOTE_PATHS,
    REMOTE_ACCEPT,
    REMOTE_STATUS,
    REMOTE_CUT,
    REMOTE_RANGE,
    REMOTE_CODING,
    REMOTE_LIMIT,
    REMOTE_LIMIT_BY_DEFAULT,
    REMOTE_DIGEST,
    REMOTE_DIGEST_HEADER,
    REMOTE_AMBIGUOUS,
    REMOTE_TYPE_PARAMETERS,
    REMOTE_REDIRECT,
    REMOTE_SECRETS_ELSEWHERE,
    REMOTE_CHALLENGE,
    REMOTE_REFUSED_AGAIN,
    REMOTE_RENEWAL,
    REMOTE_RETRY_AFTER,
    REMOTE_ENDLESS,
    REMOTE_BIG_MANIFEST,
)
