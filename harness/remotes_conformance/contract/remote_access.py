"""REMOTE, second part: limits, redirects, credentials, refusals."""

from __future__ import annotations

from typing import Final

from .requirement import CLIENT_EDITION, Level, Requirement

REMOTE_LIMIT: Final = Requirement(
    id="REMOTE-12",
    level=Level.MUST,
    text=(
        "A client that is given a limit for its waits (`{limit}` in its command; in Python "
        "`operation.limit`, if the client says `limits = True`) fails with an error when that "
        "limit has passed, whether the server never answers or stops in the middle of a body."
    ),
    editions=CLIENT_EDITION,
    why="A pull that hangs reports nothing, and whatever waits for it hangs too.",
    allows=(
        "The limit is that of each wait, not of the whole operation: several attempts, and a body "
        "that keeps coming, may take longer. Five seconds more than the limit for each wait."
    ),
    sources=("containerd: the resolver's client",),
)

REMOTE_LIMIT_BY_DEFAULT: Final = Requirement(
    id="REMOTE-12a",
    level=Level.SHOULD,
    text=(
        "A client has such a limit by default: it stops waiting for a silent server, or for a body "
        "that stops, within the time that `--remotes-patience` gives (5 s)."
    ),
    editions=CLIENT_EDITION,
    why=(
        "Few users know that they have to ask for a limit. `requests` and `urllib` have none, "
        "unless each call is given a `timeout`."
    ),
    allows=(
        "A client that is given a limit is not asked for one by default. In virtual time, any "
        "limit up to an hour."
    ),
    sources=("containerd: the resolver's client",),
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
        "not to the realm that such a challenge names, and not where a realm redirects to. That "
        "includes the bodies of requests for a token."
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
    allows="Another scope that covers the request, also one of several.",
    editions=CLIENT_EDITION,
    why="Registries word their challenges differently.",
    sources=("RFC 9110, 11.6.1", "distribution: token authentication"),
)

REMOTE_REFUSED_AGAIN: Final = Requirement(
    id="REMOTE-19",
    level=Level.MUST,
    text=(
        "If the new token or the credentials are refused, by the registry or by the realm, that is "
        "an error, not a loop. So is a challenge that makes no sense."
    ),
    editions=CLIENT_EDITION,
    why="A loop locks the account, and hides what is wrong.",
    allows=(
        "Up to ten attempts for the same request. In uploads, the ten are counted for each blob, "
        "since every upload begins with the same POST."
    ),
    sources=("containerd: the resolver's authorizer",),
)

REMOTE_RENEWAL: Final = Requirement(
    id="REMOTE-19a",
    level=Level.SHOULD,
    text=(
        "A token that was accepted and is no longer valid is renewed, and the request is made "
        "again."
    ),
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
    allows="An error at once. A request that was sent before the answer could be read.",
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
