"""REMOTE, second part: limits, redirects, credentials, refusals."""

from __future__ import annotations

from typing import Final

from .requirement import CLIENT_EDITION, Level, Requirement

REMOTE_LIMIT: Final = Requirement(
    id="REMOTE-12",
    level=Level.MUST,
    text=(
        "If the client is given a limit for its waits, and a wait exceeds the limit, the client "
        "MUST fail with an error. This holds whether the server never accepts the connection, "
        "never responds, or stops in the middle of a body. In a command line, `{limit}` stands for "
        "the limit, in seconds. A client in Python that has `limits = True` is given the limit as "
        "`operation.limit`."
    ),
    editions=CLIENT_EDITION,
    why="A pull that hangs reports nothing, and whatever waits for it hangs too.",
    allows=(
        "The limit applies to each wait. The whole operation MAY take longer, because of several "
        "attempts or of a body that keeps coming. Each wait MAY exceed the limit by five seconds."
    ),
    sources=("containerd: the resolver's client",),
)

REMOTE_LIMIT_BY_DEFAULT: Final = Requirement(
    id="REMOTE-12a",
    level=Level.SHOULD,
    text=(
        "A client SHOULD limit its waits by default: it SHOULD stop waiting for a silent server, "
        "or for a body that stops, within the time of `--remotes-patience` (5 s)."
    ),
    editions=CLIENT_EDITION,
    why=(
        "Few users know that they have to set a limit. By default, `requests` and `urllib` have "
        "none."
    ),
    allows=(
        "This rule does not apply if the client is given a limit. In virtual time, the default "
        "limit MAY be up to an hour."
    ),
    sources=("containerd: the resolver's client",),
)

REMOTE_REDIRECT: Final = Requirement(
    id="REMOTE-16",
    level=Level.MUST,
    text=(
        "The client MUST follow redirects (301, 302, 303, 307, 308) of GET and HEAD, including "
        "redirects to other hosts. It MUST treat an endless chain of redirects as an error, "
        "whether or not a URL comes twice in it."
    ),
    editions=CLIENT_EDITION,
    why="Many registries keep their blobs on other hosts.",
    sources=("distribution-spec: API", "RFC 9110, 15.4"),
)

REMOTE_SECRETS_ELSEWHERE: Final = Requirement(
    id="REMOTE-17",
    level=Level.MUST,
    text=(
        "The client MUST NOT send the user name, the password or a token to any host but two: that "
        "of the registry, and that of the realm that the registry's own challenge names. Another "
        "host can be named by a redirect of a request or of the realm, by the Location of an "
        "upload, by the `urls` of a descriptor, or as the realm in a challenge of another host. "
        "The rule holds for all parts of a request, such as the body of a request for a token."
    ),
    editions=CLIENT_EDITION,
    why=(
        "Otherwise anyone who can write a manifest or a redirect can collect them (CVE-2020-15157)."
    ),
    allows=(
        "Another port of the same host does not count as another host. The user name alone MAY "
        "be in a `Referer`."
    ),
    sources=("CVE-2020-15157", "distribution-spec: API"),
)

REMOTE_CHALLENGE: Final = Requirement(
    id="REMOTE-18",
    level=Level.MUST,
    text=(
        "After 401 with a Bearer challenge, the client MUST fetch a token from the realm of "
        "the challenge, with its service and scope, and send the request again with the "
        "token. After 401 with a Basic challenge, it MUST send the request again with the "
        "credentials. The client MUST accept a challenge whatever the order of its parameters "
        "and the letter case of its scheme, even if a parameter is unknown or empty, and even "
        "if other schemes are offered beside it, in the same line of the header or in another."
    ),
    editions=CLIENT_EDITION,
    why="Registries word their challenges differently.",
    allows=(
        "The client MAY ask for another scope, or for several scopes, if one of them covers "
        "the request."
    ),
    sources=("RFC 9110, 11.6.1", "distribution: token authentication"),
)

REMOTE_REFUSED_AGAIN: Final = Requirement(
    id="REMOTE-19",
    level=Level.MUST,
    text=(
        "If the registry or the realm refuses the credentials, or a token that the client has just "
        "fetched, the client MUST fail instead of trying for ever. It MUST also fail if a "
        'challenge cannot be parsed, such as `Bearer realm="`.'
    ),
    editions=CLIENT_EDITION,
    why="A loop can lock the account, and hides the cause.",
    allows=(
        "The client MAY make up to ten attempts at the same request. In uploads, the ten are "
        "counted for each blob, because every upload begins with the same POST."
    ),
    sources=("containerd: the resolver's authorizer",),
)

REMOTE_RENEWAL: Final = Requirement(
    id="REMOTE-19a",
    level=Level.SHOULD,
    text=(
        "If a token that was accepted is no longer valid, the client SHOULD fetch a new one and "
        "send the request again."
    ),
    editions=CLIENT_EDITION,
    why="Tokens live for minutes, and a large image takes longer.",
    sources=("containerd: the resolver's authorizer",),
)

REMOTE_RETRY_AFTER: Final = Requirement(
    id="REMOTE-20",
    level=Level.SHOULD,
    text=(
        "After 429 or 503 with `Retry-After`, the client SHOULD NOT send the same request again "
        "before the time that this header gives has passed. If every attempt gets such a response, "
        "the client SHOULD fail in the end."
    ),
    editions=CLIENT_EDITION,
    why="More requests do not help a registry that is overloaded.",
    allows=(
        "The client MAY fail at once. A request that it sent before it could read the response "
        "does not count."
    ),
    sources=("distribution-spec: Error codes", "RFC 9110, 10.2.3"),
)

REMOTE_ENDLESS: Final = Requirement(
    id="REMOTE-22",
    level=Level.MUST,
    text=(
        "If a body goes on after the end of the content that the client requested, the client MUST "
        "stop reading it. A client that does not know the size beforehand needs a limit of its own."
    ),
    editions=CLIENT_EDITION,
    why="Otherwise any registry can fill the disk or the memory.",
    allows="The client MAY read up to 32 MiB more than the size of the content.",
    needs="client_pull",
    sources=("distribution-spec: Pulling blobs",),
)

REMOTE_BIG_MANIFEST: Final = Requirement(
    id="REMOTE-23",
    level=Level.MUST,
    text=(
        "A client that pulls MUST be able to pull a manifest of 4 MiB, and a client that "
        "pushes MUST be able to push one."
    ),
    editions=CLIENT_EDITION,
    why=(
        "The specification expects clients and registries to support manifests of at least 4 "
        "megabytes, and some images need it."
    ),
    sources=("distribution-spec: Pushing manifests",),
)

REQUIREMENTS: Final = (
    REMOTE_LIMIT,
    REMOTE_LIMIT_BY_DEFAULT,
    REMOTE_REDIRECT,
    REMOTE_SECRETS_ELSEWHERE,
    REMOTE_CHALLENGE,
    REMOTE_REFUSED_AGAIN,
    REMOTE_RENEWAL,
    REMOTE_RETRY_AFTER,
    REMOTE_ENDLESS,
    REMOTE_BIG_MANIFEST,
)
