"""What the lying registry answers otherwise, by the name of the harness's scenario."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import Any

from lying import Lie, digest

_LIES: dict[str, tuple[Lie, ...]] = {}
_OTHERS: dict[str, dict[str, Any]] = {}
_BEARER = {"access": "bearer"}
_R, _S = 'realm="{registry}/token"', 'service="x",scope="repository:library/thing:pull"'
_ERROR = b'{"errors":[{"code":"DENIED","message":"the registry says no"}]}'


def settings_of(token: str) -> dict[str, Any]:
    """The arguments of `Lying` for the scenario with that name."""
    if token not in _LIES and token not in _OTHERS:
        raise KeyError(f"no lie is known for {token}: add it to lies.py")
    return {"lies": _LIES.get(token, ()), **_OTHERS.get(token, {})}


def changed(body: bytes) -> bytes:
    """Another digest; a document keeps its meaning."""
    if body.startswith(b"{"):
        return body.replace(b": ", b":\t", 1) if b": " in body else body + b" "
    return body[:-1] + bytes([body[-1] ^ 1])


def _pull(name: str, *lies: Lie, **others: Any) -> None:
    _LIES[f"pull.{name}"] = _LIES[f"fetch.{name}"] = lies
    _OTHERS[f"pull.{name}"] = _OTHERS[f"fetch.{name}"] = others


def _push(name: str, *lies: Lie, **others: Any) -> None:
    _LIES[f"push.{name}"] = lies
    _OTHERS[f"push.{name}"] = others


def _error(body: bytes) -> bytes:
    return _ERROR


def _nothing(body: bytes) -> bytes:
    return b""


# -- pulls
_GET, _BLOBS, _ALL = "GET HEAD", "config layer", "manifest config layer"
_pull("nothing-is-unusual")
_pull("the-manifest-is-changed", Lie("GET", "manifest", change=changed))
_pull("the-manifest-is-empty", Lie("GET", "manifest", change=_nothing))
_pull("the-config-is-changed", Lie("GET", "config", change=changed))
_pull("a-layer-is-changed", Lie("GET", "layer", change=changed))
_pull("a-layer-is-too-short", Lie("GET", "layer", change=lambda body: body[:-1]))
_pull("a-layer-is-too-long", Lie("GET", "layer", change=lambda body: body + b"\n"))
_pull("a-layer-is-empty", Lie("GET", "layer", change=_nothing))
_pull("a-layer-never-ends", Lie("GET", "layer", wire="endless"))
_pull("the-manifest-never-ends", Lie("GET", "manifest", wire="endless"))
_pull("the-config-never-ends", Lie("GET", "config", wire="endless"))
_pull("a-layer-is-answered-by-500-with-its-own-bytes", Lie(_GET, "layer", status=500))
_pull("a-manifest-has-manifests-and-layers", variant="ambiguous")
_pull("an-index-has-manifests-and-layers", variant="ambiguous index")
_pull(
    "the-manifest-has-no-digest-header",
    Lie(_GET, "manifest", headers=(("Docker-Content-Digest", ""),)),
)
_pull("a-layer-is-cut-below-its-length", Lie("GET", "layer", wire="cut"))
_pull("a-layer-without-a-length-is-cut", Lie("GET", "layer", wire="no length cut"))
_pull("a-layer-comes-in-chunks", Lie("GET", "layer", wire="chunked"))
_pull("a-layer-comes-without-a-length", Lie("GET", "layer", wire="no length"))
_pull(
    "a-layer-is-compressed-on-the-way",
    Lie("GET", "layer", headers=(("Content-Encoding", "gzip"),), change=gzip.compress),
)
_pull(
    "a-layer-is-only-said-to-be-compressed",
    Lie("GET", "layer", headers=(("Content-Encoding", "gzip"),)),
)
_pull("a-layer-is-answered-by-204", Lie(_GET, "layer", status=204, change=_nothing))
for _status in (403, 404, 500):
    _pull(f"a-layer-is-answered-by-{_status}", Lie(_GET, "layer", status=_status, change=_error))
    _pull(
        f"the-manifest-is-answered-by-{_status}",
        Lie(_GET, "manifest", status=_status, change=_error),
    )
_pull("a-layer-is-not-found", Lie(_GET, "layer", status=404, change=_error))
_pull("the-manifest-is-not-found", Lie(_GET, "manifest", status=404, change=_error))
_BUSY = (("Retry-After", "1"),)
_pull(
    "the-manifest-is-answered-by-429-once",
    Lie(_GET, "manifest", status=429, headers=_BUSY, change=_error, once=True),
)
_pull(
    "a-layer-is-answered-by-503-once",
    Lie(_GET, "layer", status=503, headers=_BUSY, change=_error, once=True),
)
for _name, _what in (("the-manifest", "manifest"), ("a-layer", "layer")):
    _pull(f"{_name}-never-comes", Lie("GET", _what, wire="silent"))
_pull("a-layer-stops-in-the-middle", Lie("GET", "layer", wire="stalled"))
_pull("the-realm-never-answers", Lie("GET POST", "token", wire="silent"), **_BEARER)

# -- other hosts and credentials
_TO = Lie(_GET, _BLOBS, status=307, headers=(("Location", "{elsewhere}{target}"),), change=_nothing)
_pull(
    "blobs-are-redirected-for-ever",
    Lie(_GET, _BLOBS, status=307, headers=(("Location", "{registry}{target}"),)),
)


_pull(
    "blobs-are-redirected-to-a-host-that-accepts-no-connection",
    Lie(_GET, _BLOBS, status=307, headers=(("Location", "{deaf}{target}"),)),
)
_pull(
    "the-realm-redirects-to-another-host",
    Lie("GET POST", "token", status=307, headers=(("Location", "{elsewhere}/token"),)),
    **_BEARER,
)
for _status in (401, 403):
    _pull(
        f"the-realm-answers-{_status}",
        Lie("GET POST", "token", status=_status, change=_error),
        **_BEARER,
    )


def _asking(challenge: str) -> Lie:
    headers = (("WWW-Authenticate", challenge),)
    return Lie(_GET, _ALL, status=401, headers=headers, change=_error, host="elsewhere")


_pull(
    "the-host-of-the-blobs-asks-for-a-password", _TO, _asking('Basic realm="elsewhere"'), **_BEARER
)
_pull(
    "the-host-of-the-blobs-asks-for-a-token-of-a-third-host",
    _TO,
    _asking('Bearer realm="{third}/token",service="elsewhere"'),
    **_BEARER,
)
_AGAIN = {"status": 401, "headers": (("WWW-Authenticate", "{challenge}"),), "change": _error}
_pull(
    "the-token-is-no-longer-valid-when-a-layer-is-asked-for",
    Lie("GET", "layer", once=True, **_AGAIN),
    **_BEARER,
)
_pull("a-token-is-asked-for", **_BEARER)
_pull("a-password-is-asked-for", access="basic")
_pull("the-challenge-begins-with-its-scope", access="bearer", challenge=f"Bearer {_S},{_R}")
_pull("the-scheme-is-in-small-letters", access="bearer", challenge=f"bearer {_R},{_S}")
_pull(
    "the-challenge-has-an-unknown-parameter",
    access="bearer",
    challenge=f'Bearer {_R},{_S},hint="x"',
)
_pull(
    "the-challenge-has-an-empty-parameter", access="bearer", challenge=f'Bearer hint="",{_R},{_S}'
)
_pull(
    "another-scheme-is-offered-beside-bearer",
    access="bearer",
    challenge=f"Negotiate\nBearer {_R},{_S}",
)
_pull(
    "another-scheme-is-offered-in-the-same-line",
    access="bearer",
    challenge=f'Acme realm="acme", Bearer {_R},{_S}',
)
_pull(
    "the-challenge-makes-no-sense",
    Lie(
        _GET,
        f"ping {_ALL}",
        status=401,
        headers=(("WWW-Authenticate", 'Bearer realm="'),),
        change=_error,
    ),
)
_pull("every-token-is-refused", Lie(_GET, _ALL, **_AGAIN), **_BEARER)
_pull(
    "the-manifest-is-changed-and-its-digest-header-agrees",
    Lie("GET", "manifest", headers=(("Docker-Content-Digest", "{agreeing}"),), change=changed),
)

# -- pushes
_SENDS = "PATCH PUT"
_ELSEWHERE = Lie("POST PATCH", "uploads upload", headers=(("Location", "{elsewhere}{location}"),))
_push("nothing-is-unusual")
_push("the-manifest-is-written-with-tabs", variant="indented")
_push("the-manifest-is-one-of-docker", variant="docker")
_push("a-layer-without-bytes-is-pushed", variant="empty")
_push(
    "the-location-is-absolute",
    Lie("POST PATCH", "uploads upload", headers=(("Location", "{registry}{location}"),)),
)
_push("the-location-is-on-another-host", _ELSEWHERE)
_push(
    "the-location-is-relative-to-the-path",
    Lie("POST PATCH", "uploads upload", headers=(("Location", "{last}"),)),
    variant="bare",
)
_push("a-token-is-asked-for", **_BEARER)
_push("a-password-is-asked-for", access="basic")
_push("head-of-a-blob-is-redirected", replace(_TO, methods="HEAD"))
# This registry takes any manifest.
for _status in (403, 500):
    _push(
        f"head-of-a-blob-is-answered-by-{_status}-and-any-manifest-is-taken",
        Lie("HEAD", _BLOBS, status=_status, change=_error),
    )
_push(
    "the-upload-is-answered-by-201-and-any-manifest-is-taken",
    Lie("POST", "uploads", status=201, headers=(("Location", "{registry}/"),)),
)
_push(
    "the-end-of-an-upload-is-answered-by-302-and-any-manifest-is-taken",
    Lie(
        "PUT",
        "upload",
        status=302,
        headers=(("Location", "{registry}/v2/"), ("Docker-Content-Digest", "")),
    ),
)
_push(
    "the-end-of-an-upload-gets-no-answer-and-any-manifest-is-taken",
    Lie("PUT", "upload", wire="no answer"),
)
_push("the-location-is-on-another-host-and-a-token-is-asked-for", _ELSEWHERE, **_BEARER)
_push("the-location-is-on-another-host-and-a-password-is-asked-for", _ELSEWHERE, access="basic")
_push(
    "the-only-upload-has-no-location",
    Lie("POST", "uploads", headers=(("Location", ""),)),
    variant="bare",
)
_push("the-upload-has-no-location", Lie("POST", "uploads", headers=(("Location", ""),)))
for _status in (202, 302, 304, 399, 400, 500):
    _push(
        f"the-manifest-is-answered-by-{_status}-and-not-stored",
        Lie(
            "PUT",
            "manifest",
            status=_status,
            headers=(("Location", ""), ("Docker-Content-Digest", "")),
        ),
    )
    _push(
        f"the-end-of-an-upload-is-answered-by-{_status}-and-nothing-is-stored",
        Lie(
            "PUT",
            "upload",
            status=_status,
            headers=(("Location", ""), ("Docker-Content-Digest", "")),
        ),
    )
_WRONG = (("Docker-Content-Digest", digest(b"another")),)
_push("the-digest-of-a-blob-is-answered-wrongly", Lie("PUT", "upload", headers=_WRONG))
_push("the-digest-of-the-manifest-is-answered-wrongly", Lie("PUT", "manifest", headers=_WRONG))
_push(
    "no-digest-is-answered", Lie("PUT", "manifest upload", headers=(("Docker-Content-Digest", ""),))
)
_push(
    "an-upload-is-redirected-once",
    Lie(
        _SENDS,
        "upload",
        status=307,
        headers=(("Location", "{registry}{target}"), ("Docker-Content-Digest", "")),
        once=True,
    ),
)
_push(
    "the-token-is-no-longer-valid-in-the-middle-of-an-upload",
    Lie(_SENDS, "upload", once=True, **_AGAIN),
    **_BEARER,
)
_push(
    "the-token-is-no-longer-valid-at-the-manifest",
    Lie("PUT", "manifest", once=True, **_AGAIN),
    **_BEARER,
)
_push("the-upload-never-begins", Lie("POST", "uploads", wire="silent"))
_push("the-manifest-is-never-answered", Lie("PUT", "manifest", wire="silent"))

# -- anything
_OLD = Lie(
    "GET HEAD POST PATCH PUT",
    "ping manifest config layer uploads upload",
    headers=(("Warning", '299 - "the registry is old"'),),
)
_pull("every-answer-has-a-warning", _OLD)
_push("every-answer-has-a-warning", _OLD)
